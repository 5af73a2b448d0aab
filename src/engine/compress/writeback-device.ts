/**
 * Writeback of zram slots to a backing device: raw (decompress, then write) or compressed (write the object as it is, decompress
 * when it is read back; patch series of November 2025). Either way a slot takes one block of a page, so compressed writeback
 * saves CPU time, not space. Books and costs only; the caller charges the CPU time and lets the device time pass.
 */
import { BlockBitmap, NO_BLOCK } from './block-bitmap'
import { SLOT_HUGE, SLOT_WRITTEN_BACK, type ZramDevice } from './zram-device'

export type WritebackMode = 'raw' | 'compressed'

/** Times of the backing device, ns. */
export interface DeviceProfile {
  /** One page, alone: submission to completion. */
  readonly readNs: number
  /** Fixed part of a batch of writes and the time of each page in it. */
  readonly writeBatchNs: number
  readonly writePageNs: number
  readonly source: string
}

/** UFS of a phone. Writing: 185,072 pages in 2.3-2.5 s asynchronously on Android. Reading has no published figure. */
export const UFS_PROFILE: DeviceProfile = {
  readNs: 150_000, writeBatchNs: 100_000, writePageNs: 9_700,
  source: 'writes: 12.8 us per page in batches of 32 (idle writeback on Android, July 2025 series); read latency and fixed part assumed'
}

export interface WritebackOptions {
  readonly mode: WritebackMode
  /** Size of the backing device, pages. */
  readonly blockCount: number
  /** `writeback_limit` in units of 4 KiB; null = not enabled. */
  readonly limitUnits: number | null
  /** Writes in flight (`writeback_batch_size`, default 32). */
  readonly batchPages: number
  readonly device: DeviceProfile
  /** CPU time, ns per page: decompression, copying, and handing a page to the high-priority worker that decompresses it. */
  readonly costs: { readonly decompressNs: number; readonly copyNs: number; readonly workerNs: number }
  /** Simulated write errors: true = writing that block fails. */
  readonly failsToWrite?: (block: number) => boolean
}

/** Totals since the start. Pages are pages of the device. */
export interface WritebackTotals {
  writtenPages: number
  readPages: number
  failedWrites: number
  /** Left the device without ever having been read: what compressed writeback never has to decompress. */
  neverReadPages: number
  writeCpuNs: number
  readCpuNs: number
  writeDeviceNs: number
}

/** What one pass did. */
export interface WritebackPass {
  readonly writtenPages: number
  /** Page frames that the pool gave back. */
  readonly freedFrames: number
  readonly cpuNs: number
  readonly deviceNs: number
  readonly stoppedBy: 'done' | 'limit' | 'device full'
}

export class WritebackDevice {
  readonly totals: WritebackTotals = {
    writtenPages: 0, readPages: 0, failedWrites: 0, neverReadPages: 0, writeCpuNs: 0, readCpuNs: 0, writeDeviceNs: 0
  }
  private readonly blocks: BlockBitmap
  private readonly wasRead: Uint8Array
  private limitUnits: number

  constructor(private readonly options: WritebackOptions) {
    this.blocks = new BlockBitmap(options.blockCount)
    this.wasRead = new Uint8Array(options.blockCount)
    this.limitUnits = options.limitUnits ?? Infinity
  }

  /** Blocks in use (bd_stat `bd_count`, in pages). */
  get usedBlocks(): number {
    return this.blocks.usedBlocks
  }

  /** What is left of `writeback_limit`, 4 KiB units; null = not enabled. */
  get remainingLimitUnits(): number | null {
    return this.limitUnits === Infinity ? null : this.limitUnits
  }

  /**
   * Writes slots back in the given order until the limit or the device's end. A failed write leaves its slot in memory.
   * @param slots from `selectForWriteback`
   */
  writeBack(zram: ZramDevice, slots: ArrayLike<number>): WritebackPass {
    const unitsPerPage = zram.pageSizeBytes / 4096
    let stoppedBy: WritebackPass['stoppedBy'] = 'done'
    let attempts = 0
    let writtenPages = 0
    let freedFrames = 0
    let cpuNs = 0
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] ?? 0
      if (this.limitUnits < unitsPerPage) {
        stoppedBy = 'limit'
        break
      }
      const block = this.blocks.alloc()
      if (block === NO_BLOCK) {
        stoppedBy = 'device full'
        break
      }
      attempts++
      cpuNs += this.writeCpuNs(zram, slot)
      if (this.options.failsToWrite?.(block) === true) {
        this.blocks.free(block)
        this.totals.failedWrites++
        continue
      }
      this.limitUnits -= unitsPerPage
      this.wasRead[block] = 0
      freedFrames += zram.writtenBack(slot, block)
      writtenPages++
    }
    const deviceNs = Math.ceil(attempts / this.options.batchPages) * this.options.device.writeBatchNs + attempts * this.options.device.writePageNs
    this.totals.writtenPages += writtenPages
    this.totals.writeCpuNs += cpuNs
    this.totals.writeDeviceNs += deviceNs
    return { writtenPages, freedFrames, cpuNs, deviceNs, stoppedBy }
  }

  /**
   * Reads a written-back slot for a page fault; the slot stays on the device until it is freed.
   * @returns CPU time and time until the page is there, ns
   */
  readBack(zram: ZramDevice, slot: number): { readonly cpuNs: number; readonly latencyNs: number } {
    const block = zram.blockOf(slot)
    if (!this.blocks.has(block)) throw new RangeError(`slot ${slot} is not on the backing device`)
    const { costs, device, mode } = this.options
    const isRaw = mode === 'raw' || (zram.flagsOf(slot) & SLOT_HUGE) !== 0
    const cpuNs = isRaw ? 0 : costs.workerNs + costs.decompressNs
    this.wasRead[block] = 1
    this.totals.readPages++
    this.totals.readCpuNs += cpuNs
    return { cpuNs, latencyNs: device.readNs + cpuNs }
  }

  /**
   * Frees a slot, on the backing device or not.
   * @returns page frames given back by the pool
   */
  freeSlot(zram: ZramDevice, slot: number): number {
    const block = (zram.flagsOf(slot) & SLOT_WRITTEN_BACK) === 0 ? NO_BLOCK : zram.blockOf(slot)
    if (block !== NO_BLOCK) {
      this.blocks.free(block)
      if (this.wasRead[block] === 0) this.totals.neverReadPages++
    }
    return zram.freeSlot(slot)
  }

  /** Huge slots are copied; others are decompressed (raw) or copied as they are (compressed). */
  private writeCpuNs(zram: ZramDevice, slot: number): number {
    const { costs, mode } = this.options
    const isCopy = mode === 'compressed' || (zram.flagsOf(slot) & SLOT_HUGE) !== 0
    return isCopy ? costs.copyNs : costs.decompressNs
  }
}
