/** Resident anonymous pages per task of the demand, kept from mappings and unmappings of single pages. */
import type { Demand } from '../demand/demand'
import type { PageLayout } from '../workload/initial-memory'

/** Pages that nobody of the demand owns. */
export const NO_OWNER = -1
/** A recorder that throttles rss_stat keeps a line per 512 KiB (Android's rss_stat_throttled). */
export const RSS_STEP_PAGES = 128

export class RssBook {
  /** Mapped anonymous pages of everybody (NR_ANON_MAPPED). */
  mappedPages: number
  private readonly resident: Int32Array
  private readonly reported: Int32Array
  /** First page record of each range and the task that owns it, by rising record. */
  private readonly rangeBase: readonly number[]
  private readonly rangeLimit: readonly number[]
  private lastOwner = 0

  constructor(demand: Demand, layout: PageLayout) {
    this.resident = Int32Array.from(demand.tasks, (task) => task.residentPages)
    this.reported = this.resident.slice()
    this.rangeBase = layout.taskBase
    this.rangeLimit = layout.taskLimit
    this.mappedPages = demand.initial.unownedAnonPages + this.resident.reduce((sum, pages) => sum + pages, 0)
  }

  /** Books one page and returns its owner, an index into the demand's tasks, or `NO_OWNER`. */
  change(page: number, delta: 1 | -1): number {
    this.mappedPages += delta
    const owner = this.ownerOf(page)
    if (owner !== NO_OWNER) this.resident[owner] = (this.resident[owner] as number) + delta
    return owner
  }

  /** Resident pages of a task. */
  residentOf(task: number): number {
    return this.resident[task] as number
  }

  /** Whether a task's size has moved a whole step since it was last reported; marks it as reported then. */
  takeStep(task: number): boolean {
    const pages = this.residentOf(task)
    if (Math.abs(pages - (this.reported[task] as number)) < RSS_STEP_PAGES) return false
    this.reported[task] = pages
    return true
  }

  /** The task's memory is all gone: true once per fall to 0. */
  takeEmpty(task: number): boolean {
    if (this.residentOf(task) !== 0 || this.reported[task] === 0) return false
    this.reported[task] = 0
    return true
  }

  /** Owner of a page record; neighbouring records mostly belong to the owner asked for last. */
  private ownerOf(page: number): number {
    if (this.holds(this.lastOwner, page)) return this.lastOwner
    let low = 0
    let high = this.rangeBase.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.rangeLimit[middle] as number) <= page) low = middle + 1
      else high = middle
    }
    if (!this.holds(low, page)) return NO_OWNER
    this.lastOwner = low
    return low
  }

  private holds(task: number, page: number): boolean {
    const base = this.rangeBase[task]
    return base !== undefined && page >= base && page < (this.rangeLimit[task] as number)
  }
}
