import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KcompressdSettings } from '../../../src/shared/config'
import { SimTask, type Work } from '../../../src/engine/cpu/task'
import { metricsOf } from '../../../src/engine/run-metrics'
import * as P from '../../../src/engine/reclaim/page-store'
import { COSTS, makeMachine, repeat, type MachineSpec } from '../../support/demand-fixture'
import { ReclaimBench } from '../reclaim/reclaim-bench'

const ONE_THREAD: Partial<KcompressdSettings> = { threads: 1, fifoEntries: 4096, memalloc: true }
const zram = (more: Partial<KcompressdSettings> = {}): MachineSpec => ({ kcompressd: { ...ONE_THREAD, variant: 'zram', ...more } })
const mm = (more: Partial<KcompressdSettings> = {}, kernel: string | null = '6.6.1'): MachineSpec => ({ kcompressd: { ...ONE_THREAD, variant: 'mm', ...more }, parameters: { kernel } })
const compressing = (compressNs: number, spec: MachineSpec): MachineSpec => ({ ...spec, parameters: { ...spec.parameters, costs: { compressNs } } })
/** Compression so slow that nothing is written while a test looks. */
const slow = (spec: MachineSpec): MachineSpec => compressing(50e6, spec)
/** So slow that nothing is written before a pass over the list has ended, but all of it a second later. */
const later = (spec: MachineSpec): MachineSpec => compressing(1e6, spec)

describe('zram level', () => {
  it('queues pages under writeback, unlocked, and keeps PG_reclaim', () => {
    const bench = new ReclaimBench(320, slow(zram()))
    bench.shrinkFor(1e6)
    expect([bench.flags(200, P.QUEUED), bench.flags(200, P.WRITEBACK), bench.flags(200, P.LOCKED), bench.flags(200, P.RECLAIM)]).toEqual([true, true, false, true])
    expect(bench.counters).toMatchObject({ queued: 320, pswpout: 320, pgscanKswapd: 320, pgstealKswapd: 0 })
  })

  it('rotates written pages to the tail, oldest first, where the next pass frees them for little', () => {
    const bench = new ReclaimBench(320, later(zram()))
    bench.shrink()
    expect(bench.counters).toMatchObject({ queued: 320, written: 320, pgrotated: 320, pgstealAnon: 0 })
    // written last, rotated last
    expect(bench.list(P.INACTIVE_ANON).slice(0, 3)).toEqual([319, 318, 317])
    const task = bench.shrinkFor(1e9)
    expect(bench.counters).toMatchObject({ pgscanAnon: 640, pgstealAnon: 320, keptWriteback: 0 })
    expect(task.cpuNs).toBeCloseTo(320 * COSTS.freeNs, -2)
    expect(bench.memory.store.storedPages).toBe(320)
  })

  it('does not rotate a page whose write ends while it is still isolated', () => {
    const bench = new ReclaimBench(32, { ...zram(), cpuCount: 2, parameters: { costs: { compressNs: 10, unmapNs: 50_000 } } })
    bench.shrink()
    expect(bench.counters.written).toBe(32)
    expect(bench.counters.pgrotated).toBeLessThan(4)
  })

  it('activates a page that is met again under writeback', () => {
    const bench = new ReclaimBench(320, slow(zram()))
    bench.shrinkFor(1e6)
    bench.shrinkFor(1e6)
    expect(bench.counters).toMatchObject({ keptWriteback: 320, pgactivate: 320 })
  })
})

