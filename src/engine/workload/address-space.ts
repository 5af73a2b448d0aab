/** The anonymous pages of one task: a range of places, filled from the front, each with a page record. */
import type { Random } from '../kernel/random'
import { ORPHAN, type PageStore } from '../reclaim/page-store'

export class AddressSpace {
  /** Places [first, end) belong to live pages. */
  private first: number
  private end: number
  /** Record by place, relative to `base`; null while every place has the record of its own number. */
  private records: Int32Array | null = null
  /** Where the search for a record that nobody holds goes on, downwards. */
  private spare: number
  private stride = 1
  private offset = 0
  private touched = 0

  /** @param limit end of the range: the initial pages and all that are ever allocated fit in, so a record that nobody holds is always left */
  constructor(private readonly base: number, initialPages: number, private readonly limit: number) {
    this.first = base
    this.end = base + initialPages
    this.spare = limit - 1
  }

  get pageCount(): number {
    return this.end - this.first
  }

  /**
   * The record of a new page; -1 when the range is used up. A record whose former page is an orphan (its frame is still held by
   * a reclaimer or a write under way) is passed over.
   */
  grow(pages: PageStore): number {
    if (this.end >= this.limit) return -1
    if (pages.has(this.recordAt(this.end), ORPHAN) && !this.exchange(this.end, pages)) return -1
    return this.recordAt(this.end++)
  }

  /** The newest page leaves; -1 when there is none. */
  shrink(): number {
    return this.end > this.first ? this.recordAt(--this.end) : -1
  }

  /** Starts a new phase of accesses: another pseudo-random order over all pages, each visited once per round. */
  startTouching(random: Random): void {
    this.touched = 0
    const count = Math.max(1, this.pageCount)
    this.offset = random.below(count)
    this.stride = coprimeStride(count, random.below(count))
  }

  /** Next page to access; -1 when there is none. */
  nextTouched(): number {
    const count = this.pageCount
    if (count === 0) return -1
    const index = (this.offset + this.touched++ * this.stride) % count
    return this.recordAt(this.first + index)
  }

  private recordAt(place: number): number {
    return this.records === null ? place : (this.records[place - this.base] as number)
  }

  /** Gives a place the record of a later one that nobody holds. */
  private exchange(place: number, pages: PageStore): boolean {
    this.records ??= Int32Array.from({ length: this.limit - this.base }, (_, i) => this.base + i)
    for (let tries = this.limit - place; tries > 0; tries--) {
      const candidate = this.spare > place ? this.spare : this.limit - 1
      this.spare = candidate - 1
      const record = this.recordAt(candidate)
      if (pages.has(record, ORPHAN)) continue
      this.records[candidate - this.base] = this.recordAt(place)
      this.records[place - this.base] = record
      return true
    }
    return false
  }
}

/** The next stride from `first` on that visits every residue. Strides of two phases must not be alike, or their pages are. */
function coprimeStride(count: number, first: number): number {
  let stride = Math.max(1, first)
  while (greatestCommonDivisor(stride, count) !== 1) stride++
  return stride
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
