/** The multi-gen LRU piece by piece: generations, feedback, page tables, scanning, ageing, and its behaviour in a machine. */
import { describe, expect, it } from 'vitest'
import { needsAging, walkCostNs } from '../../../src/engine/reclaim/mglru/aging'
import { ANON, FILE, MIN_BATCH, tierOf } from '../../../src/engine/reclaim/mglru/constants'
import { RefaultFeedback } from '../../../src/engine/reclaim/mglru/feedback'
import { Generations, NO_GENERATION } from '../../../src/engine/reclaim/mglru/generations'
import { PageTables } from '../../../src/engine/reclaim/mglru/page-tables'
import { FolioScanner } from '../../../src/engine/reclaim/mglru/scan-folios'
import * as P from '../../../src/engine/reclaim/page-store'
import { PageStore } from '../../../src/engine/reclaim/page-store'
import { makeScanControl } from '../../../src/engine/reclaim/scan-control'
import { makeBatch, type Batch } from '../../../src/engine/reclaim/shrink-list'
import { COSTS, makeMachine, repeat } from '../../support/demand-fixture'

interface Setting {
  readonly pages: PageStore
  readonly feedback: RefaultFeedback
  readonly generations: Generations
}

/** `count` mapped anonymous pages, all of one generation; the first is the oldest. */
function setting(count: number, seq = 3): Setting {
  const pages = new PageStore(count)
  const feedback = new RefaultFeedback()
  const generations = new Generations(pages, feedback)
  for (let page = 0; page < count; page++) {
    pages.set(page, P.RESIDENT | P.MAPPED)
    generations.addTo(page, seq)
  }
  return { pages, feedback, generations }
}

/** A scanner over pages of the oldest of three generations, in a machine that has no others. */
function scanning(count: number): { readonly scan: (mayIo: boolean) => Batch; readonly generations: Generations; readonly pages: PageStore; readonly feedback: RefaultFeedback } {
  const { memory } = makeMachine({ tasks: [{ rows: [{ alloc: count }] }], parameters: { machine: { lru: 'mglru' } } })
  const feedback = new RefaultFeedback()
  const generations = new Generations(memory.pages, feedback)
  generations.minSeq[ANON] = generations.minSeq[FILE] = 1
  for (let page = 0; page < count; page++) {
    memory.pages.set(page, P.RESIDENT | P.MAPPED)
    generations.addTo(page, 1)
  }
  const scanner = new FolioScanner(memory, generations, feedback)
  const scan = (mayIo: boolean): Batch => {
    const batch = makeBatch(MIN_BATCH)
    scanner.isolate(batch, makeScanControl(mayIo ? 'kswapd' : 'worker', 32, mayIo), 100)
    return batch
  }
  return { scan, generations, pages: memory.pages, feedback }
}

