import { describe, expect, it } from 'vitest'
import { tryAllocate } from '../../../src/engine/reclaim/allocate'
import { faultSwapped, mapNewPage, needsFault, touchMapped } from '../../../src/engine/reclaim/fault'
import * as P from '../../../src/engine/reclaim/page-store'
import type { MachineSpec } from '../../support/demand-fixture'
import { ReclaimBench } from './reclaim-bench'

const SLOW = { costs: { compressNs: 5e6 } }
const queueing = (variant: 'zram' | 'mm', more: MachineSpec['kcompressd'] = {}): MachineSpec => ({ kcompressd: { variant, threads: 1, fifoEntries: 4096, memalloc: true, ...more }, parameters: SLOW })

function fault(bench: ReclaimBench, page: number, writes = false): () => boolean {
  let done = false
  bench.start(function* (task) {
    yield* faultSwapped(bench.memory, bench.machine.kcompressd, task, page, writes)
    done = true
  })
  return () => done
}

describe('faults', () => {
  it('map a new page on the inactive list, accessed and without a copy', () => {
    const bench = new ReclaimBench(10, { tasks: [{ residentPages: 0, rows: [{ alloc: 1 }] }] })
    const free = bench.memory.zone.free
    expect(tryAllocate(bench.memory, 'anon')).toBe(true)
    mapNewPage(bench.memory, 0)
    expect(bench.memory.zone.free).toBe(free - 1)
    expect(bench.list(P.INACTIVE_ANON).at(-1)).toBe(0)
    for (const flag of [P.RESIDENT, P.MAPPED, P.YOUNG]) expect(bench.flags(0, flag)).toBe(true)
    expect(bench.flags(0, P.STORED | P.SWAPCACHE | P.DIRTY)).toBe(false)
  })

  it('bring a swapped page back and free its slot', () => {
    const bench = new ReclaimBench(64)
    bench.shrink()
    expect(bench.flags(7, P.RESIDENT)).toBe(false)
    expect(needsFault(bench.memory, 7)).toBe(true)
    const { free } = bench.memory.zone
    const done = fault(bench, 7)
    bench.settle()
    expect(done()).toBe(true)
    expect(bench.counters).toMatchObject({ pswpin: 1, queueHits: 0 })
    expect(bench.memory.store.storedPages).toBe(63)
    expect(bench.flags(7, P.STORED | P.SWAPCACHE)).toBe(false)
    expect(bench.memory.zone.free).toBeGreaterThanOrEqual(free - 1)
    expect(needsFault(bench.memory, 7)).toBe(false)
  })

  it('spend the time of decompression', () => {
    const bench = new ReclaimBench(64, { parameters: { costs: { decompressNs: 123_000 } } })
    bench.shrink()
    const done = fault(bench, 7)
    bench.settle(122_000)
    expect(done()).toBe(false)
    bench.settle(5_000)
    expect(done()).toBe(true)
  })

  it('find a page that waits to be written in the swap cache: no read', () => {
    const bench = new ReclaimBench(64, queueing('zram'))
    bench.shrinkFor(1e6)
    expect(bench.flags(50, P.QUEUED)).toBe(true)
    const done = fault(bench, 50)
    bench.settle(1e5)
    expect(done()).toBe(true)
    expect(bench.counters).toMatchObject({ pswpin: 0, queueHits: 1, cancelled: 0 })
    expect(bench.flags(50, P.MAPPED)).toBe(true)
    bench.settle()
    // the write goes on and was wasted; the page stays
    expect(bench.counters.written).toBe(64)
    expect(bench.flags(50, P.RESIDENT)).toBe(true)
  })

  it('wait for a page that is locked', () => {
    const bench = new ReclaimBench(64, queueing('mm'))
    bench.shrinkFor(1e6)
    expect(bench.flags(10, P.LOCKED)).toBe(true)
    const done = fault(bench, 10)
    bench.settle(20e6)
    expect(done()).toBe(false)
    bench.settle()
    expect(done()).toBe(true)
    expect(bench.counters.pswpin).toBe(0)
  })

  it('leave the stored copy when they read, and drop it when they write', () => {
    const bench = new ReclaimBench(64, { ...queueing('mm'), parameters: {} })
    bench.shrinkFor(1e6)
    bench.settle()
    expect([bench.flags(1, P.STORED), bench.flags(1, P.RESIDENT), bench.flags(1, P.SWAPCACHE)]).toEqual([true, true, true])
    const [read, written] = [fault(bench, 1), fault(bench, 2, true)]
    bench.settle()
    expect([read(), written()]).toEqual([true, true])
    expect([bench.flags(1, P.STORED), bench.flags(2, P.STORED), bench.flags(2, P.SWAPCACHE)]).toEqual([true, false, false])
    expect(bench.memory.store.storedPages).toBe(63)
  })

  it('make a page dirty that is written to while it is in the swap cache, with new content', () => {
    const bench = new ReclaimBench(64, { ...queueing('mm'), parameters: {} })
    bench.shrinkFor(1e6)
    bench.settle()
    fault(bench, 1)
    bench.settle()
    const version = bench.memory.pages.versionOf(1)
    touchMapped(bench.memory, 1, true)
    touchMapped(bench.memory, 1, true)
    expect(bench.flags(1, P.DIRTY)).toBe(true)
    expect(bench.memory.pages.versionOf(1)).toBe(version + 1)
  })

  it('reclaim directly when there is no free page', () => {
    const bench = new ReclaimBench(1000, { initial: { freePages: 300 } })
    bench.shrink('kswapd', 4)
    const { zone } = bench.memory
    expect(zone.take(zone.free - 80, 0, 'kernel')).toBe(true)
    const done = fault(bench, 3)
    bench.settle()
    expect(done()).toBe(true)
    expect(bench.counters.allocstall).toBeGreaterThanOrEqual(1)
    expect(zone.free).toBeGreaterThanOrEqual(zone.watermarks.min)
  })
})
