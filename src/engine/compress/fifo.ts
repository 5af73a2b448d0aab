/**
 * A FIFO of pages with the time at which each was queued: a ring in typed arrays (kfifo). Its capacity is in entries; an entry is a
 * page, or the pages of one folio that were queued one after the other.
 */
export class Fifo {
  private readonly pages: Int32Array
  private readonly queuedNs: Float64Array
  /** The page is the first of its entry. */
  private readonly starts: Uint8Array
  private first = 0
  private lastEntryPages = 0
  length = 0
  entries = 0

  constructor(readonly capacity: number, private readonly folioPages = 1) {
    const size = Math.max(1, capacity) * folioPages
    this.pages = new Int32Array(size)
    this.queuedNs = new Float64Array(size)
    this.starts = new Uint8Array(size)
  }

  get isFull(): boolean {
    return this.entries >= this.capacity
  }

  /** Whether the page belongs to the folio of the newest entry and needs none of its own. */
  joins(page: number): boolean {
    if (this.folioPages === 1 || this.length === 0 || this.lastEntryPages >= this.folioPages) return false
    const newest = this.pages[(this.first + this.length - 1) % this.pages.length] as number
    return Math.floor(newest / this.folioPages) === Math.floor(page / this.folioPages)
  }

  push(page: number, nowNs: number): void {
    const isNew = !this.joins(page)
    const at = (this.first + this.length) % this.pages.length
    this.pages[at] = page
    this.queuedNs[at] = nowNs
    this.starts[at] = isNew ? 1 : 0
    this.lastEntryPages = isNew ? 1 : this.lastEntryPages + 1
    if (isNew) this.entries++
    this.length++
  }

  /** Oldest page, -1 when empty; `oldestQueuedNs` tells when it came. */
  get oldest(): number {
    return this.length === 0 ? -1 : (this.pages[this.first] as number)
  }

  get oldestQueuedNs(): number {
    return this.queuedNs[this.first] as number
  }

  /** Removes the oldest page, if there is one; its entry is free once its last page has left. */
  drop(): void {
    if (this.length === 0) return
    this.first = (this.first + 1) % this.pages.length
    this.length--
    if (this.length === 0 || this.starts[this.first] === 1) this.entries--
  }
}
