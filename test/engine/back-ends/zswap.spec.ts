/** zswap before a swap device inside a run. */
import { describe, expect, it } from 'vitest'
import type { Configuration, KcompressdSettings } from '../../../src/shared/config'
import type { Metrics } from '../../../src/shared/metrics'
import { explainRun } from '../../../src/engine/explain'
import type { Machine } from '../../../src/engine/machine'
import * as P from '../../../src/engine/reclaim/page-store'
import { metricsOf } from '../../../src/engine/run-metrics'
import { makeMachine, repeat, type MachineSpec } from '../../support/demand-fixture'
import { ReclaimBench } from '../reclaim/reclaim-bench'

type Zswap = NonNullable<Configuration['swap']['zswap']>
const zswap = (settings: Partial<Zswap> = {}): MachineSpec => ({ swap: { backend: 'zswap', zswap: settings } })

const pressure: MachineSpec = {
  durationMs: 1500, initial: { freePages: 400, unownedAnonPages: 8000 }, parameters: { content: { compressibleShare: 0.9, incompressibleShare: 0.1 } },
  tasks: [{ rows: repeat(120, { cpuUs: 200, alloc: 30, sleepMs: 10 }) }, { swappedPages: 1000, dirtyShare: 0, rows: [{ sleepMs: 700 }, ...repeat(60, { cpuUs: 100, touch: 10, sleepMs: 10 })] }]
}

function run(settings: Partial<Zswap>, kcompressd: Partial<KcompressdSettings> = {}): { machine: Machine; metrics: Metrics; zswap: NonNullable<Metrics['zswap']> } {
  const machine = makeMachine({ ...pressure, ...zswap(settings), kcompressd })
  machine.run()
  const metrics = metricsOf(machine)
  return { machine, metrics, zswap: metrics.zswap! }
}

describe('a page that zswap takes', () => {
  it('is stored without being under writeback, and counts as zswpout, not pswpout', () => {
    const bench = new ReclaimBench(320, zswap())
    bench.shrink()
    expect(bench.counters).toMatchObject({ pgstealAnon: 320, pswpout: 0, written: 320 })
    expect(metricsOf(bench.machine).zswap).toMatchObject({ zswpout: 320, stored: 320, onDevice: 0 })
  })

  it('is decompressed by the fault that wants it back', () => {
    const { metrics, zswap: found } = run({})
    expect(found.zswpin).toBeGreaterThan(0)
    expect(metrics.pswpin).toBe(found.deviceReads)
  })
})

describe('a page that zswap refuses', () => {
  const incompressible: MachineSpec = { parameters: { content: { compressibleShare: 0, incompressibleShare: 1 } } }

  it('goes to the swap device: under writeback until it is there, then rotated and freed', () => {
    const bench = new ReclaimBench(320, { ...zswap(), ...incompressible })
    bench.shrinkFor(2e5)
    expect([bench.flags(25, P.WRITEBACK), bench.flags(25, P.LOCKED), bench.flags(25, P.RECLAIM), bench.flags(25, P.RESIDENT)]).toEqual([true, false, true, true])
    bench.settle()
    for (let round = 0; round < 4; round++) bench.shrink()
    expect(bench.counters).toMatchObject({ pswpout: 320, written: 320, pgstealAnon: 320 })
    expect(bench.counters.pgrotated).toBeGreaterThan(200)
    expect(metricsOf(bench.machine).zswap).toMatchObject({ rejectCompressPoor: 320, refusedToDevice: 320, onDevice: 320, stored: 0 })
    expect(bench.memory.store.poolPages).toBe(0)
  })

  it('is activated where writeback is disabled (AOP_WRITEPAGE_ACTIVATE)', () => {
    const bench = new ReclaimBench(320, { ...zswap({ writeback: false }), ...incompressible })
    bench.shrink()
    expect(bench.counters).toMatchObject({ pswpout: 0, pgstealAnon: 0, pgactivate: 320 })
    expect([bench.flags(100, P.DIRTY), bench.flags(100, P.WRITEBACK), bench.flags(100, P.SWAPCACHE)]).toEqual([true, false, true])
    expect(metricsOf(bench.machine).zswap).toMatchObject({ refusedKept: 320, refusedToDevice: 0, onDevice: 0 })
  })

  it('stays on the device when a read brings it back, so that a clean page costs no second write', () => {
    const bench = new ReclaimBench(64, { ...zswap(), ...incompressible })
    for (let round = 0; round < 3; round++) bench.shrink()
    expect(bench.counters).toMatchObject({ pswpout: 64, pgstealAnon: 64 })
    bench.start(function* (task) {
      for (let page = 0; page < 64; page++) {
        bench.memory.zone.take(1, 0, 'anon')
        expect(yield* bench.memory.swapReader!.read(task, page)).toBe(true)
      }
    })
    bench.settle()
    expect(metricsOf(bench.machine).zswap).toMatchObject({ deviceReads: 64, onDevice: 64 })
    expect(metricsOf(bench.machine).zswap!.readP50Us).toBeGreaterThan(150)
  })
})

