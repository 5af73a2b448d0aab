/** struct scan_control, reduced to what the model uses (mm/vmscan.c). */

export const DEF_PRIORITY = 12
export const SWAP_CLUSTER_MAX = 32

export type ReclaimActor = 'kswapd' | 'direct' | 'worker'

export interface ScanControl {
  readonly actor: ReclaimActor
  /** __GFP_IO: may write anonymous pages that are not in the swap cache yet. False inside zs_malloc(GFP_NOIO). */
  readonly mayIo: boolean
  priority: number
  readonly nrToReclaim: number
  nrScanned: number
  nrReclaimed: number
  forceDeactivate: boolean
  skippedDeactivate: boolean
  maySwap: boolean
  /** Sums of the current node round. */
  nrWriteback: number
  nrImmediate: number
  nrTaken: number
}

/** A fresh scan_control. */
export function makeScanControl(actor: ReclaimActor, nrToReclaim: number, mayIo = true): ScanControl {
  return {
    actor, mayIo, nrToReclaim, priority: DEF_PRIORITY, nrScanned: 0, nrReclaimed: 0, forceDeactivate: false,
    skippedDeactivate: false, maySwap: true, nrWriteback: 0, nrImmediate: 0, nrTaken: 0
  }
}
