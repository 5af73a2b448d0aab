/**
 * The zram disk (drivers/block/zram/zram_drv.c): a table of slots over a zsmalloc pool, with the kernel's counters.
 * A store has two phases, so that the caller can take page frames (or fail to) between compression and `zs_malloc`:
 * `needPages(bytes)`, then `commit(slot, bytes)`. The old object of a slot is freed after the new one exists, as in the kernel.
 */
import { Zsmalloc } from './zsmalloc'
import type { ZsmallocKind } from './zsmalloc-classes'

/** `commit`: nothing was stored and the pool is as before; the caller keeps the frames it took. */
export const STORE_REJECTED = -1
/** `load`: the slot holds nothing; it reads as zeros. */
export const LOAD_EMPTY = -1
/** `load`: the slot is on the backing device; see `blockOf` and `sizeOf`. */
export const LOAD_BACKED = -2

/** Slot flags (`enum zram_pageflags`). */
export const SLOT_STORED = 1
export const SLOT_SAME = 2
export const SLOT_HUGE = 4
export const SLOT_WRITTEN_BACK = 8
export const SLOT_IDLE = 16
/** No algorithm makes the page small enough to leave the huge class (set by recompression). */
export const SLOT_INCOMPRESSIBLE = 32
/** The object was made by the secondary algorithm (ZRAM_COMP_PRIORITY above 0). */
export const SLOT_RECOMPRESSED = 64
/** Chosen for writeback and not touched since (ZRAM_PP_SLOT). */
export const SLOT_CHOSEN = 128

const NO_ELEMENT = -1

export interface ZramOptions {
  readonly pageSizeBytes: number
  readonly disksizePages: number
  /** `mem_limit` in pages; null = none. */
  readonly memLimitPages: number | null
  readonly kind?: ZsmallocKind
}

/** /sys/block/zramN/mm_stat, in the kernel's order. Sizes in bytes, the rest in pages. */
export interface MmStat {
  readonly origDataBytes: number
  readonly comprDataBytes: number
  readonly memUsedBytes: number
  readonly memLimitBytes: number
  readonly memUsedMaxBytes: number
  readonly samePages: number
  readonly pagesCompacted: number
  readonly hugePages: number
}

/** /sys/block/zramN/io_stat, and `writestall` of debug_stat. */
export interface IoStat {
  failedReads: number
  failedWrites: number
  invalidIo: number
  notifyFree: number
  writestall: number
}

/** One zram device. Slots are swap offsets. */
export class ZramDevice {
  readonly pageSizeBytes: number
  readonly disksizePages: number
  /** Compressed sizes from here on are stored as whole pages. */
  readonly hugeClassBytes: number
  /** Counters; the caller adds failures it decides about (`failedReads`, `failedWrites`, `writestall`). */
  readonly io: IoStat = { failedReads: 0, failedWrites: 0, invalidIo: 0, notifyFree: 0, writestall: 0 }
  private memLimitPages: number
  private readonly pool: Zsmalloc
  /** Object handle, or block on the backing device, by slot. */
  private readonly elements: Int32Array
  private readonly sizes: Int32Array
  private readonly flags: Uint8Array
  private storedPages = 0
  private samePages = 0
  private hugePages = 0
  private maxPoolPages = 0

  constructor(options: ZramOptions) {
    this.pageSizeBytes = options.pageSizeBytes
    this.disksizePages = options.disksizePages
    this.memLimitPages = options.memLimitPages ?? Infinity
    this.pool = new Zsmalloc(options)
    this.hugeClassBytes = this.pool.classes.hugeClassBytes
    this.elements = new Int32Array(options.disksizePages).fill(NO_ELEMENT)
    this.sizes = new Int32Array(options.disksizePages)
    this.flags = new Uint8Array(options.disksizePages)
  }

  /** Writes `mem_limit`: what is stored stays, what comes must fit. Null = none. */
  limitMemory(pages: number | null): void {
    this.memLimitPages = pages ?? Infinity
  }

  /** Pages of memory the device holds. */
  get poolPages(): number {
    return this.pool.poolPages
  }

  /** Slots in use, on the backing device or not (`pages_stored`). */
  get usedSlots(): number {
    return this.storedPages
  }

  /** Size of the object that a page of `compressedBytes` makes: the page size from the huge class on, 0 for a same-filled page. */
  objectBytes(compressedBytes: number): number {
    return compressedBytes >= this.hugeClassBytes ? this.pageSizeBytes : compressedBytes
  }

  /** True when an object of `bytes` lands in a smaller size class than one of `thanBytes` (`zs_lookup_class_index`). */
  isSmallerClass(bytes: number, thanBytes: number): boolean {
    const { classOfBytes } = this.pool.classes
    return (classOfBytes[this.objectBytes(bytes)] ?? 0) < (classOfBytes[this.objectBytes(thanBytes)] ?? 0)
  }

  /** Page frames that `commit` of this size takes now (0 for a same-filled page). */
  needPages(compressedBytes: number): number {
    const bytes = this.objectBytes(compressedBytes)
    return bytes === 0 ? 0 : this.pool.pagesNeededFor(bytes)
  }

