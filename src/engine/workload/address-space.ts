/** The anonymous pages of one task: a contiguous range of page records, filled from the front. */
import type { Random } from '../kernel/random'

export class AddressSpace {
  /** Records [first, end) belong to live pages. */
  private first: number
  private end: number
  private stride = 1
  private offset = 0
  private touched = 0

  constructor(base: number, initialPages: number, private readonly limit: number) {
    this.first = base
    this.end = base + initialPages
  }

  get pageCount(): number {
    return this.end - this.first
  }

  /** The record of a new page; -1 when the range is used up. */
  grow(): number {
    return this.end < this.limit ? this.end++ : -1
  }

  /** The newest page leaves; -1 when there is none. */
  shrink(): number {
    return this.end > this.first ? --this.end : -1
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
    return this.first + index
  }
}

/** A stride near the golden ratio of `count` (plus jitter) that visits every residue. */
function coprimeStride(count: number, jitter: number): number {
  let stride = Math.max(1, Math.floor(count * 0.6180339887) + (jitter % 97))
  while (greatestCommonDivisor(stride, count) !== 1) stride++
  return stride
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
