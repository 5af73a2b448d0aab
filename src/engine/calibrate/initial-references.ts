/** Accessed bits of the pages resident at the start: the first pass over the list shows them. */
import type { TimeWindow } from '../run-types'
import { ABSENT, type Trace } from '../trace/trace'

const ANON = 1
const ENOUGH_PAGES = 2000

/**
 * Share of pages kept as referenced among the first `pageCount` anonymous pages scanned; null when the trace has no scan
 * events or scanned too few. Later passes over the same pages would show cleared bits and are not looked at.
 */
export function initialYoungShare(trace: Trace, window: TimeWindow, pageCount: number): number | null {
  const table = trace.events['mm_vmscan_lru_shrink_inactive']
  if (table === undefined || trace.device?.lru === 'mglru') return null
  let scanned = 0
  let kept = 0
  for (let i = 0; i < table.count && scanned < pageCount; i++) {
    const flags = table.args['reclaim_flags']?.[i] ?? ABSENT
    const nrScanned = table.args['nr_scanned']?.[i] ?? ABSENT
    const nrKept = table.args['nr_ref_keep']?.[i] ?? ABSENT
    if ((table.tsNs[i] as number) < window.startNs || nrScanned <= 0 || nrKept < 0 || (flags !== ABSENT && (flags & ANON) === 0)) continue
    scanned += nrScanned
    kept += nrKept
  }
  return scanned < ENOUGH_PAGES ? null : Math.min(1, kept / scanned)
}
