import { describe, expect, it } from 'vitest'
import * as P from '../../../src/engine/reclaim/page-store'
import { COSTS } from '../../support/demand-fixture'
import { ReclaimBench } from './reclaim-bench'

const YOUNG = { parameters: { initialYoungShare: 1 } }

describe('classic LRU', () => {
  it('reclaims pages that nobody accessed in one pass', () => {
    const bench = new ReclaimBench(320)
    const sc = bench.shrink()
    expect([sc.nrScanned, sc.nrReclaimed, bench.memory.lru.inactiveAnon]).toEqual([320, 320, 0])
    expect(bench.counters).toMatchObject({ pgscanKswapd: 320, pgstealKswapd: 320, pgstealAnon: 320, pswpout: 320, written: 320 })
  })

  it('keeps an accessed page once, then reclaims it', () => {
    const bench = new ReclaimBench(320, YOUNG)
    expect(bench.shrink().nrReclaimed).toBe(0)
    expect([bench.counters.keptReferenced, bench.memory.lru.inactiveAnon]).toEqual([320, 320])
    expect(bench.shrink().nrReclaimed).toBe(320)
  })

  it('activates a page that was accessed before two passes', () => {
    const bench = new ReclaimBench(320, YOUNG)
    bench.shrink()
    for (const page of [3, 200]) bench.touch(page)
    expect(bench.shrink().nrReclaimed).toBe(318)
    expect(bench.counters.pgactivate).toBe(2)
    expect([...bench.list(P.ACTIVE_ANON), ...bench.list(P.INACTIVE_ANON)].sort()).toEqual([200, 3])
  })

  it('reclaims the oldest pages first', () => {
    const bench = new ReclaimBench(1024)
    // an eighth of the list, half of it for anonymous pages at swappiness 100
    bench.shrink('kswapd', 3)
    expect(bench.list(P.INACTIVE_ANON)[0]).toBe(64)
  })

  it('puts kept pages back at the head, so that the list turns', () => {
    const bench = new ReclaimBench(128, YOUNG)
    bench.shrink('kswapd', 2)
    expect(bench.list(P.INACTIVE_ANON).slice(0, 3)).toEqual([16, 17, 18])
    expect(bench.list(P.INACTIVE_ANON).slice(-16).sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i))
  })

  it('spends what every step costs', () => {
    const reclaiming = new ReclaimBench(320)
    const keeping = new ReclaimBench(320, YOUNG)
    const cpuOf = (bench: ReclaimBench): number => {
      bench.shrink()
      return bench.machine.usage.totalNs(0, 'app') + bench.machine.usage.totalNs(1, 'app')
    }
    expect(cpuOf(reclaiming)).toBeCloseTo(320 * (COSTS.unmapNs + COSTS.compressNs + COSTS.freeNs), -2)
    expect(cpuOf(keeping)).toBeCloseTo(320 * COSTS.scanKeptNs, -2)
  })

  it('moves pages from the active list when the inactive one is short, accessed or not', () => {
    const bench = new ReclaimBench(1000, { initial: { activeAnonPages: 900 }, parameters: { initialYoungShare: 1 } })
    expect([bench.memory.lru.activeAnon, bench.memory.lru.inactiveAnon]).toEqual([900, 100])
    bench.shrink('kswapd', 4)
    expect(bench.memory.lru.activeAnon).toBeLessThan(900 - 32)
    expect(bench.memory.lru.activeAnon + bench.memory.lru.inactiveAnon + bench.counters.pgstealAnon).toBe(1000)
  })

  it('leaves the active list alone when the inactive one is long enough', () => {
    const bench = new ReclaimBench(1000, { initial: { activeAnonPages: 100 } })
    bench.shrink('kswapd', 4)
    expect(bench.memory.lru.activeAnon).toBe(100)
  })

  it('reclaims page cache without writing', () => {
    const bench = new ReclaimBench(0, { initial: { inactiveFilePages: 320, freePages: 100 } })
    expect(bench.shrink().nrReclaimed).toBe(320)
    expect(bench.counters).toMatchObject({ pgstealFile: 320, pgscanFile: 320, pswpout: 0, pgstealAnon: 0 })
    expect(bench.memory.zone.free).toBe(420)
  })

  it('gives frames back and keeps one copy per page in the pool', () => {
    const bench = new ReclaimBench(320)
    bench.shrink()
    const { zone, store } = bench.memory
    expect(store.storedPages).toBe(320)
    expect(zone.free).toBe(1000 + 320 - store.poolPages)
    expect(store.poolPages).toBeGreaterThan(80)
    expect(zone.imbalance()).toBe(0)
  })

  it('activates anonymous pages when the swap device is full', () => {
    const bench = new ReclaimBench(320, { parameters: { disksizePages: 100 } })
    bench.shrink()
    expect(bench.memory.store.storedPages).toBe(100)
    expect(bench.counters.failedSwapEntries).toBe(220)
    expect(bench.counters.pgactivate).toBe(220)
  })

  it('stops at the wanted number of pages when page cache and anonymous pages are both there', () => {
    const bench = new ReclaimBench(4000, { initial: { inactiveFilePages: 4000, freePages: 100 }, parameters: { machine: { managedPages: 12_000 } } })
    const sc = bench.shrink('kswapd', 1, 64)
    expect(sc.nrReclaimed).toBeGreaterThanOrEqual(64)
    expect(sc.nrReclaimed).toBeLessThan(2200)
  })
})