describe('mm level', () => {
  it('queues pages locked and clean, not under writeback, without PG_reclaim', () => {
    const bench = new ReclaimBench(320, slow(mm()))
    bench.shrinkFor(1e6)
    expect([P.QUEUED, P.LOCKED, P.WRITEBACK, P.RECLAIM, P.DIRTY].map((flag) => bench.flags(200, flag))).toEqual([true, true, false, false, false])
    // counted when the page is written, not when it is queued
    expect(bench.counters).toMatchObject({ queued: 320, pswpout: 1, pgstealKswapd: 0 })
  })

  it.each(['6.1.192', '6.6.1'])('leaves written pages where they are on the list, as clean swap cache (%s)', (kernel) => {
    const bench = new ReclaimBench(320, later(mm({}, kernel)))
    bench.shrink()
    expect(bench.counters).toMatchObject({ written: 320, pgrotated: 0, pgstealAnon: 0 })
    expect([P.SWAPCACHE, P.STORED, P.LOCKED, P.DIRTY, P.MAPPED].map((flag) => bench.flags(100, flag))).toEqual([true, true, false, false, false])
    expect(bench.shrink().nrReclaimed).toBe(320)
  })

  it('keeps a locked page cheaply when it is met again', () => {
    const bench = new ReclaimBench(320, slow(mm({}, '6.1.192')))
    bench.shrinkFor(1e6)
    const task = bench.shrinkFor(1e6)
    expect(bench.counters).toMatchObject({ keptLocked: 320, pgactivate: 0 })
    expect(task.cpuNs).toBeLessThan(320 * COSTS.scanKeptNs)
  })

  it('rotates when told to, unless the kernel keeps the page locked until it is written', () => {
    const rotatedOn = (kernel: string | null): number => {
      const bench = new ReclaimBench(320, later(mm({ rotate: true }, kernel)))
      bench.shrink()
      return bench.counters.pgrotated
    }
    expect(rotatedOn('6.1.192')).toBe(0)
    expect(rotatedOn('6.6.1')).toBe(320)
    expect(rotatedOn(null)).toBe(320)
  })
})

describe('a full FIFO', () => {
  it('makes kswapd compress the new page itself: sync-new', () => {
    const bench = new ReclaimBench(320, slow(zram({ fifoEntries: 64 })))
    bench.shrinkFor(60e9)
    const { queued, fallbackFull, written, pgstealKswapd } = bench.counters
    expect(fallbackFull).toBeGreaterThan(50)
    expect(written).toBe(queued + fallbackFull)
    expect(pgstealKswapd).toBeGreaterThanOrEqual(fallbackFull)
    expect(bench.counters.maxDepth).toBe(64)
  })

  it('makes kswapd write the oldest queued page and queue the new one: sync-oldest', () => {
    const bench = new ReclaimBench(128, slow(mm({ fifoEntries: 16, whenFull: 'sync-oldest' })))
    const task = bench.shrinkFor(20e9)
    expect(task.state).toBe('exited')
    // every page went through the FIFO; kswapd wrote the older ones, which stay on the list
    expect(bench.counters).toMatchObject({ queued: 128, maxDepth: 16, written: 128 })
    expect(bench.counters.fallbackFull).toBeGreaterThan(50)
    expect(bench.counters.pgstealKswapd).toBeLessThan(10)
    expect(task.cpuNs).toBeGreaterThan(bench.counters.fallbackFull * 49e6)
  })

  it('makes kswapd sleep until there is room: wait', () => {
    const bench = new ReclaimBench(320, { ...zram({ fifoEntries: 8, whenFull: 'wait' }), parameters: { costs: { compressNs: 100_000 } } })
    const task = bench.shrinkFor(2e9)
    expect(task.state).toBe('exited')
    const { queued, written, maxDepth, fallbackFull } = bench.counters
    expect([written, maxDepth]).toEqual([queued, 8])
    expect(fallbackFull).toBeGreaterThan(queued - 20)
    expect(task.cpuNs).toBeLessThan(2e6)
    // room for one page, then for the next
    expect(bench.machine.kcompressd.longestRoomWaitNs).toBeGreaterThan(0.05e6)
    expect(bench.machine.kcompressd.longestRoomWaitNs).toBeLessThan(1e6)
    // the thread’s pace: 0.1 ms per page
    expect(bench.machine.kcompressd.tasks[0]!.cpuNs).toBeGreaterThan(queued * 0.1e6)
  })

  it('lets several reclaimers wait without losing one', () => {
    const bench = new ReclaimBench(640, { ...zram({ fifoEntries: 2, whenFull: 'wait', callers: ['kswapd', 'direct'] }), parameters: { costs: { compressNs: 50_000 } } })
    const tasks = [bench.shrinkFor(1e5), bench.shrinkFor(1e5, 'direct'), bench.shrinkFor(1e5, 'direct')]
    bench.settle(5e9)
    expect(tasks.map((task) => task.state)).toEqual(['exited', 'exited', 'exited'])
  })
})

