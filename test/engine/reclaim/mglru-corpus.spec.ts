/** The multi-gen LRU against recordings of a kernel that used it. Needs the recordings; says so when they are absent. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPreset } from '../../../src/shared/presets'
import { Machine } from '../../../src/engine/machine'
import { metricsOf } from '../../../src/engine/run-metrics'
import { prepare } from '../../../src/engine/prepare'
import type { Prepared } from '../../../src/engine/run-types'
import { openCapture } from '../../../src/main/import/open-capture'

const RECORDING = join(resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared'), 'lab', 'w5', 'off-1')
const hasRecording = existsSync(RECORDING)
if (!hasRecording) console.log(`skipped: no recording at ${RECORDING} (set RECLAIMSCOPE_CORPUS)`)

async function prepared(): Promise<Prepared> {
  const capture = await openCapture([{ kind: 'path', path: RECORDING }])
  if (!capture.ok) throw new Error(JSON.stringify(capture.error))
  const result = prepare(capture.value, { window: null, seed: 1 })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

describe.skipIf(!hasRecording)('a replayed recording of a multi-gen LRU', () => {
  it('frees a page per page scanned, 64 pages per direct reclaim, and ages when the kernel did', async () => {
    const { demand, parameters, observed } = await prepared()
    const machine = new Machine({ demand, parameters, config: findPreset('off')!.config, seed: 1 })
    const active: number[] = []
    machine.run((bin) => {
      if (bin % 10 === 9) active.push(machine.memory.lru.activeAnon)
    })
    const metrics = metricsOf(machine)
    expect(parameters.machine.lru).toBe('mglru')
    // up to one application's pages are met young, depending on when the ageing walks happened (another boot: 1.05)
    expect(metrics.pgscanKswapd! / metrics.pgstealKswapd!).toBeLessThan(1.12)
    expect(metrics.pgstealAnon! / observed.pgstealAnon!).toBeGreaterThan(0.93)
    expect(metrics.pgstealAnon! / observed.pgstealAnon!).toBeLessThan(1.07)
    expect(metrics.pgstealDirect! / metrics.directReclaim.count!).toBeGreaterThan(60)
    expect(metrics.pgstealDirect! / metrics.directReclaim.count!).toBeLessThan(68)
    // at the start everything is young; the walks of the first reclaim (at about 2 s) make nearly all of it old
    expect(active[10]!).toBeGreaterThan(260_000)
    expect(active[24]!).toBeLessThan(30_000)
  })
})
