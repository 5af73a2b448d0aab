/** Records of page-cache pages: reclaimed ones are used again, oldest first. */
import type { Memory } from '../reclaim/memory'
import * as P from '../reclaim/page-store'

export class FilePages {
  private cursor: number

  /** Records [base, base + count). */
  constructor(private readonly base: number, private readonly count: number) {
    this.cursor = base
  }

  /** A record that holds no page now; -1 when all do. */
  next(memory: Memory): number {
    for (let tries = 0; tries < this.count; tries++) {
      const page = this.cursor
      this.cursor = this.cursor + 1 === this.base + this.count ? this.base : this.cursor + 1
      if (!memory.pages.has(page, P.RESIDENT)) {
        memory.pages.clear(page, P.SHADOW)
        return page
      }
    }
    return -1
  }
}
