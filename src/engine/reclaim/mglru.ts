/**
 * The multi-gen LRU (CONFIG_LRU_GEN, mm/vmscan.c, Linux 6.1): pages grouped into two to four generations per type; ageing walks page
 * tables and opens a new generation, eviction takes batches of 64 from the oldest one. One node, no cgroups, no min_ttl_ms.
 */
import type { SimTask, Work } from '../cpu/task'
import type { Lru } from './lru'
import type { Memory } from './memory'
import { makeGeneration, needsAging, walkCostNs } from './mglru/aging'
import { ANON, FILE, MAX_REFS, MIN_BATCH, MIN_GENERATIONS, tierOf } from './mglru/constants'
import { Evictor } from './mglru/evict-folios'
import { RefaultFeedback } from './mglru/feedback'
import { Generations, NO_GENERATION } from './mglru/generations'
import { PageTables, type PageRange } from './mglru/page-tables'
import { FolioScanner } from './mglru/scan-folios'
import * as P from './page-store'
import { DEF_PRIORITY, type ScanControl } from './scan-control'
import type { ListShrinker } from './shrink-list'

/** Bits of a shadow entry below the generation's sequence number (plus one, so that 0 means none): references 0 .. 4. */
const SHADOW_REFS = 8

/** What kswapd's scan_control keeps between rounds of one balance_pgdat(). */
interface KswapdRun {
  sc: ScanControl | null
  /** memcgs_need_aging. */
  isAgingDue: boolean
  /** last_reclaimed. */
  reclaimedBefore: number
}

/** Result of get_nr_to_scan(). */
interface ScanTarget {
  readonly pages: number
  readonly isAgingNeeded: boolean
  readonly costNs: number
}

export class Mglru implements Lru {
  readonly generations: Generations
  private readonly feedback = new RefaultFeedback()
  private readonly tables: PageTables
  private readonly evictor: Evictor
  private readonly run: KswapdRun = { sc: null, isAgingDue: false, reclaimedBefore: 0 }
  /** Anonymous pages placed as inactive before the run starts; -1 once they have been sorted into generations. */
  private placedInactive = 0

  /** @param ranges page records of each address space; records outside are page cache */
  constructor(private readonly memory: Memory, shrinker: ListShrinker, ranges: readonly PageRange[]) {
    this.generations = new Generations(memory.pages, this.feedback)
    this.tables = new PageTables(memory.pages, this.generations, ranges)
    this.evictor = new Evictor(memory, shrinker, this.generations, new FolioScanner(memory, this.generations, this.feedback))
  }

  get inactiveAnon(): number {
    return this.generations.inactivePages(ANON)
  }

  get activeAnon(): number {
    return this.generations.activePages(ANON)
  }

  /** Anonymous pages are added by page faults and are young (folio_add_lru); page-cache pages come from reads. */
  add(page: number, active: boolean): void {
    if (this.placedInactive >= 0 && this.memory.scheduler.eventCount === 0) return this.place(page, active)
    this.settle()
    const isFile = this.memory.pages.has(page, P.FILE)
    if (!isFile) this.tables.noteAccess(page)
    this.generations.add(page, !isFile || active, false)
  }

  remove(page: number): void {
    this.settle()
    if (this.generations.numberOf(page) === NO_GENERATION) return
    this.generations.remove(page)
    this.generations.clearReferences(page)
  }

  rotate(page: number): void {
    this.settle()
    const { pages, recorder } = this.memory
    if (pages.listOf(page) === P.NO_LIST || pages.has(page, P.DIRTY | P.LOCKED)) return
    this.generations.remove(page)
    this.generations.add(page, false, true)
    recorder.counters.pgrotated++
  }

  /** lru_gen_age_node(): skipped in the first round and after a round in which eviction found enough. */
  age(sc: ScanControl): number {
    this.settle()
    const { run, memory } = this
    if (run.sc !== sc) {
      run.sc = sc
      run.isAgingDue = false
    }
    run.reclaimedBefore = sc.nrReclaimed
    if (!run.isAgingDue) {
      run.isAgingDue = true
      return 0
    }
    const canSwap = this.swappiness > 0
    if (!needsAging(this.generations, canSwap, sc.priority).isNeeded) return 0
    return makeGeneration(this.generations, this.tables, canSwap, memory.costs)
  }

  snapshotRefaults(): void {}

  /** shrink_node() down to lru_gen_shrink_lruvec(). */
  *shrinkNode(sc: ScanControl, task: SimTask): Work {
    this.settle()
    sc.nrWriteback = sc.nrImmediate = sc.nrTaken = 0
    const reclaimedBefore = sc.nrReclaimed
    const firstSeq = this.generations.maxSeq
    let scanned = 0
    for (;;) {
      // without may_swap: page cache first, as with the smallest swappiness
      const swappiness = sc.maySwap ? this.swappiness : Math.min(1, this.swappiness)
      const target = this.scanTarget(sc, swappiness > 0)
      if (target.costNs > 0) yield target.costNs
      if (target.pages === 0) return
      const eviction = yield* this.evictor.evict(sc, swappiness, task)
      if (eviction.scanned === 0) return
      scanned += eviction.scanned
      if (scanned < target.pages && !this.shouldAbort(sc, firstSeq, eviction.hasSwapped)) continue
      if (sc.nrReclaimed - reclaimedBefore >= MIN_BATCH && !target.isAgingNeeded) this.run.isAgingDue = false
      return
    }
  }

