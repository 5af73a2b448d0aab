/**
 * shrink_folio_list() (mm/vmscan.c, Linux 6.1), page by page: what happens to each isolated page and what it costs.
 * Frames of freed pages return to the zone at the end of the batch (free_unref_page_list).
 */
import type { Kcompressd } from '../compress/kcompressd'
import { compressCostNs, writeSynchronously } from '../compress/swap-out'
import type { SimTask, Work } from '../cpu/task'
import { CHUNK_NS, type Memory } from './memory'
import * as P from './page-store'
import type { ScanControl } from './scan-control'
import { noteEviction } from './workingset'

/** What becomes of an isolated page. */
const KEEP = 0
const ACTIVATE = 1
const FREE = 2
/** Handed to kcompressd: decided once the reclaimer goes on, when the write may have ended already. */
const QUEUED = 3
/** Written by the reclaimer itself: decided once that is done. */
const WRITE = 4
/** To be offered to kcompressd again, later. */
const WAIT = 5

/** As few free pages as this, and who is first to ask decides whose write fails: then the order of events counts, else only the sum. */
const SCARCE_PAGES = 32

/** struct reclaim_stat, per batch. */
export interface BatchStat {
  reclaimed: number
  /** Frames to return to the zone at the end of the batch. */
  freedAnon: number
  freedFile: number
  writeback: number
  immediate: number
  activated: number
  /** Kept on the inactive list because accessed (nr_ref_keep). */
  refKept: number
  pageouts: number
}

export interface Batch {
  readonly pages: Int32Array
  /** Verdict per page after `shrinkList`: kept pages stay isolated until the LRU puts them back. */
  readonly verdicts: Uint8Array
  count: number
  readonly stat: BatchStat
}

const zeroStat = (): BatchStat => ({ reclaimed: 0, freedAnon: 0, freedFile: 0, writeback: 0, immediate: 0, activated: 0, refKept: 0, pageouts: 0 })

function clearStat(stat: BatchStat): void {
  stat.reclaimed = stat.freedAnon = stat.freedFile = stat.writeback = stat.immediate = stat.activated = stat.refKept = stat.pageouts = 0
}

/** A batch for up to `capacity` isolated pages; reused from batch to batch. */
export function makeBatch(capacity: number): Batch {
  return {
    pages: new Int32Array(capacity), verdicts: new Uint8Array(capacity), count: 0,
    stat: zeroStat()
  }
}

function countOutcome(stat: BatchStat, outcome: number): void {
  if (outcome === FREE) stat.reclaimed++
  else if (outcome === ACTIVATE) stat.activated++
}

/** Cost of a failed trylock relative to a page that is kept after an rmap walk. */
const TRYLOCK_SHARE = 0.2

export class ListShrinker {
  /** PGDAT_WRITEBACK: kswapd saw nothing but pages under writeback. */
  pgdatWriteback = false
  private costNs = 0
  /** What `examineSome` left to be spent, ns. */
  private unspentNs = 0
  /** Part of the next write's cost that was paid before it. */
  private paidNs = 0

  constructor(private readonly memory: Memory, private readonly kcompressd: () => Kcompressd) {}

  /** Works through a batch; yields CPU time; fills verdicts and stat. */
  *shrinkList(batch: Batch, sc: ScanControl, task: SimTask): Work {
    const { stat } = batch
    clearStat(stat)
    let pendingNs = 0
    for (let i = 0; i < batch.count; i++) {
      i = this.examineSome(batch, i, pendingNs, sc)
      pendingNs = this.unspentNs
      const page = batch.pages[i] as number
      let outcome = batch.verdicts[i] as number
      while (outcome === WAIT) {
        // CPU time first: there may be room afterwards, and a task that still runs would miss its wake-up
        if (pendingNs > 0) yield pendingNs
        else yield* this.kcompressd().waitToOffer(task, page)
        pendingNs = 0
        this.costNs = 0
        outcome = this.pageout(page, sc, stat)
        pendingNs += this.costNs
      }
      if (outcome === WRITE) {
        if (this.memory.zone.free <= SCARCE_PAGES && this.memory.refusingStore === null) {
          yield* this.compressFirst(page, pendingNs)
          pendingNs = 0
        }
        outcome = this.writeHere(page, sc, stat)
        pendingNs += this.costNs
      }
      if (outcome === QUEUED) {
        if (this.memory.scheduler.shouldYield) {
          yield pendingNs
          pendingNs = 0
        }
        outcome = this.afterHandOver(page, stat)
        pendingNs += this.costNs
      }
      batch.verdicts[i] = outcome
      countOutcome(stat, outcome)
      if (pendingNs < CHUNK_NS && !this.memory.scheduler.shouldYield) continue
      yield pendingNs
      pendingNs = 0
    }
    if (pendingNs > 0) yield pendingNs
    this.freeFrames(batch)
  }