describe('generations', () => {
  it('start as four of each type, of which empty old ones are given up down to two', () => {
    const { generations } = setting(10)
    expect([generations.count(ANON), generations.count(FILE)]).toEqual([4, 4])
    expect(generations.tryIncreaseMin(true)).toBe(true)
    expect(generations.minSeq).toEqual([2, 2])
    expect(generations.tryIncreaseMin(true)).toBe(false)
  })

  it('keep the oldest file generation no younger than pages of the oldest anonymous one allow', () => {
    const { generations, pages } = setting(1, 1)
    pages.set(0, P.MAPPED)
    generations.tryIncreaseMin(true)
    expect(generations.minSeq).toEqual([1, 1])
  })

  it('count a promoted page as young at once but leave it where it is on its list', () => {
    const { generations, pages } = setting(3, 1)
    generations.promote(1)
    expect([generations.size(ANON, 1), generations.size(ANON, 3)]).toEqual([2, 1])
    expect(pages.size(generations.listOf(ANON, 1))).toBe(3)
    expect(generations.activePages(ANON)).toBe(1)
  })

  it('mark an isolated page as referenced instead of promoting it', () => {
    const { generations, pages } = setting(1)
    generations.remove(0)
    generations.promote(0)
    expect(generations.numberOf(0)).toBe(NO_GENERATION)
    expect(pages.has(0, P.REFERENCED)).toBe(true)
  })

  it('put active pages into the youngest, pages waiting for their write into the second youngest, rotated ones to the tail of the oldest', () => {
    const { generations, pages } = setting(4, 1)
    generations.tryIncreaseMin(true)
    for (const page of [0, 1, 2]) generations.remove(page)
    pages.set(1, P.SWAPCACHE | P.RECLAIM | P.WRITEBACK)
    pages.set(2, P.SWAPCACHE)
    generations.add(0, true, false)
    generations.add(1, false, false)
    generations.add(2, false, true)
    expect(pages.listOf(0)).toBe(generations.listOf(ANON, 3))
    expect(pages.listOf(1)).toBe(generations.listOf(ANON, 2))
    expect(pages.tail(generations.listOf(ANON, 1))).toBe(2)
  })

  it('merge the oldest of four into the next when a new one opens', () => {
    const { generations, pages } = setting(5, 0)
    generations.increaseMax(true)
    expect([generations.maxSeq, ...generations.minSeq]).toEqual([4, 1, 1])
    expect(generations.size(ANON, 1)).toBe(5)
    expect(pages.size(generations.listOf(ANON, 1))).toBe(5)
  })
})

describe('refault feedback', () => {
  it('maps reference counts to tiers as the kernel does', () => {
    expect([0, 1, 2, 3, 4].map(tierOf)).toEqual([0, 1, 2, 2, 3])
  })

  it('takes file pages first while they refault little, and anonymous ones once they do', () => {
    const feedback = new RefaultFeedback()
    expect(feedback.choose(100)).toEqual({ type: FILE, tier: 3 })
    for (let i = 0; i < 1000; i++) {
      feedback.noteEvicted(FILE, 0)
      feedback.noteEvicted(ANON, 0)
      feedback.noteRefaulted(FILE, 0)
    }
    expect(feedback.choose(100).type).toBe(ANON)
  })

  it('protects a tier that refaults twice as much as the first one', () => {
    const feedback = new RefaultFeedback()
    for (let i = 0; i < 1000; i++) {
      feedback.noteEvicted(ANON, 0)
      feedback.noteEvicted(ANON, 1)
      if (i % 2 === 0) feedback.noteRefaulted(ANON, 1)
      if (i % 10 === 0) feedback.noteRefaulted(ANON, 0)
    }
    expect(feedback.lastTier(ANON)).toBe(0)
    feedback.carryOver(ANON)
    expect(feedback.lastTier(ANON)).toBe(0)
    for (let i = 0; i < 12; i++) feedback.carryOver(ANON)
    expect(feedback.lastTier(ANON)).toBe(3)
  })
})