describe('a FIFO behind a lock', () => {
  it('never gives out more than it holds, though reclaimers empty it while its thread waits for the lock', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }), fc.integer({ min: 200, max: 20_000 }), fc.integer({ min: 10, max: 5000 }), fc.integer({ min: 1, max: 4 }), fc.constantFrom(null, 2), fc.constantFrom(1, 4),
        (fifoEntries, fifoLockNs, compressNs, reclaimers, nodes, batchPages) => {
          const settings = mm({ fifoEntries, fifoLockNs, batchPages, whenFull: 'sync-oldest', callers: ['kswapd', 'direct'] })
          const bench = new ReclaimBench(96, { ...compressing(compressNs, settings), cpuCount: 4, vm: { nodes } })
          const lengths: number[] = []
          const tasks = Array.from({ length: reclaimers }, (_, i) => bench.shrinkFor(1000, i === 0 ? 'kswapd' : 'direct'))
          for (let step = 0; step < 200; step++) {
            bench.settle(5000)
            lengths.push(...bench.machine.kcompressd.workers.map(({ fifo }) => Math.min(fifo.length, fifo.entries)))
          }
          bench.settle()
          expect(Math.min(...lengths)).toBeGreaterThanOrEqual(0)
          expect(bench.machine.kcompressd.depth).toBe(0)
          expect(tasks.every(({ state }) => state === 'exited')).toBe(true)
          expect(bench.counters.written).toBeGreaterThanOrEqual(bench.counters.queued)
        }
      ),
      { numRuns: 60 }
    )
  })

  it('of another node is left to the reclaimers there', () => {
    const bench = new ReclaimBench(64, { ...slow(mm({ fifoEntries: 4, whenFull: 'sync-oldest' })), cpuCount: 2, vm: { nodes: 2 } })
    const { kcompressd, scheduler } = bench.machine
    const lengths = (): number[] => kcompressd.workers.map(({ fifo }) => fifo.length)
    const onCpu = (cpu: number, act: () => void): void => {
      const task = new SimTask({ id: 900 + cpu, name: 'test', busyClass: 'app', priority: 120, allowedCpus: [cpu] })
      task.work = (function* (): Work {
        yield 1
        act()
      })()
      scheduler.wake(task)
      bench.settle(1e6)
    }
    // The thread of the node takes the first page at once.
    onCpu(0, () => { for (const page of [0, 1, 2]) expect(kcompressd.offer(page, 'kswapd')).toBe('queued') })
    expect(lengths()).toEqual([2, 0])
    onCpu(1, () => expect(kcompressd.writeOldest()).toBe(0))
    expect(lengths()).toEqual([2, 0])
    onCpu(0, () => expect(kcompressd.writeOldest()).toBeGreaterThan(0))
    expect(lengths()).toEqual([1, 0])
  })
})

describe('several threads', () => {
  it('get work only once the FIFOs before theirs are full', () => {
    const bench = new ReclaimBench(320, { ...slow(zram({ threads: 3, fifoEntries: 128 })), cpuCount: 4 })
    bench.shrinkFor(5e6)
    // one page of each is being compressed
    expect(bench.machine.kcompressd.workers.map((worker) => worker.fifo.length)).toEqual([128, 128, 61])
    expect(bench.counters).toMatchObject({ queued: 320, fallbackFull: 0 })
  })

  it('run on the CPUs and with the priority they are given', () => {
    const bench = new ReclaimBench(640, { ...zram({ threads: 2, fifoEntries: 64, cpus: [3], nice: 5 }), cpuCount: 4 })
    bench.shrink()
    const { usage, kcompressd } = bench.machine
    expect(kcompressd.tasks.map((task) => task.priority)).toEqual([125, 125])
    expect(usage.totalNs(3, 'kcompressd')).toBeGreaterThan(0)
    for (const cpu of [0, 1, 2]) expect(usage.totalNs(cpu, 'kcompressd')).toBe(0)
  })

  it('start late when their wake-up is delayed, and drain what has gathered', () => {
    const bench = new ReclaimBench(320, zram({ wakeDelayUs: 2000 }))
    bench.shrinkFor(1.9e6)
    expect(bench.counters).toMatchObject({ queued: 320, written: 0, maxDepth: 320 })
    bench.settle(2e6)
    expect(bench.counters.written).toBe(320)
  })
})

