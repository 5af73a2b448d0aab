/** A short replay with everything that a timeline may hold. */
import { recordRun } from '../../src/engine/timeline/recorded-run'
import { makeConfig, makeDemand, makeParameters, repeat } from './demand-fixture'

/** A replayed timeline with everything in it: reclaim by kswapd, kcompressd and tasks. */
export function replayedTimeline() {
  const tasks = [{ rows: repeat(30, { alloc: 40, cpuUs: 200, sleepMs: 2 }) }, { kind: 'other' as const, rows: repeat(20, { cpuUs: 900, sleepMs: 3 }) }]
  const demand = makeDemand({ durationMs: 200, tasks, initial: { freePages: 400, unownedAnonPages: 4000 } })
  const input = { demand, parameters: makeParameters(), config: makeConfig({ kcompressd: { variant: 'zram', threads: 1, fifoEntries: 64, memalloc: true, rotate: true } }), seed: 1 }
  return recordRun(input, { name: 'replayed', originS: 7, samplePeriodNs: 50e6 })
}
