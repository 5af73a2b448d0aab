/** Cost of writing one page to zram: from counters of synchronous writes where there are any, else a published part of the cost of reclaim. */
import type { Assumption } from '../../shared/comparison'
import { increaseIn, tracksNamed } from '../observe/counter-increase'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { preemptedShare } from './preempted-share'

/** Compression's share of the cost of a reclaimed page (LZ4 on a phone: scan 3, compress 7). */
const ASSUMED_SHARE = 0.7
/** Limits of a measured share: beyond them the counter measured something else. */
const SHARE_RANGE = [0.3, 0.9] as const
/** Fewer writes are noise. */
const ENOUGH_WRITES = 1000
/** Comparing a same-filled page word by word relative to compressing it. */
const SAME_FILLED_SHARE = 0.15

export interface WriteCost {
  /** A page that has to be compressed, and one that is same-filled; ns of the reference CPU, uncontended. */
  readonly compressNs: number
  readonly sameFilledNs: number
  /** Mean over all pages. */
  readonly meanNs: number
  readonly evidence: Assumption['evidence']
  readonly detail: string
}

/**
 * @param reclaimedNs cost of one reclaimed page in all, uncontended
 * @param slowdown mean mutual slowdown of the CPUs while kswapd ran, >= 1
 * @param sameFilledShare 0..1
 */
export function findWriteCost(trace: Trace, window: TimeWindow, reclaimedNs: number, slowdown: number, sameFilledShare: number): WriteCost {
  const measuredNs = measureWriteNs(trace, window)
  const share = measuredNs === null ? ASSUMED_SHARE : Math.min(SHARE_RANGE[1], Math.max(SHARE_RANGE[0], measuredNs / slowdown / reclaimedNs))
  const meanNs = reclaimedNs * share
  const compressNs = meanNs / (1 - sameFilledShare * (1 - SAME_FILLED_SHARE))
  const detail = measuredNs === null ? 'published split of kswapd time, scan 3 : compress 7 (LZ4)' : 'wall time of synchronous writes by kswapd, less its preemption; same-filled pages taken out'
  return { compressNs, sameFilledNs: compressNs * SAME_FILLED_SHARE, meanNs, evidence: measuredNs === null ? 'assumed' : 'measured', detail }
}

/** CPU time per synchronous write of kswapd; the counters hold wall time. Null when unknown. */
function measureWriteNs(trace: Trace, window: TimeWindow): number | null {
  const writes = increaseIn(tracksNamed(trace, (name) => name === 'sync_kswapd_cnt'), window)
  const wallNs = increaseIn(tracksNamed(trace, (name) => name === 'sync_kswapd_ns'), window)
  if (writes === null || wallNs === null || writes < ENOUGH_WRITES) return null
  return (wallNs / writes) * (1 - preemptedShare(trace, window))
}