describe('who may queue', () => {
  it.each([
    [['kswapd'], 320, 0], [['direct'], 0, 320], [['kswapd', 'direct'], 320, 320]
  ] as const)('only the callers that are named: %j', (callers, byKswapd, byDirect) => {
    const queuedBy = (actor: 'kswapd' | 'direct'): number => {
      const bench = new ReclaimBench(320, later(zram({ callers: [...callers] })))
      bench.shrink(actor)
      return bench.counters.queued
    }
    expect([queuedBy('kswapd'), queuedBy('direct')]).toEqual([byKswapd, byDirect])
  })

  it('leaves same-filled pages to the reclaimer when told to', () => {
    const content = { sameFilledShare: 0.5, compressibleShare: 0.5 }
    const queued = [false, true].map((skipSameFilled) => {
      const bench = new ReclaimBench(640, { ...zram({ skipSameFilled }), parameters: { content, costs: { compressNs: 1e6, sameFilledNs: skipSameFilled ? 350 : 1e6 } } })
      bench.shrink()
      expect(bench.counters.written).toBe(640)
      return bench.counters.queued
    })
    expect(queued[0]).toBe(640)
    expect(queued[1]).toBe(640 - metricsSame(640))
  })
})

/** Same-filled pages among the first `pages` records of the bench. */
function metricsSame(pages: number): number {
  const bench = new ReclaimBench(pages, { parameters: { content: { sameFilledShare: 0.5, compressibleShare: 0.5 } } })
  bench.shrink()
  return bench.memory.store.levels.samePages
}

describe('a refault of a queued page', () => {
  const touching = (cancelOnRefault: boolean): ReturnType<typeof makeMachine> => {
    const machine = makeMachine({
      durationMs: 400, cpuCount: 2, kcompressd: { ...ONE_THREAD, variant: 'zram', cancelOnRefault }, initial: { freePages: 205 },
      parameters: { costs: { compressNs: 20_000 } }, tasks: [{ residentPages: 1500, rows: [{ alloc: 10, sleepMs: 2 }, ...repeat(4, { touch: 400, sleepMs: 5 })] }]
    })
    machine.run()
    return machine
  }

  it('is a hit in the swap cache; the page is compressed for nothing', () => {
    const { counters } = touching(false).recorder
    expect(counters.queueHits).toBeGreaterThan(50)
    expect(counters.cancelled).toBe(0)
  })

  it('takes the page out of the queue when told to, which saves the compression', () => {
    const { counters } = touching(true).recorder
    expect(counters.cancelled).toBeGreaterThan(50)
    expect(counters.cancelled).toBe(counters.queueHits)
    expect(counters.written).toBeLessThanOrEqual(counters.queued - counters.cancelled)
  })
})

describe('memory for the pool', () => {
  /** Hardly any free page; everything else is anonymous and dirty, so a thread that reclaims for itself finds only what is written. */
  const short = (memalloc: boolean): MachineSpec => ({
    durationMs: 400, cpuCount: 2, kcompressd: { variant: 'mm', threads: 1, fifoEntries: 256, memalloc }, initial: { freePages: 130, unownedAnonPages: 3000 },
    tasks: [{ rows: repeat(20, { cpuUs: 50, alloc: 60, sleepMs: 4 }) }]
  })

  it('is taken from the reserves with PF_MEMALLOC', () => {
    const machine = makeMachine(short(true))
    machine.run()
    expect(machine.recorder.counters.workerReclaims).toBe(0)
    expect(machine.memory.zone.lowestFree).toBeLessThan(100)
    expect(metricsOf(machine).kcompressd.directReclaims).toBe(0)
  })

  it('is reclaimed by the thread itself without, which counts as allocstall', () => {
    const machine = makeMachine(short(false))
    machine.run()
    const metrics = metricsOf(machine)
    expect(metrics.kcompressd.directReclaims).toBeGreaterThan(0)
    expect(metrics.allocstall).toBeGreaterThanOrEqual(metrics.kcompressd.directReclaims! + metrics.directReclaim.count!)
  })

  it('fails a write when there is none at all, and the page stays dirty', () => {
    const bench = new ReclaimBench(64, { ...zram(), initial: { freePages: 0 } })
    bench.memory.zone.take(bench.memory.zone.free, 0, 'file')
    // the page enters the swap cache before memory runs out
    for (let page = 0; page < 64; page++) bench.memory.pages.set(page, P.SWAPCACHE | P.DIRTY)
    bench.shrink()
    expect(bench.counters).toMatchObject({ queued: 64, pswpout: 64, written: 0, failedStores: 64 })
    expect([bench.flags(5, P.DIRTY), bench.flags(5, P.STORED), bench.flags(5, P.WRITEBACK), bench.flags(5, P.RESIDENT)]).toEqual([true, false, false, true])
  })
})
