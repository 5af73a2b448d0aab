/**
 * One zone: free page frames, watermarks and who holds the rest (mm/page_alloc.c). Every frame is in exactly one place:
 * free, anonymous (mapped or swap cache), page cache, compressed pool, kernel (page tables and slab that grow with the workload), nodes of
 * the swap cache, or fixed (everything not modelled).
 */

export interface Watermarks {
  readonly min: number
  readonly low: number
  readonly high: number
}

export type FrameUse = 'anon' | 'file' | 'pool' | 'kernel' | 'swapCache'

export class Zone {
  free: number
  /** watermark_boost: pages that all watermarks are raised by until kswapd has seen to it. */
  boost = 0
  readonly held: Record<FrameUse, number> = { anon: 0, file: 0, pool: 0, kernel: 0, swapCache: 0 }
  /** Lowest free count seen, and since the last `takeLowest`. */
  lowestFree: number
  private lowestInBin: number
  private readonly fixed: number

  constructor(readonly managedPages: number, readonly watermarks: Watermarks, initial: { readonly free: number; readonly anon: number; readonly file: number; readonly pool: number }) {
    this.free = initial.free
    this.lowestFree = initial.free
    this.lowestInBin = initial.free
    this.held.anon = initial.anon
    this.held.file = initial.file
    this.held.pool = initial.pool
    this.fixed = managedPages - initial.free - initial.anon - initial.file - initial.pool
  }

  /** min_wmark_pages(), low_wmark_pages(), high_wmark_pages(). */
  get min(): number {
    return this.watermarks.min + this.boost
  }

  get low(): number {
    return this.watermarks.low + this.boost
  }

  get high(): number {
    return this.watermarks.high + this.boost
  }

  /** Takes `count` frames while more than `reserve` remain free (zone_watermark_ok for order 0); all or nothing. */
  take(count: number, reserve: number, use: FrameUse): boolean {
    if (this.free - count < reserve || this.free < count) return false
    this.free -= count
    this.hold(count, use)
    if (this.free < this.lowestFree) this.lowestFree = this.free
    if (this.free < this.lowestInBin) this.lowestInBin = this.free
    return true
  }

  give(count: number, use: FrameUse): void {
    this.free += count
    this.hold(-count, use)
  }

  /** By constant names: a name from a variable is looked up by its text, at every page. */
  private hold(count: number, use: FrameUse): void {
    const { held } = this
    switch (use) {
      case 'anon':
        held.anon += count
        break
      case 'file':
        held.file += count
        break
      case 'pool':
        held.pool += count
        break
      case 'kernel':
        held.kernel += count
        break
      case 'swapCache':
        held.swapCache += count
    }
  }

  /** Lowest free count since the last call. */
  takeLowest(): number {
    const lowest = this.lowestInBin
    this.lowestInBin = this.free
    return lowest
  }

  /** pgdat_balanced(): free above the high watermark. */
  get balanced(): boolean {
    return this.free > this.high
  }

  /** allow_direct_reclaim(): free above half of min, else direct reclaimers wait for kswapd. */
  get allowsDirectReclaim(): boolean {
    return this.free > this.min / 2
  }

  /** Difference that must be 0: frames lost or made out of nothing. */
  imbalance(): number {
    return this.managedPages - this.fixed - this.free - this.held.anon - this.held.file - this.held.pool - this.held.kernel - this.held.swapCache
  }
}

/** Watermarks from min_free_kbytes and watermark_scale_factor (__setup_per_zone_wmarks, one zone). Pages. */
export function computeWatermarks(managedPages: number, minPages: number, scaleFactor: number): Watermarks {
  const gap = Math.max(Math.floor(minPages / 4), Math.floor((managedPages * scaleFactor) / 10000))
  return { min: minPages, low: minPages + gap, high: minPages + 2 * gap }
}

/** Default min_free_kbytes: int_sqrt(16 * lowmem kB) within 128 .. 262144 (calculate_min_free_kbytes). */
export function defaultMinFreeKbytes(managedPages: number, pageSizeBytes: number): number {
  const lowmemKbytes = managedPages * (pageSizeBytes / 1024)
  return Math.min(262144, Math.max(128, Math.floor(Math.sqrt(lowmemKbytes * 16))))
}
