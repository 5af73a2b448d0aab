/**
 * Touches of owned pages, from swap-ins. A swap-in shows only touches that hit a swapped page: with a share s of the
 * thread's pages swapped out, n swap-ins stand for n / s touches. Resident pages touched while nothing is swapped out leave
 * no trace in the counters.
 */
import type { MemoryActivity } from './memory-activity'

/** Below this share the number of touches is anybody's guess: it is not extrapolated further. */
const MIN_SHARE = 0.25
/** Swap-ins of a thread in the window below which they are noise (kernel threads, the recorder). */
const MIN_SWAP_INS = 16

export interface Refaults {
  /** Touches per candidate and interval, pages. */
  readonly touches: readonly Float64Array[]
  readonly totalSwapIns: number
  /** Relative uncertainty of the touches. */
  readonly uncertainty: number
}

/**
 * @param shareOf expected swapped share (0..1) of candidate t's pages in interval k.
 */
export function estimateTouches(activity: MemoryActivity, shareOf: (candidate: number, interval: number) => number): Refaults {
  let totalSwapIns = 0
  let touchesTotal = 0
  const touches = activity.swappedIn.map((row, t) => {
    const sum = row.reduce((total, pages) => total + pages, 0)
    totalSwapIns += sum
    if (sum < MIN_SWAP_INS) return new Float64Array(row.length)
    return row.map((pages, k) => {
      const estimate = pages / Math.max(MIN_SHARE, Math.min(1, shareOf(t, k)))
      touchesTotal += estimate
      return estimate
    })
  })
  // All swap-ins are certain to be touches; what was added by extrapolation is not.
  const uncertainty = touchesTotal > 0 ? Math.min(1, 0.1 + (touchesTotal - totalSwapIns) / touchesTotal) : 0
  return { touches, totalSwapIns, uncertainty }
}
