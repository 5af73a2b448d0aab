/**
 * Memory that compressed pages take, where zram's own counters were not recorded: what leaves the free list and turns up on no LRU list while
 * pages go to swap is in the pool. Regression over the intervals between samples; what the kernel needs per page besides (1 to 2 % of it) counts as pool.
 */
import { intervalDeltas, intervalEdges, summedDeltas } from '../demand/counters'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'

/** Fewer pages written do not stand out of what drivers and slab do meanwhile. */
const ENOUGH_PAGES = 5000
const LISTS = ['nr_inactive_anon', 'nr_active_anon', 'nr_inactive_file', 'nr_active_file'] as const
/** An exit frees copies in swap that no counter shows: intervals that lost so many anonymous pages are left out. */
const EXIT_PAGES = 200

/** Memory per page in swap, bytes, from all samples up to the end of the window; null when a level is missing or too little was swapped. */
export function poolBytesPerPage(trace: Trace, window: TimeWindow, pageSize: number): number | null {
  const edges = intervalEdges(trace, { startNs: Math.min(window.startNs, trace.startNs, trace.counterStartNs), endNs: window.endNs })
  const stored = swapGrowth(trace, edges)
  const free = intervalDeltas(trace, 'nr_free_pages', edges)
  const lists = LISTS.map((name) => intervalDeltas(trace, name, edges))
  const anon = summedDeltas(trace, ['nr_inactive_anon', 'nr_active_anon'], edges)
  if (stored === null || free === null || anon === null || lists.some((deltas) => deltas === null)) return null
  let squares = 0
  let products = 0
  let storedPages = 0
  for (let k = 0; k < free.length; k++) {
    const pages = stored[k] as number
    if ((anon[k] as number) + pages < -EXIT_PAGES) continue
    const gonePages = -(free[k] as number) - lists.reduce((sum, deltas) => sum + (deltas?.[k] ?? 0), 0)
    squares += pages * pages
    products += pages * gonePages
    storedPages += pages
  }
  return storedPages < ENOUGH_PAGES ? null : (products / squares) * pageSize
}

/** Pages that went to swap less those that came back, per interval. */
function swapGrowth(trace: Trace, edges: Float64Array): Float64Array | null {
  const out = intervalDeltas(trace, 'pswpout', edges)
  const back = intervalDeltas(trace, 'pswpin', edges)
  return out === null ? null : out.map((pages, k) => pages - (back?.[k] ?? 0))
}