  /**
   * Stores a page (`zram_write_page` from `zs_malloc` on). The caller has taken `needPages(compressedBytes)` frames.
   * @param compressedBytes 0 = same-filled
   * @returns frames given back by the object that was in the slot before, or `STORE_REJECTED` (mem_limit, or no such slot)
   */
  commit(slot: number, compressedBytes: number): number {
    if (!this.isSlot(slot)) {
      this.io.invalidIo++
      return STORE_REJECTED
    }
    const bytes = this.objectBytes(compressedBytes)
    if (bytes === 0) return this.commitSame(slot)
    // The kernel allocates, notes the peak, then looks at the limit and gives the object back.
    const pagesAfter = this.pool.poolPages + this.pool.pagesNeededFor(bytes)
    this.maxPoolPages = Math.max(this.maxPoolPages, pagesAfter)
    if (pagesAfter > this.memLimitPages) {
      this.io.failedWrites++
      return STORE_REJECTED
    }
    const handle = this.pool.alloc(bytes)
    const freed = this.release(slot)
    this.elements[slot] = handle
    this.sizes[slot] = bytes
    const isHuge = bytes === this.pageSizeBytes
    this.flags[slot] = isHuge ? SLOT_STORED | SLOT_HUGE : SLOT_STORED
    if (isHuge) this.hugePages++
    this.storedPages++
    return freed
  }

  /**
   * Reads a slot.
   * @returns bytes to decompress (the page size: a plain copy), 0 for a same-filled page, `LOAD_EMPTY` or `LOAD_BACKED`
   */
  load(slot: number): number {
    if (!this.isSlot(slot)) {
      this.io.invalidIo++
      return LOAD_EMPTY
    }
    const flags = this.flags[slot] ?? 0
    this.flags[slot] = flags & ~(SLOT_IDLE | SLOT_CHOSEN)
    if ((flags & SLOT_STORED) === 0) return LOAD_EMPTY
    return flags & SLOT_WRITTEN_BACK ? LOAD_BACKED : (this.sizes[slot] ?? 0)
  }

  /**
   * The swap layer no longer needs the slot (`zram_slot_free_notify`). A block on the backing device must be given back first
   * (`blockOf`).
   * @returns page frames given back
   */
  freeSlot(slot: number): number {
    if (!this.isSlot(slot)) return 0
    this.io.notifyFree++
    return this.release(slot)
  }

  /** Compacts the pool. Returns page frames given back. */
  compact(): number {
    return this.pool.compact()
  }

  /** Frames that `compact` could free now. */
  get compactablePages(): number {
    return this.pool.compactablePages
  }

  /** Flags of a slot, 0 when empty. */
  flagsOf(slot: number): number {
    return this.flags[slot] ?? 0
  }

  /** Stored size of a slot, bytes; kept when it is written back compressed. */
  sizeOf(slot: number): number {
    return this.sizes[slot] ?? 0
  }

  /** Block of a slot that is on the backing device, else -1. */
  blockOf(slot: number): number {
    return this.flagsOf(slot) & SLOT_WRITTEN_BACK ? (this.elements[slot] ?? NO_ELEMENT) : NO_ELEMENT
  }

  /** Marks a slot in use, e.g. `SLOT_IDLE` (idle marking) or `SLOT_INCOMPRESSIBLE`. */
  mark(slot: number, flag: number): void {
    if (this.flagsOf(slot) & SLOT_STORED) this.flags[slot] = this.flagsOf(slot) | flag
  }

  /**
   * The slot's data is on the backing device now (`zram_writeback_complete`): its object is freed, its size, huge flag and
   * algorithm stay for read-back.
   * @returns page frames given back
   */
  writtenBack(slot: number, block: number): number {
    const bytes = this.sizeOf(slot)
    const kept = this.flagsOf(slot) & (SLOT_HUGE | SLOT_INCOMPRESSIBLE | SLOT_RECOMPRESSED)
    const freed = this.release(slot)
    this.elements[slot] = block
    this.sizes[slot] = bytes
    this.flags[slot] = SLOT_STORED | SLOT_WRITTEN_BACK | kept
    this.storedPages++
    return freed
  }

  /** Takes marks back, e.g. `SLOT_CHOSEN`. */
  unmark(slot: number, flag: number): void {
    this.flags[slot] = this.flagsOf(slot) & ~flag
  }

  /**
   * The page's data went to a device without an object of its own before, in place of what the slot held.
   * @returns page frames given back
   */
  storeBacked(slot: number, block: number): number {
    const freed = this.release(slot)
    this.elements[slot] = block
    this.sizes[slot] = this.pageSizeBytes
    this.flags[slot] = SLOT_STORED | SLOT_WRITTEN_BACK
    this.storedPages++
    return freed
  }

  /** The counters as the kernel prints them. */
  mmStat(): MmStat {
    const { pageSizeBytes } = this
    return {
      origDataBytes: this.storedPages * pageSizeBytes,
      comprDataBytes: this.pool.objectBytes,
      memUsedBytes: this.pool.poolPages * pageSizeBytes,
      memLimitBytes: this.memLimitPages === Infinity ? 0 : this.memLimitPages * pageSizeBytes,
      memUsedMaxBytes: this.maxPoolPages * pageSizeBytes,
      samePages: this.samePages,
      pagesCompacted: this.pool.pagesCompacted,
      hugePages: this.hugePages
    }
  }

  private isSlot(slot: number): boolean {
    return slot >= 0 && slot < this.disksizePages
  }

  private commitSame(slot: number): number {
    const freed = this.release(slot)
    this.flags[slot] = SLOT_STORED | SLOT_SAME
    this.samePages++
    this.storedPages++
    return freed
  }

  /** `zram_free_page()`: empties a slot, whatever it holds. */
  private release(slot: number): number {
    const flags = this.flags[slot] ?? 0
    if ((flags & SLOT_STORED) === 0) return 0
    this.flags[slot] = 0
    this.sizes[slot] = 0
    this.storedPages--
    const element = this.elements[slot] ?? NO_ELEMENT
    this.elements[slot] = NO_ELEMENT
    if (flags & SLOT_SAME) {
      this.samePages--
      return 0
    }
    if (flags & SLOT_WRITTEN_BACK) return 0
    if (flags & SLOT_HUGE) this.hugePages--
    return this.pool.free(element)
  }
}