  /** The rmap walk of an isolated page found it young. Returns the cost of looking at its neighbours, ns. */
  lookAround(page: number): number {
    return walkCostNs(this.tables.lookAround(page), this.memory.costs)
  }

  noteAccess(page: number): void {
    this.tables.noteAccess(page)
  }

  /** lru_gen_eviction(). */
  noteEviction(page: number): void {
    const { pages } = this.memory
    const { generations } = this
    const type = generations.typeOf(page)
    const refs = pages.refsOf(page) + (pages.has(page, P.WORKINGSET) ? 1 : 0)
    this.feedback.noteEvicted(type, tierOf(refs))
    pages.setShadowAge(page, (generations.minSeq[type] + 1) * SHADOW_REFS + refs)
    pages.set(page, P.SHADOW)
    generations.clearReferences(page)
  }

  /** lru_gen_refault(): a refault into the generation it was evicted from protects the page once. */
  noteRefault(page: number): void {
    const { pages } = this.memory
    const { generations } = this
    if (!pages.take(page, P.SHADOW)) return
    const type = generations.typeOf(page)
    const shadow = pages.shadowAge(page)
    if (Math.floor(shadow / SHADOW_REFS) !== generations.minSeq[type] + 1) return
    const refs = shadow % SHADOW_REFS
    this.feedback.noteRefaulted(type, tierOf(refs))
    if (type === FILE && refs < MAX_REFS) return
    pages.setRefs(page, MAX_REFS)
    pages.set(page, P.WORKINGSET)
  }

  private get swappiness(): number {
    return this.memory.store.hasRoom ? this.memory.swappiness : 0
  }

  /** get_nr_to_scan(): no ageing at the first priority; kswapd leaves it to `age`, others do it here. */
  private scanTarget(sc: ScanControl, canSwap: boolean): ScanTarget {
    const { generations } = this
    const { isNeeded, scanTarget } = needsAging(generations, canSwap, sc.priority)
    if (!isNeeded) return { pages: scanTarget, isAgingNeeded: false, costNs: 0 }
    if (sc.priority < DEF_PRIORITY) {
      if (sc.actor === 'kswapd') return { pages: 0, isAgingNeeded: true, costNs: 0 }
      return { pages: scanTarget, isAgingNeeded: true, costNs: makeGeneration(generations, this.tables, canSwap, this.memory.costs) }
    }
    const hasSpare = generations.count(canSwap ? ANON : FILE) > MIN_GENERATIONS
    return { pages: hasSpare ? scanTarget : 0, isAgingNeeded: true, costNs: 0 }
  }

  /** should_abort_scan(): others than kswapd stop once satisfied; at higher pressure everybody stops when the watermark is met. */
  private shouldAbort(sc: ScanControl, firstSeq: number, hasSwapped: boolean): boolean {
    const { zone } = this.memory
    const isKswapd = sc.actor === 'kswapd'
    if (isKswapd) {
      if (sc.nrReclaimed - this.run.reclaimedBefore < sc.nrToReclaim) return false
    } else {
      if (this.generations.maxSeq - firstSeq > 1) return true
      if (sc.nrReclaimed >= sc.nrToReclaim && hasSwapped) return true
    }
    if (sc.priority > DEF_PRIORITY - 2) return false
    if ((isKswapd ? zone.high : zone.low) > zone.free) return false
    sc.nrReclaimed += MIN_BATCH
    return true
  }

  /** A page that is resident before the run starts; anonymous pages come oldest first. */
  private place(page: number, active: boolean): void {
    const { generations } = this
    const isFile = this.memory.pages.has(page, P.FILE)
    if (!isFile) this.tables.noteAccess(page)
    if (!isFile && !active) this.placedInactive++
    generations.addTo(page, isFile && !active ? generations.maxSeq - 2 : generations.maxSeq)
  }

  /** Sorts placed pages: as many as were inactive, the oldest ones, belong to the third youngest generation, and the walk that made it so has cleared their accessed bits. */
  private settle(): void {
    const { generations } = this
    const { pages } = this.memory
    for (; this.placedInactive > 0; this.placedInactive--) {
      const page = pages.tail(generations.listOf(ANON, generations.maxSeq))
      generations.remove(page)
      generations.addTo(page, generations.maxSeq - 2)
      pages.clear(page, P.YOUNG)
    }
    this.placedInactive = -1
  }
}

