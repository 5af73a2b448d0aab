/**
 * Page-level state: one small record per page in typed arrays, LRU links included. A record is a page of somebody's address
 * space (or of the page cache), whether resident or swapped out, so its history survives swapping. What reclaim looks at in
 * every page it meets lies in one word.
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

/** Layout of the state: flags as above, list, generation number plus one, reference bits; the kernel keeps them in folio->flags, too. */
const LIST_SHIFT = 16
const LIST_MASK = 0xf << LIST_SHIFT
const GENERATION_SHIFT = 20
const GENERATION_MASK = 7 << GENERATION_SHIFT
const REFS_SHIFT = 23
const REFS_MASK = 3 << REFS_SHIFT
const UNTOUCHED_MASK = GENERATION_MASK | REFS_MASK | WORKINGSET | LOCKED | WRITEBACK | FILE | SWAPCACHE

export class PageStore {
  private readonly states: Int32Array
  private readonly versions: Uint8Array
  /** Non-resident age at eviction (workingset shadow). */
  private readonly shadowAges: Int32Array
  /** Next page at 2 * page, previous one behind it: a list operation touches one cache line per page. */
  private readonly links: Int32Array
  private readonly heads = new Int32Array(LIST_COUNT).fill(-1)
  private readonly tails = new Int32Array(LIST_COUNT).fill(-1)
  private readonly sizes = new Int32Array(LIST_COUNT)

  constructor(readonly pageCount: number) {
    this.states = new Int32Array(pageCount)
    this.versions = new Uint8Array(pageCount)
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

  /** Multi-gen LRU: generation number 0 .. 3, -1 = none. */
  generationOf(page: number): number {
    return (((this.states[page] as number) & GENERATION_MASK) >> GENERATION_SHIFT) - 1
  }

  setGeneration(page: number, number: number): void {
    this.states[page] = ((this.states[page] as number) & ~GENERATION_MASK) | ((number + 1) << GENERATION_SHIFT)
  }

  /** Multi-gen LRU: reference bits beyond PG_referenced, 0 .. 3. */
  refsOf(page: number): number {
    return ((this.states[page] as number) & REFS_MASK) >> REFS_SHIFT
  }

  setRefs(page: number, refs: number): void {
    this.states[page] = ((this.states[page] as number) & ~REFS_MASK) | (refs << REFS_SHIFT)
  }

  /** Multi-gen LRU: an anonymous page of that generation that nobody has accessed or begun to write, and that is not in the swap cache. */
  isUntouched(page: number, number: number): boolean {
    return ((this.states[page] as number) & UNTOUCHED_MASK) === (number + 1) << GENERATION_SHIFT
  }

  /** Content version, 0 .. 255. */
  versionOf(page: number): number {
    return this.versions[page] as number
  }

  /** The page gets new content. */
  changeVersion(page: number): void {
    this.versions[page] = (this.versions[page] as number) + 1
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
