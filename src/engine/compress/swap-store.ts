/**
 * The swap device as reclaim sees it: page contents in, compressed objects in the zram device, pool frames out of the zone's
 * free pages. A compressed copy exists before its original is freed (drivers/block/zram/zram_drv.c, mm/zsmalloc.c).
 */
import type { PageContentSource } from './page-content'
import type { StorePolicy } from './store-policy'
import { STORE_REJECTED, type IoStat, type MmStat, type ZramDevice } from './zram-device'

/** The free pages that the pool grows from and shrinks to. */
export interface FrameSource {
  /** Takes frames while `reserve` stay free; false when there are not enough. */
  takePool(count: number, reserve: number): boolean
  givePool(count: number): void
}

export class SwapStore {
  /** False after swapoff: no page gets a new place. */
  isOn = true

  /** @param limitPages slots of the swap device; the device itself has one place per page record. */
  constructor(
    private readonly content: PageContentSource,
    private readonly device: ZramDevice,
    private readonly frames: FrameSource,
    private readonly limitPages: number,
    /** What a back end besides compressed memory adds. */
    private readonly policy: StorePolicy | null = null
  ) {}

  get poolPages(): number {
    return this.device.poolPages
  }

  get storedPages(): number {
    return this.device.usedSlots
  }

  get hasRoom(): boolean {
    return this.isOn && this.device.usedSlots < this.limitPages
  }

  get levels(): MmStat {
    return this.device.mmStat()
  }

  get io(): Readonly<IoStat> {
    return this.device.io
  }

  /** Compressed size of the page's present content; 0 = same-filled; the page size = stored whole. */
  compressedBytes(page: number, version: number): number {
    return this.device.objectBytes(this.content.compressedBytesOf(page, version))
  }

  /** Stores an object of that size in place of an older copy; false when the pool cannot grow. `reserve`: free frames that must stay. */
  store(page: number, bytes: number, reserve: number): boolean {
    const { policy } = this
    if (policy !== null && !policy.admits(bytes)) return false
    const needed = this.device.needPages(bytes)
    if (needed > 0 && !this.frames.takePool(needed, reserve)) return false
    policy?.released(page)
    const freed = this.device.commit(page, bytes)
    if (freed === STORE_REJECTED) {
      this.frames.givePool(needed)
      return false
    }
    if (freed > 0) this.frames.givePool(freed)
    policy?.stored(page)
    return true
  }

  /** Drops the stored copy, if any; emptied pool pages become free frames (zram_free_page). */
  free(page: number): void {
    this.policy?.released(page)
    const freed = this.device.freeSlot(page)
    if (freed > 0) this.frames.givePool(freed)
  }
}