  /** Whether the page goes back to the active list. */
  isActivated(batch: Batch, index: number): boolean {
    return batch.verdicts[index] === ACTIVATE
  }

  isFreed(batch: Batch, index: number): boolean {
    return batch.verdicts[index] === FREE
  }

  /**
   * Goes through pages from `first` on, up to one that must be written or waited for, the last of the batch, or where CPU time is to
   * be spent. Returns the page's index; its verdict may be an open one. Sets `unspentNs`.
   */
  private examineSome(batch: Batch, first: number, pendingNs: number, sc: ScanControl): number {
    // looking at a page wakes nobody, so this does not change on the way
    const { shouldYield } = this.memory.scheduler
    const last = batch.count - 1
    let unspentNs = pendingNs
    for (let i = first; ; i++) {
      const outcome = this.examine(batch.pages[i] as number, sc, batch.stat)
      unspentNs += this.costNs
      batch.verdicts[i] = outcome
      if (outcome <= FREE && i < last && unspentNs < CHUNK_NS && !shouldYield) {
        countOutcome(batch.stat, outcome)
        continue
      }
      this.unspentNs = unspentNs
      return i
    }
  }

  /** One page up to the decision to write it. Sets `costNs`. */
  private examine(page: number, sc: ScanControl, stat: BatchStat): number {
    const { pages, costs, recorder } = this.memory
    const flags = pages.flagsOf(page)
    this.costNs = costs.scanKeptNs
    sc.nrScanned++
    if (flags & P.ORPHAN) return KEEP
    if (flags & P.LOCKED) {
      this.costNs = costs.scanKeptNs * TRYLOCK_SHARE
      recorder.counters.keptLocked++
      return KEEP
    }
    if (this.isPromoted(flags)) {
      this.costNs = costs.scanKeptNs * TRYLOCK_SHARE
      recorder.counters.keptReferenced++
      return KEEP
    }
    if (flags & P.WRITEBACK) return this.underWriteback(page, sc, stat)
    const references = this.checkReferences(page, flags)
    if (references !== FREE) {
      if (references === KEEP) stat.refKept++
      recorder.counters.keptReferenced++
      return references
    }
    if (flags & P.FILE) return this.reclaimClean(page, stat, 0)
    if ((flags & P.SWAPCACHE) === 0) {
      if (!sc.mayIo) return KEEP
      if (!this.addToSwap(page)) return ACTIVATE
    }
    const unmapNs = this.unmap(page)
    if (!pages.has(page, P.DIRTY)) return this.reclaimClean(page, stat, unmapNs)
    if (!sc.mayIo) return KEEP
    this.costNs = Math.max(unmapNs, this.costNs)
    return this.pageout(page, sc, stat)
  }

  /** Cases 1 and 2 of the writeback comment in shrink_folio_list(). */
  private underWriteback(page: number, sc: ScanControl, stat: BatchStat): number {
    this.memory.recorder.counters.keptWriteback++
    if (sc.actor === 'kswapd' && this.pgdatWriteback && this.memory.pages.has(page, P.RECLAIM)) {
      stat.immediate++
      return ACTIVATE
    }
    this.memory.pages.set(page, P.RECLAIM)
    stat.writeback++
    return ACTIVATE
  }

  /** Multi-gen LRU: a page-table walk or a look-around saw the isolated page's accessed bit. */
  private isPromoted(flags: number): boolean {
    return (flags & P.MAPPED) !== 0 && (flags & P.REFERENCED) !== 0 && this.memory.lru.lookAround !== undefined
  }

  /** folio_check_references(): FREE = not referenced. */
  private checkReferences(page: number, flags: number): number {
    if ((flags & (P.YOUNG | P.REFERENCED)) === 0) return FREE
    const { pages, lru } = this.memory
    const young = (flags & P.MAPPED) !== 0 && (flags & P.YOUNG) !== 0
    // marks the page itself as referenced, too
    if (young && lru.lookAround !== undefined) this.costNs += lru.lookAround(page)
    pages.clear(page, P.YOUNG)
    const referenced = pages.take(page, P.REFERENCED)
    if (!young) return FREE
    pages.set(page, P.REFERENCED)
    return referenced ? ACTIVATE : KEEP
  }

  /** try_to_unmap(): the page leaves its owner's page table. Returns its cost. */
  private unmap(page: number): number {
    if (!this.memory.pages.take(page, P.MAPPED)) return 0
    this.memory.observer?.pageUnmapped(page)
    return this.memory.costs.unmapNs
  }

