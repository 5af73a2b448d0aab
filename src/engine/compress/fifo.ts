/** A FIFO of pages with the time at which each was queued: a ring in typed arrays (kfifo). */
export class Fifo {
  private readonly pages: Int32Array
  private readonly queuedNs: Float64Array
  private first = 0
  length = 0

  constructor(readonly capacity: number) {
    this.pages = new Int32Array(Math.max(1, capacity))
    this.queuedNs = new Float64Array(Math.max(1, capacity))
  }

  get isFull(): boolean {
    return this.length >= this.capacity
  }

  push(page: number, nowNs: number): void {
    const at = (this.first + this.length) % this.pages.length
    this.pages[at] = page
    this.queuedNs[at] = nowNs
    this.length++
  }

  /** Oldest page, -1 when empty; `oldestQueuedNs` tells when it came. */
  get oldest(): number {
    return this.length === 0 ? -1 : (this.pages[this.first] as number)
  }

  get oldestQueuedNs(): number {
    return this.queuedNs[this.first] as number
  }

  drop(): void {
    this.first = (this.first + 1) % this.pages.length
    this.length--
  }
}
