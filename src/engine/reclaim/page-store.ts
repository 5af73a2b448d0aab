/**
 * Page-level state: one small record per page in typed arrays, LRU links included. A record is a page of somebody's address
 * space (or of the page cache), whether resident or swapped out, so its history survives swapping.
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

export class PageStore {
  readonly flags: Uint16Array
  readonly list: Uint8Array
  /** Content version: changes when a page is dirtied again. */
  readonly version: Uint8Array
  /** Non-resident age at eviction (workingset shadow). */
  readonly shadowAge: Int32Array
  /** Next page at 2 * page, previous one behind it: a list operation touches one cache line per page. */
  private readonly links: Int32Array
  private readonly heads = new Int32Array(LIST_COUNT).fill(-1)
  private readonly tails = new Int32Array(LIST_COUNT).fill(-1)
  private readonly sizes = new Int32Array(LIST_COUNT)

  constructor(readonly pageCount: number) {
    this.flags = new Uint16Array(pageCount)
    this.list = new Uint8Array(pageCount)
    this.version = new Uint8Array(pageCount)
    this.shadowAge = new Int32Array(pageCount)
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

  has(page: number, mask: number): boolean {
    return ((this.flags[page] as number) & mask) !== 0
  }

  set(page: number, mask: number): void {
    this.flags[page] = (this.flags[page] as number) | mask
  }

  clear(page: number, mask: number): void {
    this.flags[page] = (this.flags[page] as number) & ~mask
  }

  /** Tests and clears. */
  take(page: number, mask: number): boolean {
    const flags = this.flags[page] as number
    this.flags[page] = flags & ~mask
    return (flags & mask) !== 0
  }

  addHead(page: number, list: number): void {
    const head = this.heads[list] as number
    this.links[2 * page + 1] = -1
    this.links[2 * page] = head
    if (head >= 0) this.links[2 * head + 1] = page
    else this.tails[list] = page
    this.heads[list] = page
    this.list[page] = list
    this.sizes[list] = (this.sizes[list] as number) + 1
  }

  addTail(page: number, list: number): void {
    const tail = this.tails[list] as number
    this.links[2 * page] = -1
    this.links[2 * page + 1] = tail
    if (tail >= 0) this.links[2 * tail] = page
    else this.heads[list] = page
    this.tails[list] = page
    this.list[page] = list
    this.sizes[list] = (this.sizes[list] as number) + 1
  }

  /** Moves the pages from the tail up to `page` to the head of their list, in their order. */
  moveTailToHead(list: number, page: number): void {
    const rest = this.links[2 * page + 1] as number
    if (rest < 0) return
    const tail = this.tails[list] as number
    const head = this.heads[list] as number
    this.links[2 * rest] = -1
    this.tails[list] = rest
    this.links[2 * tail] = head
    this.links[2 * head + 1] = tail
    this.links[2 * page + 1] = -1
    this.heads[list] = page
  }

  /** Takes a page off its list; no effect when it is on none. */
  remove(page: number): void {
    const list = this.list[page] as number
    if (list === NO_LIST) return
    const next = this.links[2 * page] as number
    const previous = this.links[2 * page + 1] as number
    if (previous >= 0) this.links[2 * previous] = next
    else this.heads[list] = next
    if (next >= 0) this.links[2 * next + 1] = previous
    else this.tails[list] = previous
    this.list[page] = NO_LIST
    this.sizes[list] = (this.sizes[list] as number) - 1
  }
}
