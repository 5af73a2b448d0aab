/** Page and stall counts of a window or per bin: from vmstat where the capture has it, else from vmscan events, else unknown. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { binAt, type Bins } from './bins'
import { increaseIn, ratePerBin } from './counter-increase'
import { zeroWhereRecorded } from './observed-window'
import { vmscanSteps, type PagePoints } from './vmscan-steps'
import { tracksOf, type CountedMetric } from './vmstat-names'

/** Count in the window, a whole number; null when nothing in the trace tells it. */
export function countIn(trace: Trace, metric: CountedMetric, window: TimeWindow): number | null {
  const counted = increaseIn(tracksOf(trace, metric), window)
  if (counted !== null) return Math.round(counted)
  const points = pointsOf(trace, metric)
  if (points === null) return null
  let total = 0
  for (let i = 0; i < points.tsNs.length; i++) {
    const tsNs = points.tsNs[i] ?? 0
    if (tsNs >= window.startNs && tsNs <= window.endNs) total += points.pagesAt(i)
  }
  return total
}

/** Count per second in every bin; NaN where there is no data, null when nothing in the trace tells it. */
export function countRatePerBin(trace: Trace, metric: CountedMetric, bins: Bins): Float64Array | null {
  const counted = ratePerBin(tracksOf(trace, metric), bins)
  if (counted !== null) return counted
  const points = pointsOf(trace, metric)
  if (points === null || !(bins.binNs > 0)) return null
  const rates = zeroWhereRecorded(trace, bins)
  for (let i = 0; i < points.tsNs.length; i++) {
    const tsNs = points.tsNs[i] ?? 0
    if (tsNs < bins.startNs || tsNs > bins.endNs) continue
    const bin = binAt(bins, tsNs)
    // An event at the very end of the recording may lie in a bin that begins there.
    rates[bin] = (rates[bin] || 0) + (points.pagesAt(i) * 1e9) / bins.binNs
  }
  return rates
}

/** `allocstall` without vmstat is the number of direct reclaim entries of any thread (mm/vmscan.c do_try_to_free_pages()). */
function pointsOf(trace: Trace, metric: CountedMetric): PagePoints | null {
  if (metric === 'pgrotated' || metric === 'pswpin' || metric === 'pswpout') return null
  if (metric !== 'allocstall') return vmscanSteps(trace, metric)
  const begins = trace.events['mm_vmscan_direct_reclaim_begin']
  if (begins === undefined || begins.count === 0) return recordsReclaim(trace) ? { tsNs: new Float64Array(), pagesAt: () => 0 } : null
  return { tsNs: begins.tsNs, pagesAt: () => 1 }
}

/**
 * Whether the absence of direct reclaim events means that there was none: recorders that keep kswapd's wake and sleep events
 * (atrace `memreclaim`, the standard Perfetto configuration) keep direct reclaim as well.
 */
export function recordsReclaim(trace: Trace): boolean {
  const kinds = ['mm_vmscan_direct_reclaim_begin', 'mm_vmscan_direct_reclaim_end', 'mm_vmscan_kswapd_wake', 'mm_vmscan_kswapd_sleep', 'mm_vmscan_wakeup_kswapd']
  return kinds.some((kind) => (trace.eventCounts[kind] ?? 0) > 0)
}
