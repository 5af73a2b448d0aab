/**
 * Page-level state: one small record per page, LRU links included, all in one typed array, so that working on a page costs one cache
 * line. A record is a page of somebody's address space (or of the page cache), whether resident or swapped out, so its history
 * survives swapping.
 */

/** Mapped into its owner's page table. */
export const MAPPED = 1
/** Accessed bit of the page-table entry. */
export const YOUNG = 2
/** PG_referenced. */
export const REFERENCED = 4
export const DIRTY = 8
/** In the swap cache: occupies a frame and a swap slot. */
export const SWAPCACHE = 16
export const WRITEBACK = 32
export const LOCKED = 64
/** PG_reclaim: rotate to the inactive tail when the write ends. */
export const RECLAIM = 128
/** PG_workingset: was active when evicted, or refaulted soon. */
export const WORKINGSET = 256
/** Its data is stored in the swap device. */
export const STORED = 512
/** In a kcompressd FIFO. */
export const QUEUED = 1024
/** Owner is gone; the frame is freed by whoever holds the page. */
export const ORPHAN = 2048
/** Page-cache page. */
export const FILE = 4096
/** Refault evidence exists (`shadowAge`). */
export const SHADOW = 8192
/** Occupies a page frame. */
export const RESIDENT = 16384
/** A fault is reading it from swap and holds a frame for it. */
export const READING = 32768
const FLAGS = 0xffff

/** LRU lists; 0 = on none (isolated, swapped out or free). */
export const NO_LIST = 0
export const INACTIVE_ANON = 1
export const ACTIVE_ANON = 2
export const INACTIVE_FILE = 3
export const ACTIVE_FILE = 4
/** First of the MGLRU lists: `MGLRU_ANON + generation % 4`, then the same for file pages. */
export const MGLRU_ANON = 5
export const MGLRU_FILE = 9
const LIST_COUNT = 13

/** Layout of the state: flags as above, list, content version. */
const LIST_SHIFT = 16
const LIST_MASK = 0xf0000
const VERSION_SHIFT = 24
const VERSION_STEP = 1 << VERSION_SHIFT

export class PageStore {
  private readonly states: Int32Array
  /** Non-resident age at eviction (workingset shadow). */
  private readonly shadowAges: Int32Array
  /** Next page at 2 * page, previous one behind it: a list operation touches one cache line per page. */
  private readonly links: Int32Array
  private readonly heads = new Int32Array(LIST_COUNT).fill(-1)
  private readonly tails = new Int32Array(LIST_COUNT).fill(-1)
  private readonly sizes = new Int32Array(LIST_COUNT)

  constructor(readonly pageCount: number) {
    this.states = new Int32Array(pageCount)
    this.shadowAges = new Int32Array(pageCount)
    this.links = new Int32Array(2 * pageCount)
  }

  size(list: number): number {
    return this.sizes[list] as number
  }

  /** Oldest page of a list, or -1. */
  tail(list: number): number {
    return this.tails[list] as number
  }

  /** Page next to `page` towards the head, or -1. */
  towardsHead(page: number): number {
    return this.links[2 * page + 1] as number
  }

  /** The list that a page is on, or `NO_LIST`. */
  listOf(page: number): number {
    return ((this.states[page] as number) & LIST_MASK) >> LIST_SHIFT
  }

  /** Content version, 0 .. 255. */
  versionOf(page: number): number {
    return (this.states[page] as number) >>> VERSION_SHIFT
  }

  /** The page gets new content. */
  changeVersion(page: number): void {
    this.states[page] = ((this.states[page] as number) + VERSION_STEP) | 0
  }

  /** What eviction left (workingset shadow). */
  shadowAge(page: number): number {
    return this.shadowAges[page] as number
  }

  setShadowAge(page: number, age: number): void {
    this.shadowAges[page] = age
  }

  /** All flags of a page at once. */
  flagsOf(page: number): number {
    return (this.states[page] as number) & FLAGS
  }

  has(page: number, mask: number): boolean {
    return ((this.states[page] as number) & mask) !== 0
  }

  set(page: number, mask: number): void {
    this.states[page] = (this.states[page] as number) | mask
  }

  clear(page: number, mask: number): void {
    this.states[page] = (this.states[page] as number) & ~mask
  }

  /** Tests and clears. */
  take(page: number, mask: number): boolean {
    const state = this.states[page] as number
    this.states[page] = state & ~mask
    return (state & mask) !== 0
  }

  addHead(page: number, list: number): void {
    const { links } = this
    const at = 2 * page
    const head = this.heads[list] as number
    links[at + 1] = -1
    links[at] = head
    if (head >= 0) links[2 * head + 1] = page
    else this.tails[list] = page
    this.heads[list] = page
    this.entered(page, list)
  }

  addTail(page: number, list: number): void {
    const { links } = this
    const at = 2 * page
    const tail = this.tails[list] as number
    links[at] = -1
    links[at + 1] = tail
    if (tail >= 0) links[2 * tail] = page
    else this.heads[list] = page
    this.tails[list] = page
    this.entered(page, list)
  }

  /** Moves the pages from the tail up to `page` to the head of their list, in their order. */
  moveTailToHead(list: number, page: number): void {
    const { links } = this
    const rest = links[2 * page + 1] as number
    if (rest < 0) return
    const tail = this.tails[list] as number
    const head = this.heads[list] as number
    links[2 * rest] = -1
    this.tails[list] = rest
    links[2 * tail] = head
    links[2 * head + 1] = tail
    links[2 * page + 1] = -1
    this.heads[list] = page
  }

  /** Takes up to `count` pages off the tail of a list into `into`, the oldest first. Returns how many. */
  takeTail(list: number, count: number, into: Int32Array): number {
    let page = this.tails[list] as number
    let taken = 0
    for (; taken < count && page >= 0; taken++) {
      into[taken] = page
      this.states[page] = (this.states[page] as number) & ~LIST_MASK
      page = this.links[2 * page + 1] as number
    }
    this.tails[list] = page
    if (page >= 0) this.links[2 * page] = -1
    else this.heads[list] = -1
    this.sizes[list] = (this.sizes[list] as number) - taken
    return taken
  }

  /** Takes a page off its list; no effect when it is on none. */
  remove(page: number): void {
    const { links } = this
    const at = 2 * page
    const list = this.listOf(page)
    if (list === NO_LIST) return
    const next = links[at] as number
    const previous = links[at + 1] as number
    if (previous >= 0) links[2 * previous] = next
    else this.heads[list] = next
    if (next >= 0) links[2 * next + 1] = previous
    else this.tails[list] = previous
    this.states[page] = (this.states[page] as number) & ~LIST_MASK
    this.sizes[list] = (this.sizes[list] as number) - 1
  }

  /** A page that was on no list is on this one now. */
  private entered(page: number, list: number): void {
    this.states[page] = (this.states[page] as number) | (list << LIST_SHIFT)
    this.sizes[list] = (this.sizes[list] as number) + 1
  }
}
