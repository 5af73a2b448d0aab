/**
 * zswap's pool (mm/zswap.c): a limit with hysteresis, entries in the order of their stores, and the swap device behind it. Slots
 * are swap offsets, so a page on the device is at the place of its slot.
 */
import { SlotList } from './slot-list'
import type { StorePolicy } from './store-policy'
import type { FrameSource } from './swap-store'
import { SLOT_SAME, SLOT_WRITTEN_BACK, type ZramDevice } from './zram-device'

export interface ZswapLimits {
  /** Pool pages at which nothing more is taken, and at which it is taken again. */
  readonly maxPages: number
  readonly acceptPages: number
}

/** /sys/kernel/debug/zswap and vmstat, in pages. */
export interface ZswapTotals {
  poolLimitHit: number
  rejectCompressPoor: number
  rejectAllocFail: number
  writtenBackPages: number
}

export class ZswapPool implements StorePolicy {
  readonly totals: ZswapTotals = { poolLimitHit: 0, rejectCompressPoor: 0, rejectAllocFail: 0, writtenBackPages: 0 }
  /** Entries with an object in the pool, oldest first. */
  readonly lru: SlotList
  private reachedFull = false
  private onDevice = 0

  constructor(private readonly device: ZramDevice, private readonly frames: FrameSource, private readonly limits: ZswapLimits) {
    this.lru = new SlotList(device.disksizePages)
  }

  /** Pages on the swap device. */
  get devicePages(): number {
    return this.onDevice
  }

  /** Pages in the pool, same-filled ones included. */
  get storedPages(): number {
    return this.device.usedSlots - this.onDevice
  }

  get poolPages(): number {
    return this.device.poolPages
  }

  /** Whether the pool is above the threshold at which pages are taken again: what `shrink_worker()` works down. */
  get isAboveThreshold(): boolean {
    return this.device.poolPages > this.limits.acceptPages
  }

  /** `zswap_check_limits()`: full at the limit, and until the pool is down to the threshold. Counts a hit. */
  checkLimits(): boolean {
    if (this.device.poolPages >= this.limits.maxPages) this.totals.poolLimitHit++
    return this.isFull()
  }

  /** A page that does not get smaller is not worth an entry. */
  admits(bytes: number): boolean {
    return !this.isFull() && bytes < this.device.pageSizeBytes
  }

  private isFull(): boolean {
    if (this.device.poolPages >= this.limits.maxPages) this.reachedFull = true
    else if (this.reachedFull && !this.isAboveThreshold) this.reachedFull = false
    return this.reachedFull
  }

  stored(slot: number): void {
    if ((this.device.flagsOf(slot) & SLOT_SAME) === 0) this.lru.add(slot)
  }

  released(slot: number): void {
    this.lru.remove(slot)
    if (this.isOnDevice(slot)) this.onDevice--
  }

  isOnDevice(slot: number): boolean {
    return (this.device.flagsOf(slot) & SLOT_WRITTEN_BACK) !== 0
  }

  /** The page's data went to the device without passing through the pool. */
  putOnDevice(slot: number): void {
    this.released(slot)
    this.give(this.device.storeBacked(slot, slot))
    this.onDevice++
  }

  /** The entry's data goes to the device: its object is freed (zswap_writeback_entry). */
  writeBack(slot: number): void {
    this.lru.remove(slot)
    this.give(this.device.writtenBack(slot, slot))
    this.onDevice++
    this.totals.writtenBackPages++
  }

  private give(frames: number): void {
    if (frames > 0) this.frames.givePool(frames)
  }
}