describe('page tables', () => {
  const young = (pages: PageStore, from: number, to: number): void => {
    for (let page = from; page < to; page++) pages.set(page, P.YOUNG)
  }

  it('walk a new address space completely and promote its young pages', () => {
    const { pages, generations } = setting(2000, 1)
    const tables = new PageTables(pages, generations, [{ base: 0, limit: 2000 }])
    young(pages, 0, 600)
    for (let page = 0; page < 2000; page++) tables.noteAccess(page)
    expect(tables.walk()).toEqual({ entries: 2000, promoted: 600 })
    expect(generations.size(ANON, 3)).toBe(600)
    expect(pages.has(0, P.YOUNG)).toBe(false)
  })

  it('skip an address space that did not run, and page-table pages without a recent access', () => {
    const { pages, generations } = setting(1536)
    const tables = new PageTables(pages, generations, [{ base: 0, limit: 1024 }, { base: 1024, limit: 1536 }])
    young(pages, 0, 1536)
    for (let page = 0; page < 1536; page++) tables.noteAccess(page)
    tables.walk()
    generations.increaseMax(true)
    young(pages, 0, 10)
    tables.noteAccess(0)
    expect(tables.walk()).toEqual({ entries: 512, promoted: 10 })
  })

  it('miss page tables that a known address space got after the last walk, until an eviction finds them', () => {
    const { pages, generations } = setting(1024)
    const tables = new PageTables(pages, generations, [{ base: 0, limit: 1024 }])
    const round = (from: number, to: number): number => {
      young(pages, from, to)
      for (let page = from; page < to; page++) tables.noteAccess(page)
      const { promoted } = tables.walk()
      generations.increaseMax(true)
      return promoted
    }
    // both filters exist after two walks
    expect([round(0, 512), round(0, 512)]).toEqual([512, 512])
    expect(round(512, 1024)).toBe(0)
    tables.noteAccess(600)
    tables.lookAround(600)
    expect(tables.walk().promoted).toBe(512 - MIN_BATCH)
  })

  it('look around 64 entries of the same page-table page', () => {
    const { pages, generations } = setting(1024)
    const tables = new PageTables(pages, generations, [{ base: 0, limit: 1024 }])
    young(pages, 0, 1024)
    generations.remove(520)
    const work = tables.lookAround(520)
    expect(work).toEqual({ entries: 64, promoted: 64 })
    expect([511, 512, 575, 576].map((page) => pages.has(page, P.YOUNG))).toEqual([true, false, false, true])
    expect(pages.has(520, P.REFERENCED)).toBe(true)
  })

  it('cost far less per entry than an rmap walk per page', () => {
    expect(walkCostNs({ entries: 512, promoted: 0 }, COSTS)).toBeLessThan(512 * COSTS.scanKeptNs * 0.05)
    expect(walkCostNs({ entries: 512, promoted: 512 }, COSTS)).toBeLessThan(512 * COSTS.scanKeptNs * 0.2)
  })
})

describe('scanning', () => {
  it('isolates 64 pages from the tail of the oldest generation', () => {
    const { scan } = scanning(200)
    expect([...scan(true).pages]).toEqual(Array.from({ length: 64 }, (_, i) => i))
  })

  it('moves a promoted page to its generation instead of isolating it', () => {
    const { scan, generations, pages } = scanning(200)
    generations.promote(0)
    expect([...scan(true).pages]).not.toContain(0)
    expect(pages.listOf(0)).toBe(generations.listOf(ANON, 3))
  })

  it('moves locked pages and pages under writeback to the next generation, marked for reclaim', () => {
    const { scan, generations, pages } = scanning(200)
    pages.set(0, P.LOCKED)
    pages.set(1, P.WRITEBACK)
    expect([...scan(true).pages].slice(0, 2)).toEqual([2, 3])
    for (const page of [0, 1]) {
      expect(pages.listOf(page)).toBe(generations.listOf(ANON, 2))
      expect(pages.has(page, P.RECLAIM)).toBe(true)
    }
  })

  it('protects a page that refaulted into the generation it came from', () => {
    const { scan, generations, pages } = scanning(200)
    pages.setRefs(5, 3)
    pages.set(5, P.WORKINGSET)
    expect([...scan(true).pages]).not.toContain(5)
    expect(pages.listOf(5)).toBe(generations.listOf(ANON, 2))
    expect(pages.refsOf(5)).toBe(0)
  })

  it('without __GFP_IO takes only clean swap-cache pages; 64 others go to the head of the generation and the scan gives up', () => {
    const { scan, generations, pages } = scanning(200)
    const list = generations.listOf(ANON, 1)
    expect(scan(false).count).toBe(0)
    expect([pages.tail(list), pages.size(list)]).toEqual([64, 200])
    pages.set(70, P.SWAPCACHE)
    pages.set(71, P.SWAPCACHE | P.DIRTY)
    expect([...scan(false).pages].slice(0, 1)).toEqual([70])
    expect(pages.has(71, P.SWAPCACHE)).toBe(true)
    expect(pages.listOf(71)).toBe(list)
  })

  it('leaves a type alone that is down to two generations', () => {
    const { scan, generations } = scanning(200)
    generations.minSeq[ANON] = generations.minSeq[FILE] = 2
    expect(scan(true).count).toBe(0)
  })
})

