/** Fragmentation events that boost watermarks: allocations that took pages of another mobility (mm_page_alloc_extfrag). */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'

/** Order of a pageblock of 2 MiB at 4 KiB pages; whole blocks are taken over without a boost. */
const PAGEBLOCK_ORDER = 9

/** Times of the events in the window, ns from its start, ascending. */
export function fragmentationEvents(trace: Trace, window: TimeWindow): number[] {
  const table = trace.events['mm_page_alloc_extfrag']
  const times: number[] = []
  for (let i = 0; i < (table?.count ?? 0); i++) {
    const tsNs = table?.tsNs[i] as number
    const order = table?.args['fallback_order']?.[i] ?? 0
    if (tsNs >= window.startNs && tsNs < window.endNs && order < PAGEBLOCK_ORDER) times.push(tsNs - window.startNs)
  }
  return times
}
