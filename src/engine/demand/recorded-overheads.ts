/**
 * CPU time inside bursts that is not demand and that no event marks: direct reclaim in traces without its events, and
 * decompression. Both are estimated per thread and interval from counters.
 */
import type { Trace } from '../trace/trace'
import { intervalDeltas, sumOf } from './counters'
import { sliceEndNs } from './thread-slices'
import type { TimeWindow } from '../run-types'

/** CPU time of the given threads in the window. */
function cpuOf(trace: Trace, window: TimeWindow, threads: ReadonlySet<number>): number {
  let sum = 0
  for (let row = 0; row < trace.sched.count; row++) {
    if (!threads.has(trace.sched.thread[row] as number)) continue
    sum += Math.max(0, Math.min(sliceEndNs(trace, row), window.endNs) - Math.max(trace.sched.startNs[row] as number, window.startNs))
  }
  return sum
}

export interface UntracedReclaim {
  /** Direct-reclaim CPU time per interval, ns. */
  readonly cpuNs: Float64Array
  readonly totalNs: number
}

/** A page that direct reclaim takes costs what it costs kswapd; bound for when kswapd hardly ran. */
const MAX_PAGE_NS = 100_000

/**
 * Direct-reclaim CPU time of a trace without mm_vmscan_direct_reclaim_* events: pages that direct reclaim took times
 * kswapd's CPU time per page. null when the events were recorded or the counters were not.
 */
export function estimateUntracedReclaim(trace: Trace, window: TimeWindow, edges: Float64Array, reclaimers: ReadonlySet<number>): UntracedReclaim | null {
  if ((trace.eventCounts['mm_vmscan_direct_reclaim_begin'] ?? 0) > 0) return null
  const direct = intervalDeltas(trace, 'pgsteal_direct', edges)
  const background = intervalDeltas(trace, 'pgsteal_kswapd', edges)
  if (direct === null || background === null || sumOf(background) < 100 || sumOf(direct) === 0) return null
  const perPage = Math.min(MAX_PAGE_NS, cpuOf(trace, window, reclaimers) / sumOf(background))
  const cpuNs = direct.map((pages) => pages * perPage)
  return { cpuNs, totalNs: sumOf(cpuNs) }
}