  /** add_to_swap(): needs a free slot and now and then memory for the swap cache. */
  private addToSwap(page: number): boolean {
    const { store, swapCache, pages, recorder } = this.memory
    if (!store.hasRoom || !swapCache.add(page)) {
      recorder.counters.failedSwapEntries++
      return false
    }
    pages.set(page, P.SWAPCACHE | P.DIRTY)
    return true
  }

  /** pageout(): hands the page to kcompressd or writes it here. */
  private pageout(page: number, sc: ScanControl, stat: BatchStat): number {
    const { pages } = this.memory
    const kcompressd = this.kcompressd()
    const unmapNs = this.costNs
    let outcome = kcompressd.offer(page, sc.actor)
    if (outcome === 'oldest') {
      const oldestNs = kcompressd.writeOldest()
      if (oldestNs > 0) this.countWrite(sc, oldestNs)
      this.costNs = unmapNs + oldestNs
      outcome = kcompressd.offer(page, sc.actor)
    }
    if (outcome === 'wait') return WAIT
    pages.clear(page, P.DIRTY)
    stat.pageouts++
    if (outcome === 'queued') {
      this.costNs += kcompressd.checkNs
      if (pages.has(page, P.WRITEBACK)) pages.set(page, P.RECLAIM)
      this.costNs += kcompressd.queueNs
      return QUEUED
    }
    return WRITE
  }

  /** zram compresses before it asks for pool memory, and the page stays locked meanwhile. The cost is paid here, not in `writeHere`. */
  private *compressFirst(page: number, pendingNs: number): Work {
    const { memory } = this
    this.paidNs = compressCostNs(memory, memory.store.compressedBytes(page, memory.pages.versionOf(page)))
    memory.pages.set(page, P.LOCKED)
    yield pendingNs + this.paidNs
    memory.unlock(page)
  }

  private writeHere(page: number, sc: ScanControl, stat: BatchStat): number {
    const { memory } = this
    this.costNs = 0
    const paidNs = this.paidNs
    this.paidNs = 0
    if (memory.pages.has(page, P.ORPHAN)) return KEEP
    const writeNs = writeSynchronously(memory, page)
    this.costNs = Math.abs(writeNs) - paidNs
    this.countWrite(sc, Math.abs(writeNs))
    if (writeNs < 0) return memory.refusingStore?.keepsRefused === true ? ACTIVATE : KEEP
    if (memory.pages.has(page, P.WRITEBACK)) {
      memory.pages.set(page, P.RECLAIM)
      return KEEP
    }
    this.costNs += memory.costs.freeNs
    return this.remove(page, stat)
  }

  /** A page compressed by the reclaimer itself, at that cost. */
  private countWrite(sc: ScanControl, costNs: number): void {
    const { counters } = this.memory.recorder
    if (sc.actor === 'kswapd') {
      counters.kswapdWrites++
      counters.kswapdCompressNs += costNs
    } else {
      counters.directWrites++
      counters.directCompressNs += costNs
    }
  }

  /**
   * Where shrink_folio_list() goes on after pageout(): a woken thread that preempted the reclaimer has written the page by now,
   * which then counts as a synchronous write and is freed in this pass.
   */
  private afterHandOver(page: number, stat: BatchStat): number {
    this.costNs = 0
    if (this.memory.pages.has(page, P.WRITEBACK | P.LOCKED | P.DIRTY | P.MAPPED | P.ORPHAN)) return KEEP
    return this.reclaimClean(page, stat, 0)
  }

  private reclaimClean(page: number, stat: BatchStat, unmapNs: number): number {
    this.costNs = unmapNs + this.memory.costs.freeNs
    return this.remove(page, stat)
  }

  /** __remove_mapping(): the page is gone from here on and leaves a shadow; its frame follows at the end of the batch. */
  private remove(page: number, stat: BatchStat): number {
    const { pages } = this.memory
    noteEviction(this.memory, page, pages.has(page, P.WORKINGSET))
    if (pages.has(page, P.FILE)) stat.freedFile++
    else stat.freedAnon++
    this.memory.swapCache.remove(page)
    pages.clear(page, P.RESIDENT | P.SWAPCACHE | P.DIRTY | P.REFERENCED | P.RECLAIM)
    return FREE
  }

  private freeFrames(batch: Batch): void {
    const { memory } = this
    for (let i = 0; i < batch.count; i++) {
      const page = batch.pages[i] as number
      if (batch.verdicts[i] === FREE || !memory.pages.has(page, P.ORPHAN) || memory.pages.has(page, P.LOCKED | P.WRITEBACK)) continue
      memory.reapOrphan(page)
      batch.verdicts[i] = FREE
    }
    memory.zone.give(batch.stat.freedAnon, 'anon')
    memory.zone.give(batch.stat.freedFile, 'file')
    memory.wakePfmemallocWaiters()
  }
}