describe('the pool limit', () => {
  it('refuses at the limit and accepts again only below the threshold', () => {
    const small = run({ maxPoolPercent: 5 })
    expect(small.zswap.poolLimitHit).toBeGreaterThan(0)
    expect(small.zswap.refusedToDevice! - small.zswap.rejectCompressPoor!).toBeGreaterThan(0)
    const maxPages = 500
    const zspage = 8
    expect(small.metrics.zram.memUsedBytes! / 4096).toBeLessThanOrEqual(maxPages + zspage)
    const roomy = run({ maxPoolPercent: 50 })
    expect(roomy.zswap).toMatchObject({ poolLimitHit: 0, writtenBack: 0 })
    expect(roomy.zswap.refusedToDevice).toBe(roomy.zswap.rejectCompressPoor! + roomy.zswap.rejectAllocFail!)
  })

  it('makes the worker write the oldest entries back down to the threshold', () => {
    const high = run({ maxPoolPercent: 5, acceptThresholdPercent: 95 }).zswap
    const low = run({ maxPoolPercent: 5, acceptThresholdPercent: 30 }).zswap
    expect(high.writtenBack).toBeGreaterThan(0)
    // hysteresis: a lower threshold empties more of the pool each time
    expect(low.stored).toBeLessThan(high.stored!)
    expect(run({ maxPoolPercent: 5, writeback: false }).zswap).toMatchObject({ writtenBack: 0, refusedToDevice: 0 })
  })

  it('is kept down by the dynamic shrinker, which works on the reclaimer’s CPU', () => {
    const without = run({ maxPoolPercent: 50 })
    const shrinking = run({ maxPoolPercent: 50, shrinker: true })
    expect(without.zswap.writtenBack).toBe(0)
    expect(shrinking.zswap.writtenBack).toBeGreaterThan(100)
    expect(shrinking.zswap.stored).toBeLessThan(without.zswap.stored!)
  })
})

describe('kcompressd before zswap', () => {
  const MM: Partial<KcompressdSettings> = { variant: 'mm', threads: 1, fifoEntries: 256 }

  it('queues locked pages at the mm level and stores them without writeback', () => {
    const bench = new ReclaimBench(320, { ...zswap(), kcompressd: MM, parameters: { costs: { compressNs: 1e6 } } })
    bench.shrinkFor(1e6)
    expect([bench.flags(200, P.QUEUED), bench.flags(200, P.LOCKED), bench.flags(200, P.WRITEBACK)]).toEqual([true, true, false])
    bench.settle(2e9)
    expect([bench.flags(200, P.LOCKED), bench.flags(200, P.STORED)]).toEqual([false, true])
    expect(bench.counters.pswpout).toBe(0)
  })

  it('sends what zswap refuses to the device, without rotation', () => {
    const { machine, zswap: found } = run({ maxPoolPercent: 5 }, MM)
    expect(machine.recorder.counters.queued).toBeGreaterThan(0)
    expect(found.refusedToDevice).toBeGreaterThan(0)
    expect(machine.memory.zone.imbalance()).toBe(0)
  })

  it('queues nothing at the zram level, or where refused pages must be activated at once', () => {
    expect(run({}, { ...MM, variant: 'zram' }).machine.recorder.counters.queued).toBe(0)
    const { machine } = run({ writeback: false }, MM)
    expect(machine.recorder.counters.queued).toBe(0)
    expect(explainRun(machine).join(' ')).toContain('hands nothing over')
  })

  it('asks for SWP_SYNCHRONOUS_IO, which zram with a backing device lacks on kernels with rw_page', () => {
    const queued = (kernel: string, variant: 'zram' | 'mm'): number => {
      const machine = makeMachine({ ...pressure, swap: { writeback: { mode: 'raw' } }, kcompressd: { ...MM, variant }, parameters: { kernel } })
      machine.run()
      return machine.recorder.counters.queued
    }
    expect(queued('6.1.192', 'mm')).toBe(0)
    expect(queued('6.6.1', 'mm')).toBeGreaterThan(0)
    expect(queued('6.1.192', 'zram')).toBeGreaterThan(0)
  })
})
