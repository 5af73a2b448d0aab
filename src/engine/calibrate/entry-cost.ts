/**
 * What a direct reclaim costs besides its pages: shrink_slab() asks every shrinker, pressure and delays are booked. The end of each shows it: from
 * the report of its last batch to its own end nothing else is done.
 */
import { workShare } from '../observe/capacity'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'

const ENOUGH_RECLAIMS = 40
/** Longer ends were interrupted. */
const LONGEST_END_NS = 1e6

/** Median length of the ends of direct reclaims, ns of the reference CPU; null with too few. */
export function measureEntryNs(trace: Trace, window: TimeWindow): number | null {
  const ends = trace.events['mm_vmscan_direct_reclaim_end']
  const batches = trace.events['mm_vmscan_lru_shrink_inactive']
  if (ends === undefined || batches === undefined) return null
  const lastBatchNs = new Map<number, number>()
  const lengths: number[] = []
  let batch = 0
  for (let i = 0; i < ends.count && (ends.tsNs[i] as number) < window.endNs; i++) {
    const endNs = ends.tsNs[i] as number
    const thread = ends.thread[i] as number
    for (; batch < batches.count && (batches.tsNs[batch] as number) <= endNs; batch++) lastBatchNs.set(batches.thread[batch] as number, batches.tsNs[batch] as number)
    const startNs = lastBatchNs.get(thread)
    lastBatchNs.delete(thread)
    if (startNs === undefined || startNs < window.startNs || endNs - startNs > LONGEST_END_NS) continue
    lengths.push((endNs - startNs) * workShare(trace, ends.cpu[i] as number, startNs, endNs))
  }
  if (lengths.length < ENOUGH_RECLAIMS) return null
  lengths.sort((a, b) => a - b)
  return lengths[lengths.length >> 1] as number
}
