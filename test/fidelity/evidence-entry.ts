/** Child process of `evidence.spec.ts`: predicts from the same recording with less and less evidence; prints metrics as JSON. */
import { join } from 'node:path'
import { prepare } from '../../src/engine/prepare'
import { replay } from '../../src/engine/replay'
import type { Trace } from '../../src/engine/trace/trace'
import { flattenMetrics } from '../../src/shared/metrics'
import { LAB, loadTrace, MEMBERS, presetOf } from './measure'

const ARMS = ['off', 'zram-v1', 'mm']
const KEPT = ['pgscanKswapd', 'pgstealAnon', 'kswapd.cpuS', 'pgstealAnonPerAwakeS', 'directReclaim.totalMs', 'pswpin']

const withoutMarks = (trace: Trace): Trace => ({ ...trace, marks: { count: 0, tsNs: new Float64Array(0), thread: new Uint32Array(0), text: new Uint32Array(0) } })
const schedAndVmstat = (trace: Trace): Trace => {
  const none = withoutMarks(trace)
  return { ...none, events: {}, wakeups: { count: 0, tsNs: new Float64Array(0), thread: new Uint32Array(0), waker: new Uint32Array(0), targetCpu: new Uint16Array(0) } }
}

/** Median over the members of every kept metric, per arm. */
function predict(trace: Trace): Record<string, Record<string, number | null>> {
  const prepared = prepare(trace, { window: null, seed: 1 })
  if (!prepared.ok) throw new Error(prepared.error.message)
  const medians: Record<string, Record<string, number | null>> = {}
  for (const arm of ARMS) {
    const runs = Array.from({ length: MEMBERS }, (_, member) => flattenMetrics(replay(prepared.value, { config: presetOf(arm), seed: 1, member }).metrics))
    medians[arm] = Object.fromEntries(KEPT.map((name) => [name, median(runs.map((run) => run.get(name) ?? null))]))
  }
  return medians
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b)
  return known[known.length >> 1] ?? null
}

const full = await loadTrace(join(LAB, 'w3/off-1'))
const csv = await loadTrace(join(LAB, 'w3/off-1-csv'))
process.stdout.write(JSON.stringify({ full: predict(full), 'without marks': predict(withoutMarks(full)), csv: predict(csv), 'sched and vmstat': predict(schedAndVmstat(full)) }))