describe('ageing', () => {
  it('is needed with two generations, and with three of uneven size', () => {
    const { generations } = setting(100, 1)
    generations.minSeq[ANON] = generations.minSeq[FILE] = 2
    expect(needsAging(generations, true, 12).isNeeded).toBe(true)
    generations.minSeq[ANON] = generations.minSeq[FILE] = 1
    expect(needsAging(generations, true, 3)).toEqual({ isNeeded: false, scanTarget: 12 })
    for (let page = 0; page < 51; page++) generations.promote(page)
    expect(needsAging(generations, true, 12).isNeeded).toBe(true)
    generations.minSeq[ANON] = generations.minSeq[FILE] = 0
    expect(needsAging(generations, true, 12).isNeeded).toBe(false)
  })
})

/** A 10,000-page machine whose memory is nearly full of cold pages, and a task that allocates more. */
const launch = { durationMs: 400, tasks: [{ rows: repeat(40, { cpuUs: 500, alloc: 100, sleepMs: 2 }) }], initial: { freePages: 800, unownedAnonPages: 8000 } }

describe('the multi-gen LRU in a machine', () => {
  it('reclaims pages that were not accessed in one pass, without rotating the list first', () => {
    const machine = makeMachine({ ...launch, parameters: { initialYoungShare: 1, machine: { lru: 'mglru' } } })
    machine.run()
    const c = machine.recorder.counters
    expect(c.pgstealAnon).toBeGreaterThan(2000)
    // all but the batches under way at the end
    expect(c.pgscanAnon - c.pgstealAnon).toBeLessThanOrEqual(2 * MIN_BATCH)
    const classic = makeMachine({ ...launch, parameters: { initialYoungShare: 1 } })
    classic.run()
    expect(classic.recorder.counters.pgscanAnon).toBeGreaterThan(classic.recorder.counters.pgstealAnon * 1.5)
  })

  it('scans twice per page freed when writes are asynchronous, and rotates them', () => {
    const machine = makeMachine({ ...launch, kcompressd: { variant: 'zram', threads: 2, fifoEntries: 256, memalloc: true }, parameters: { machine: { lru: 'mglru' } } })
    machine.run()
    const c = machine.recorder.counters
    expect(c.pgrotated).toBeGreaterThan(0.8 * c.queued)
    expect(c.pgscanKswapd / c.pgstealKswapd).toBeGreaterThan(1.6)
    expect(c.pgscanKswapd / c.pgstealKswapd).toBeLessThan(2.2)
  })

  it('sends a worker without reserves into direct reclaim again and again, mostly in vain', () => {
    const busy = { ...launch, tasks: [{ rows: repeat(60, { cpuUs: 100, alloc: 100 }) }] }
    const config = { variant: 'mm', threads: 1, fifoEntries: 256, memalloc: false } as const
    const machine = makeMachine({ ...busy, kcompressd: config, parameters: { kernel: '6.1.192', machine: { lru: 'mglru' } } })
    machine.run()
    const c = machine.recorder.counters
    expect(c.writeStalls).toBeGreaterThan(0)
    expect(c.workerReclaims).toBeGreaterThan(2 * c.writeStalls)
  })

  it('puts as many of the oldest pages into the third youngest generation as were inactive', () => {
    const machine = makeMachine({ durationMs: 100, tasks: [{ rows: [{ alloc: 10 }] }], initial: { freePages: 5000, unownedAnonPages: 1000, activeAnonPages: 300 }, parameters: { machine: { lru: 'mglru' } } })
    machine.run()
    expect([machine.memory.lru.inactiveAnon, machine.memory.lru.activeAnon]).toEqual([700, 310])
  })
})
