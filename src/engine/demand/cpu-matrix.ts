/** CPU time of every thread, without direct reclaim, in every interval between counter samples. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { intervalAt } from './counters'
import { overlapNs, type ReclaimSpans } from './reclaim-spans'
import { sliceEndNs, type ThreadSlices } from './thread-slices'

/** Adds `[fromNs, toNs]` less direct reclaim to the intervals it touches. */
export function addSpan(sums: Float64Array, edges: Float64Array, spans: ReclaimSpans, fromNs: number, toNs: number): void {
  for (let k = intervalAt(edges, fromNs); k < sums.length; k++) {
    const from = Math.max(fromNs, edges[k] as number)
    const to = Math.min(toNs, edges[k + 1] as number)
    if (to > from) sums[k] = (sums[k] as number) + (to - from) - overlapNs(spans, from, to)
    if ((edges[k + 1] as number) >= toNs) return
  }
}

/** One row of the matrix: CPU nanoseconds of a thread per interval. */
export function cpuPerInterval(trace: Trace, window: TimeWindow, slices: ThreadSlices, spans: ReclaimSpans, edges: Float64Array): Float64Array {
  const sums = new Float64Array(edges.length - 1)
  for (const row of slices.rows) {
    const from = Math.max(trace.sched.startNs[row] as number, window.startNs)
    const to = Math.min(sliceEndNs(trace, row), window.endNs)
    if (to > from) addSpan(sums, edges, spans, from, to)
  }
  return sums
}
