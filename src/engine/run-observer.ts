/**
 * What a run tells an observer about reclaim and faults, at the places where the kernel has its trace points. Observers look
 * and never act. Who does it and when are the scheduler's: the calls carry only what cannot be read there. Runs without an
 * observer pay one comparison per call.
 */

/** Why a reclaimer sleeps (enum vmscan_throttle_state). */
export type ThrottleReason = 'writeback' | 'isolated' | 'noprogress'

/** Outcome of one batch of pages (struct reclaim_stat). */
export interface ShrinkStat {
  readonly reclaimed: number
  readonly writeback: number
  readonly immediate: number
  readonly activated: number
  /** Kept on the inactive list because the page was accessed. */
  readonly refKept: number
}

export interface RunObserver {
  /** The running kswapd begins to balance (mm_vmscan_kswapd_wake); repeats when it is woken out of its nap. */
  kswapdWake(): void
  /** The running kswapd goes to sleep for good (mm_vmscan_kswapd_sleep). */
  kswapdSleep(): void
  /** The running task wakes kswapd (mm_vmscan_wakeup_kswapd). */
  wakeupKswapd(): void
  /** The running task enters direct reclaim, after any throttling. */
  directReclaimBegin(): void
  directReclaimEnd(reclaimedPages: number): void
  /** A batch isolated from an inactive list has been worked through (mm_vmscan_lru_shrink_inactive). */
  shrinkInactive(scannedPages: number, stat: ShrinkStat, priority: number, file: boolean): void
  /** The running task has slept for a reclaim throttle (mm_vmscan_throttled). */
  throttled(timeoutNs: number, delayedNs: number, reason: ThrottleReason): void
  /** A page record enters its owner's page table. `reusedForWrite`: swapped in by a task that writes to it. */
  pageMapped(page: number, reusedForWrite: boolean): void
  /** A page record leaves its owner's page table: reclaim took it, or the owner gave it back. */
  pageUnmapped(page: number): void
}
