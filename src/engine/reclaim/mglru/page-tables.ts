/**
 * Page tables as the multi-gen LRU sees them: address spaces made of page-table pages (one PMD entry each), the accessed bit of
 * the PMD entries, and the Bloom filters that tell the next walk where young entries were dense (walk_mm, lru_gen_look_around,
 * mm/vmscan.c, Linux 6.1). Reduced: one walk is done at once, the filters have no false positives, and address spaces are
 * contiguous ranges of page records.
 */
import * as P from '../page-store'
import type { PageStore } from '../page-store'
import { MIN_BATCH } from './constants'
import type { Generations } from './generations'

/** Entries of a page-table page (PTRS_PER_PTE at 4 KiB pages). */
const ENTRIES = 512
/** suitable_to_scan(): page-table entries per cache line; one young entry in so many is dense. */
const ENTRIES_PER_LINE = 8

/** Page records [base, limit) of one address space. */
export interface PageRange {
  readonly base: number
  readonly limit: number
}

/** What a walk or a look-around did, for its cost. */
export interface WalkWork {
  entries: number
  promoted: number
}

interface Space {
  readonly base: number
  readonly limit: number
  readonly firstTable: number
  readonly tableCount: number
  /** Ran since the last walk (mm->lru_gen.bitmap). */
  scheduled: boolean
  /** On the list of address spaces (lru_gen_add_mm): has had a page. */
  listed: boolean
}

export class PageTables {
  private readonly spaces: readonly Space[]
  /** Index of each record's space; -1 = page cache. */
  private readonly spaceOf: Int16Array
  private readonly tableAccessed: Uint8Array
  /** Two filters, by sequence number; null until first used: everything passes. */
  private readonly filters: [Uint8Array | null, Uint8Array | null] = [null, null]
  private readonly tableCount: number
  /** Address spaces in the order in which they appeared, and how many of them the last walk knew. */
  private readonly order: Space[] = []
  private walkedCount = 0

  constructor(private readonly pages: PageStore, private readonly generations: Generations, ranges: readonly PageRange[]) {
    this.spaceOf = new Int16Array(pages.pageCount).fill(-1)
    let tables = 0
    this.spaces = ranges.map(({ base, limit }, index) => {
      this.spaceOf.fill(index, base, limit)
      const space: Space = { base, limit, firstTable: tables, tableCount: Math.ceil((limit - base) / ENTRIES), scheduled: false, listed: false }
      tables += space.tableCount
      return space
    })
    this.tableCount = tables
    this.tableAccessed = new Uint8Array(tables)
  }

  /** The CPU used the page's page-table entry. */
  noteAccess(page: number): void {
    const space = this.spaces[this.spaceOf[page] as number]
    if (space === undefined) return
    space.scheduled = true
    this.tableAccessed[this.tableOf(space, page)] = 1
    if (space.listed) return
    space.listed = true
    this.order.push(space)
  }

  /** One round over all address spaces: young pages get the youngest generation's number and lose their accessed bit. */
  walk(): WalkWork {
    const work: WalkWork = { entries: 0, promoted: 0 }
    let isFirst = true
    this.order.forEach((space, index) => {
      const isNew = index >= this.walkedCount
      if (!isNew && !space.scheduled) return
      space.scheduled = false
      if (isFirst) this.filters[(this.generations.maxSeq + 1) % 2 as 0 | 1] = new Uint8Array(this.tableCount)
      isFirst = false
      for (let table = space.firstTable; table < space.firstTable + space.tableCount; table++) this.walkTable(space, table, isNew, work)
    })
    this.walkedCount = this.order.length
    return work
  }

  /** lru_gen_look_around(): the rmap walk found `page` young; its neighbours are looked at on the same occasion. */
  lookAround(page: number): WalkWork {
    const work: WalkWork = { entries: 1, promoted: 0 }
    const space = this.spaces[this.spaceOf[page] as number]
    if (space === undefined) {
      this.promoteIfYoung(page, work)
      return work
    }
    const table = this.tableOf(space, page)
    const [from, to] = this.window(space, table, page)
    for (let neighbour = from; neighbour < to; neighbour++) this.promoteIfYoung(neighbour, work)
    work.entries = to - from
    if (work.promoted * ENTRIES_PER_LINE >= work.entries) this.addToFilter(this.generations.maxSeq, table)
    return work
  }

  private walkTable(space: Space, table: number, isForced: boolean, work: WalkWork): void {
    if (this.tableAccessed[table] === 0) return
    this.tableAccessed[table] = 0
    const filter = this.filters[(this.generations.maxSeq % 2) as 0 | 1]
    if (!isForced && filter !== null && filter[table] === 0) return
    const [from, to] = this.rangeOf(space, table)
    const before = work.promoted
    for (let page = from; page < to; page++) this.promoteIfYoung(page, work)
    work.entries += to - from
    if ((work.promoted - before) * ENTRIES_PER_LINE >= to - from) this.addToFilter(this.generations.maxSeq + 1, table)
  }

  private promoteIfYoung(page: number, work: WalkWork): void {
    const { pages } = this
    if (!pages.has(page, P.YOUNG) || !pages.has(page, P.MAPPED)) return
    pages.clear(page, P.YOUNG)
    this.generations.promote(page)
    work.promoted++
  }

  /** The 64 entries around a page, within its page-table page. */
  private window(space: Space, table: number, page: number): [number, number] {
    const [start, end] = this.rangeOf(space, table)
    if (end - start <= MIN_BATCH) return [start, end]
    if (page - start < MIN_BATCH / 2) return [start, start + MIN_BATCH]
    if (end - page < MIN_BATCH / 2) return [end - MIN_BATCH, end]
    return [page - MIN_BATCH / 2, page + MIN_BATCH / 2]
  }

  private tableOf(space: Space, page: number): number {
    return space.firstTable + Math.floor((page - space.base) / ENTRIES)
  }

  private rangeOf(space: Space, table: number): [number, number] {
    const from = space.base + (table - space.firstTable) * ENTRIES
    return [from, Math.min(from + ENTRIES, space.limit)]
  }

  /** Entries found dense by an eviction while there is no filter are lost, as in the kernel. */
  private addToFilter(seq: number, table: number): void {
    const filter = this.filters[(seq % 2) as 0 | 1]
    if (filter !== null) filter[table] = 1
  }
}
