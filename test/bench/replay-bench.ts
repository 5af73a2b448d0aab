/** Preparing a capture and replaying it under the configurations that differ most. */
import { prepare } from '../../src/engine/prepare'
import { replay } from '../../src/engine/replay'
import type { Prepared } from '../../src/engine/run-types'
import { findPreset } from '../../src/shared/presets'
import { captures, open } from './captures'
import { cpuMs, medians, type BenchOptions, type Row } from './timing'

const CONFIGS = ['off', 'zram-v1', 'mm'] as const
const RUN_BUDGET_MS = 300
const PREPARE_BUDGET_MS = 3000

export async function benchReplay(options: BenchOptions): Promise<Row[]> {
  const rows: Row[] = []
  for (const capture of captures()) {
    const trace = await open(capture)
    // cold, as the user meets it
    const { ms, value } = await cpuMs(() => prepare(trace, { window: null, seed: 1 }))
    if (!value.ok) throw new Error(value.error.message)
    const seconds = (value.value.window.endNs - value.value.window.startNs) / 1e9
    rows.push({ job: `calibrate ${capture.name}`, ms, rate: `${seconds.toFixed(0)} s recorded`, peer: '', budget: '3 s', isMet: ms <= PREPARE_BUDGET_MS })
    for (const id of CONFIGS) rows.push(await replayRow(`replay ${capture.name} ${id}`, value.value, id, options))
  }
  return rows
}

async function replayRow(job: string, prepared: Prepared, id: string, { runs }: BenchOptions): Promise<Row> {
  const config = findPreset(id)?.config
  if (config === undefined) throw new Error(`no preset ${id}`)
  let events = 0
  const [ms = Number.NaN] = await medians(runs, [() => void (events = replay(prepared, { config, seed: 1, member: 0 }).eventCount)])
  return { job, ms, rate: `${(events / ms / 1000).toFixed(2)} M events/s of ${(events / 1e6).toFixed(2)} M`, peer: '', budget: '0.3 s', isMet: ms <= RUN_BUDGET_MS }
}
