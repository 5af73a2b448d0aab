/** Choosing pages to evict: isolate_folios(), scan_folios(), sort_folio(), isolate_folio() (mm/vmscan.c, Linux 6.1). */
import * as P from '../page-store'
import type { Memory } from '../memory'
import type { ScanControl } from '../scan-control'
import type { Batch } from '../shrink-list'
import { ANON, FILE, MAX_BATCH, MAX_GENERATIONS, MAX_REFS, MIN_BATCH, MIN_GENERATIONS, tierOf, type PageType } from './constants'
import type { RefaultFeedback } from './feedback'
import type { Generations } from './generations'

export interface ScanResult {
  readonly type: PageType
  /** As the kernel reports it: 0 when nothing eligible was found. */
  readonly scanned: number
  /** Pages looked at that were not isolated, over all types tried: moved to another generation, or skipped. */
  readonly passedOver: number
}

export class FolioScanner {
  private passedOver = 0

  constructor(private readonly memory: Memory, private readonly generations: Generations, private readonly feedback: RefaultFeedback) {}

  /** Fills `batch` from the oldest generation of the type that refaults less, else from the other one. Swappiness 0: file pages only. */
  isolate(batch: Batch, sc: ScanControl, swappiness: number): ScanResult {
    this.passedOver = 0
    batch.count = 0
    let { type, tier } = this.firstChoice(swappiness)
    let scanned = this.scan(batch, sc, type, tier)
    if (scanned === 0 && swappiness > 0) {
      type = type === FILE ? ANON : FILE
      tier = this.feedback.lastTier(type)
      scanned = this.scan(batch, sc, type, tier)
    }
    return { type, scanned, passedOver: this.passedOver }
  }

  private firstChoice(swappiness: number): { type: PageType; tier: number } {
    const [minAnon, minFile] = this.generations.minSeq
    const of = (type: PageType): { type: PageType; tier: number } => ({ type, tier: this.feedback.lastTier(type) })
    if (swappiness === 0) return of(FILE)
    if (minAnon < minFile) return of(ANON)
    if (swappiness === 1) return of(FILE)
    return swappiness === 200 ? of(ANON) : this.feedback.choose(swappiness)
  }

  /** scan_folios(): from the tail of the oldest generation; skipped pages go to its head. */
  private scan(batch: Batch, sc: ScanControl, type: PageType, tier: number): number {
    const { generations } = this
    const { pages } = this.memory
    if (generations.count(type) === MIN_GENERATIONS) return 0
    const list = generations.listOf(type, generations.minSeq[type])
    const oldest = generations.minSeq[type] % MAX_GENERATIONS
    const first = batch.count
    let scanned = 0
    /** Skipped pages stay at the tail of the list, next to each other, until the end. */
    let skipped = 0
    let lastSkipped = -1
    for (let page = pages.tail(list); page >= 0 && scanned < MAX_BATCH && batch.count - first < MIN_BATCH && skipped < MIN_BATCH; ) {
      const following = pages.towardsHead(page)
      scanned++
      // by far the most pages, where nothing may be written
      if (!sc.mayIo && pages.isUntouched(page, oldest)) {
        skipped++
        lastSkipped = page
      } else if (this.sort(page, type, tier)) this.passedOver++
      else if (this.mayIsolate(page, sc)) this.take(page, batch)
      else {
        skipped++
        lastSkipped = page
      }
      page = following
    }
    if (skipped > 0) pages.moveTailToHead(list, lastSkipped)
    this.passedOver += skipped
    return batch.count > first || scanned === MAX_BATCH ? scanned : 0
  }

  /** sort_folio(): true when the page was moved to the list where it belongs. */
  private sort(page: number, type: PageType, lastTier: number): boolean {
    const { generations } = this
    const { pages } = this.memory
    const number = generations.numberOf(page)
    if (number !== generations.minSeq[type] % MAX_GENERATIONS) {
      pages.remove(page)
      pages.addHead(page, generations.listOf(type, number))
      return true
    }
    const refs = this.refsOf(page)
    const tier = tierOf(refs)
    if (tier > lastTier || refs > MAX_REFS) {
      generations.increase(page, 'tail')
      this.feedback.noteProtected(type, tier)
      this.memory.recorder.counters.workingsetActivations++
      return true
    }
    if (!pages.has(page, P.LOCKED | P.WRITEBACK) && !(type === FILE && pages.has(page, P.DIRTY))) return false
    generations.increase(page, 'head')
    pages.set(page, P.RECLAIM)
    return true
  }

  /** Without __GFP_IO only pages that need no write: clean and, if anonymous, in the swap cache. */
  private mayIsolate(page: number, sc: ScanControl): boolean {
    const { pages } = this.memory
    return sc.mayIo || (!pages.has(page, P.DIRTY) && pages.has(page, P.FILE | P.SWAPCACHE))
  }

  private take(page: number, batch: Batch): void {
    const { pages } = this.memory
    if (!pages.has(page, P.REFERENCED)) this.generations.clearReferences(page)
    pages.clear(page, P.RECLAIM | P.REFERENCED)
    this.generations.remove(page)
    batch.pages[batch.count++] = page
  }

  /** folio_lru_refs(). */
  private refsOf(page: number): number {
    const { pages } = this.memory
    return pages.refsOf(page) + (pages.has(page, P.WORKINGSET) ? 1 : 0)
  }
}
