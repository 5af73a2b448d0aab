/**
 * Generations of the multi-gen LRU (struct lru_gen_struct and its helpers, Linux 6.1): sequence numbers, one list per generation
 * and type, and each page's own generation number. The two may differ: a page promoted through its page-table entry gets a new
 * number at once and is moved to that generation's list when eviction meets it.
 */
import * as P from '../page-store'
import type { PageStore } from '../page-store'
import { ANON, FILE, MAX_GENERATIONS, MIN_GENERATIONS, type PageType } from './constants'
import type { RefaultFeedback } from './feedback'

/** Generation number of a page that is on no list. */
export const NO_GENERATION = -1

export class Generations {
  /** Sequence number of the youngest generation (lru_gen_init_lruvec). */
  maxSeq = MIN_GENERATIONS + 1
  /** Sequence number of the oldest generation, by type. */
  readonly minSeq: [number, number] = [0, 0]
  /** Pages by generation number and type: counts follow the pages' numbers, not the lists. */
  private readonly sizes = new Int32Array(2 * MAX_GENERATIONS)

  constructor(private readonly pages: PageStore, private readonly feedback: RefaultFeedback) {}

  typeOf(page: number): PageType {
    return this.pages.has(page, P.FILE) ? FILE : ANON
  }

  /** Generation number 0 .. 3 of a page, or `NO_GENERATION`. */
  numberOf(page: number): number {
    return this.pages.generationOf(page)
  }

  listOf(type: PageType, seq: number): number {
    return (type === FILE ? P.MGLRU_FILE : P.MGLRU_ANON) + (seq % MAX_GENERATIONS)
  }

  /** get_nr_gens(). */
  count(type: PageType): number {
    return this.maxSeq - this.minSeq[type] + 1
  }

  /** Pages whose generation number is that of `seq`. */
  size(type: PageType, seq: number): number {
    return this.sizes[type * MAX_GENERATIONS + (seq % MAX_GENERATIONS)] as number
  }

  /** Pages of the two youngest generations, which /proc/vmstat shows as active. */
  activePages(type: PageType): number {
    return this.size(type, this.maxSeq) + this.size(type, this.maxSeq - 1)
  }

  /** Pages older than that. */
  inactivePages(type: PageType): number {
    let sum = 0
    for (let number = 0; number < MAX_GENERATIONS; number++) sum += this.size(type, number)
    return sum - this.activePages(type)
  }

  /** lru_gen_add_folio(): `active` pages to the youngest generation; `reclaiming` ones to the tail of the oldest. */
  add(page: number, active: boolean, reclaiming: boolean): void {
    const { pages } = this
    const type = this.typeOf(page)
    const seq = active ? this.maxSeq : this.inactiveSeq(page, type, reclaiming)
    if (reclaiming) pages.addTail(page, this.listOf(type, seq))
    else pages.addHead(page, this.listOf(type, seq))
    this.renumber(page, type, seq % MAX_GENERATIONS)
  }

  /** Puts a page at the head of a given generation. */
  addTo(page: number, seq: number): void {
    const type = this.typeOf(page)
    this.pages.addHead(page, this.listOf(type, seq))
    this.renumber(page, type, seq % MAX_GENERATIONS)
  }

  /** lru_gen_del_folio(). */
  remove(page: number): void {
    this.pages.remove(page)
    this.renumber(page, this.typeOf(page), NO_GENERATION)
  }

  /** folio_update_gen(): promotion through a page-table entry, without moving the page. An isolated page is marked instead. */
  promote(page: number): void {
    const { pages } = this
    if (this.numberOf(page) === NO_GENERATION) return pages.set(page, P.REFERENCED)
    this.clearReferences(page)
    this.renumber(page, this.typeOf(page), this.maxSeq % MAX_GENERATIONS)
  }

  /** folio_inc_gen(): a page of the oldest generation gets the next number; one promoted meanwhile keeps its own. Moves to that list. */
  increase(page: number, to: 'head' | 'tail'): void {
    const { pages } = this
    const type = this.typeOf(page)
    if (this.numberOf(page) === this.minSeq[type] % MAX_GENERATIONS) {
      this.clearReferences(page)
      this.renumber(page, type, (this.minSeq[type] + 1) % MAX_GENERATIONS)
    }
    pages.remove(page)
    const list = this.listOf(type, this.numberOf(page))
    if (to === 'head') pages.addHead(page, list)
    else pages.addTail(page, list)
  }

  clearReferences(page: number): void {
    this.pages.setRefs(page, 0)
    this.pages.clear(page, P.REFERENCED | P.WORKINGSET)
  }

  /** try_to_inc_min_seq(): empty oldest generations are given up, at least `MIN_GENERATIONS` stay. Returns whether any was. */
  tryIncreaseMin(canSwap: boolean): boolean {
    const next: [number, number] = [...this.minSeq]
    const types: readonly PageType[] = canSwap ? [ANON, FILE] : [FILE]
    for (const type of types) {
      while (next[type] + MIN_GENERATIONS <= this.maxSeq && this.pages.size(this.listOf(type, next[type])) === 0) next[type]++
    }
    if (canSwap) {
      next[ANON] = Math.min(next[ANON], next[FILE])
      next[FILE] = Math.max(next[ANON], this.minSeq[FILE])
    }
    let increased = false
    for (const type of types) {
      if (next[type] === this.minSeq[type]) continue
      this.feedback.carryOver(type)
      this.minSeq[type] = next[type]
      increased = true
    }
    return increased
  }

  /** inc_max_seq(): a new, empty, youngest generation; with four of a type its oldest is merged into the next first. */
  increaseMax(canSwap: boolean): void {
    for (const type of [FILE, ANON] as const) {
      if (this.count(type) !== MAX_GENERATIONS) continue
      if (type === FILE || canSwap) this.mergeOldest(type)
      this.feedback.carryOver(type)
      this.minSeq[type]++
    }
    this.maxSeq++
  }

  /** inc_min_seq(). */
  private mergeOldest(type: PageType): void {
    const list = this.listOf(type, this.minSeq[type])
    for (let page = this.pages.tail(list); page >= 0; page = this.pages.tail(list)) this.increase(page, 'tail')
  }

  /** Generation of a page that is neither hot nor to be evicted first. */
  private inactiveSeq(page: number, type: PageType, reclaiming: boolean): number {
    const { pages } = this
    const pending = pages.has(page, P.RECLAIM) && pages.has(page, P.DIRTY | P.WRITEBACK)
    if ((type === ANON && !pages.has(page, P.SWAPCACHE)) || pending) return this.maxSeq - 1
    if (reclaiming || this.minSeq[type] + MIN_GENERATIONS >= this.maxSeq) return this.minSeq[type]
    return this.minSeq[type] + 1
  }

  private renumber(page: number, type: PageType, number: number): void {
    const base = type * MAX_GENERATIONS
    const old = this.numberOf(page)
    if (old !== NO_GENERATION) this.sizes[base + old] = (this.sizes[base + old] as number) - 1
    if (number !== NO_GENERATION) this.sizes[base + number] = (this.sizes[base + number] as number) + 1
    this.pages.setGeneration(page, number)
  }
}
