/** The distribution of direct-reclaim lengths, for charts. */
import { MAX_STALL_POINTS, type StallDurations } from '../../shared/stalls'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { findDirectReclaims } from './direct-reclaims'
import { knowsDirectReclaim } from './observe-reclaimers'
import { resolveWindow } from './observed-window'
import { percentile } from './percentile'

const NS_PER_MS = 1e6

/** Sorts and thins durations (ns, any order). */
export function stallDurations(durationsNs: ArrayLike<number>): StallDurations {
  const sorted = Float64Array.from(durationsNs, (ns) => ns / NS_PER_MS).sort()
  const kept = Math.min(sorted.length, MAX_STALL_POINTS)
  const rankOf = (index: number): number => (kept <= 1 ? 0 : Math.round((index * (sorted.length - 1)) / (kept - 1)))
  return {
    count: sorted.length,
    totalMs: sorted.reduce((sum, ms) => sum + ms, 0),
    sortedMs: Float64Array.from({ length: kept }, (_, index) => sorted[rankOf(index)] ?? 0),
    p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95), p99Ms: percentile(sorted, 0.99), maxMs: percentile(sorted, 1)
  }
}

/** Of the user tasks' direct reclaims that begin in `window` and whose both ends were recorded; null when the trace tells none. */
export function observeStalls(trace: Trace, window: TimeWindow | null): StallDurations | null {
  const span = resolveWindow(trace, window)
  if (!knowsDirectReclaim(trace, span)) return null
  const lengths = findDirectReclaims(trace)
    .filter((reclaim) => reclaim.kind === 'user' && reclaim.hasBegin && reclaim.isComplete && reclaim.startNs >= span.startNs && reclaim.startNs <= span.endNs)
    .map((reclaim) => reclaim.endNs - reclaim.startNs)
  return stallDurations(lengths)
}
