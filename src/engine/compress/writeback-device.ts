/**
 * Books of writeback of zram slots to a backing device: raw (decompress, then write) or compressed (write the object as it is,
 * decompress when it is read back; patch series of November 2025). Either way a slot takes one block of a page, so compressed
 * writeback saves CPU time, not space. A write has a start and an end, between which its slot may be freed, read or replaced.
 * Books and costs only; the caller spends the CPU time and lets the device time pass.
 */
import { BlockBitmap, NO_BLOCK } from './block-bitmap'
import { SLOT_CHOSEN, SLOT_HUGE, SLOT_RECOMPRESSED, SLOT_WRITTEN_BACK, type ZramDevice } from './zram-device'

export type WritebackMode = 'raw' | 'compressed'

/** CPU time, ns per page. */
export interface WritebackCosts {
  readonly decompressNs: number
  /** Of objects that the secondary algorithm made; absent: there is none. */
  readonly recompressedNs?: number
  readonly copyNs: number
  /** Handing a page to the high-priority worker that decompresses it after a read. */
  readonly workerNs: number
}

export interface WritebackOptions {
  readonly mode: WritebackMode
  /** Size of the backing device, pages. */
  readonly blockCount: number
  /** `writeback_limit` in units of 4 KiB; null = not enabled. */
  readonly limitUnits: number | null
  readonly costs: WritebackCosts
}

/** Totals since the start. Pages are pages of the device. */
export interface WritebackTotals {
  /** Writes submitted, and those that succeeded and whose slot was still wanted on the device. */
  startedPages: number
  writtenPages: number
  readPages: number
  failedWrites: number
  /** Written for nothing: the slot was freed, read or replaced meanwhile. */
  discardedPages: number
  /** Left the device without ever having been read: what compressed writeback never has to decompress. */
  neverReadPages: number
  /** Passes that ended at the limit, or at the end of the device. */
  limitStops: number
  fullStops: number
}

/** Why no write can start. */
export type WritebackStop = 'limit' | 'device full'

export class WritebackDevice {
  readonly totals: WritebackTotals = {
    startedPages: 0, writtenPages: 0, readPages: 0, failedWrites: 0, discardedPages: 0, neverReadPages: 0, limitStops: 0, fullStops: 0
  }
  private readonly blocks: BlockBitmap
  private readonly wasRead: Uint8Array
  private limitUnits: number

  constructor(readonly options: WritebackOptions) {
    this.blocks = new BlockBitmap(options.blockCount)
    this.wasRead = new Uint8Array(options.blockCount)
    this.limitUnits = options.limitUnits ?? Infinity
  }

  /** Blocks in use (bd_stat `bd_count`, in pages), those of writes under way included. */
  get usedBlocks(): number {
    return this.blocks.usedBlocks
  }

  /** What is left of `writeback_limit`, 4 KiB units; null = not enabled. */
  get remainingLimitUnits(): number | null {
    return this.limitUnits === Infinity ? null : this.limitUnits
  }

  /** Pages on the device that nobody has read so far, and those that left it so. */
  get neverReadPages(): number {
    let unread = this.totals.neverReadPages
    for (let block = 0; block < this.options.blockCount; block++) if (this.blocks.has(block) && this.wasRead[block] === 0) unread++
    return unread
  }

  /** Takes a block and a part of the limit for one write; the caller has marked its slot `SLOT_CHOSEN`. */
  start(zram: ZramDevice): number | WritebackStop {
    const units = zram.pageSizeBytes / 4096
    if (this.limitUnits < units) {
      this.totals.limitStops++
      return 'limit'
    }
    const block = this.blocks.alloc()
    if (block === NO_BLOCK) {
      this.totals.fullStops++
      return 'device full'
    }
    this.limitUnits -= units
    this.wasRead[block] = 0
    this.totals.startedPages++
    return block
  }

  /**
   * The write has ended (`zram_writeback_complete`). A failed one leaves its slot in memory and gives its part of the limit back;
   * a slot that was touched meanwhile stays in memory, too.
   * @returns page frames that the pool gave back
   */
  finish(zram: ZramDevice, slot: number, block: number, hasSucceeded: boolean): number {
    const isWanted = (zram.flagsOf(slot) & SLOT_CHOSEN) !== 0
    if (!hasSucceeded) {
      this.totals.failedWrites++
      this.limitUnits += zram.pageSizeBytes / 4096
    } else if (!isWanted) this.totals.discardedPages++
    if (!hasSucceeded || !isWanted) {
      zram.unmark(slot, SLOT_CHOSEN)
      this.blocks.free(block)
      return 0
    }
    this.totals.writtenPages++
    return zram.writtenBack(slot, block)
  }

  /** CPU time of getting a slot's data ready to be written, ns: huge slots are copied; others decompressed (raw) or copied as they are (compressed). */
  prepareNs(zram: ZramDevice, slot: number): number {
    const { costs, mode } = this.options
    return mode === 'compressed' || (zram.flagsOf(slot) & SLOT_HUGE) !== 0 ? costs.copyNs : this.decompressNs(zram, slot)
  }

  /** CPU time of decompressing a slot's object, by the algorithm that made it, ns. */
  decompressNs(zram: ZramDevice, slot: number): number {
    const { costs } = this.options
    return (zram.flagsOf(slot) & SLOT_RECOMPRESSED) === 0 ? costs.decompressNs : (costs.recompressedNs ?? costs.decompressNs)
  }

  /**
   * A written-back slot is read for a page fault; it stays on the device until it is freed.
   * @returns whether it must be decompressed now
   */
  noteRead(zram: ZramDevice, slot: number): boolean {
    const block = zram.blockOf(slot)
    if (!this.blocks.has(block)) throw new RangeError(`slot ${slot} is not on the backing device`)
    this.wasRead[block] = 1
    this.totals.readPages++
    return this.options.mode === 'compressed' && (zram.flagsOf(slot) & SLOT_HUGE) === 0
  }

  /** Gives a slot's block back, if it has one; called before the slot is freed or overwritten. */
  releaseBlock(zram: ZramDevice, slot: number): void {
    if ((zram.flagsOf(slot) & SLOT_WRITTEN_BACK) === 0) return
    const block = zram.blockOf(slot)
    this.blocks.free(block)
    if (this.wasRead[block] === 0) this.totals.neverReadPages++
  }
}
