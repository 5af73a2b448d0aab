/** Accessed bits of the pages resident at the start: the first pass over the list shows them. */
import type { TimeWindow } from '../run-types'
import { ABSENT, type Trace } from '../trace/trace'

const ANON = 1
const ENOUGH_PAGES = 2000
/** Parts of the list that are told apart. */
const PARTS = 32

export interface InitialReferences {
  /** Share of accessed pages, 0..1. */
  readonly youngShare: number
  /** The same by equal parts of the list, from its tail, where reclaim begins, to its head. */
  readonly profile: readonly number[]
}

/**
 * Pages kept as referenced among the first `pageCount` anonymous pages scanned from the start of the window on, if need be after its end; null
 * when the trace has no scan events or scanned too few. Later passes over the same pages would show cleared bits and are not looked at.
 */
export function initialReferences(trace: Trace, window: TimeWindow, pageCount: number): InitialReferences | null {
  const table = trace.events['mm_vmscan_lru_shrink_inactive']
  if (table === undefined || trace.device?.lru === 'mglru') return null
  const scanned = new Float64Array(PARTS)
  const kept = new Float64Array(PARTS)
  let position = 0
  for (let i = 0; i < table.count && position < pageCount; i++) {
    const flags = table.args['reclaim_flags']?.[i] ?? ABSENT
    const nrScanned = table.args['nr_scanned']?.[i] ?? ABSENT
    const nrKept = table.args['nr_ref_keep']?.[i] ?? ABSENT
    if ((table.tsNs[i] as number) < window.startNs || nrScanned <= 0 || nrKept < 0 || (flags !== ABSENT && (flags & ANON) === 0)) continue
    const part = Math.floor((position / pageCount) * PARTS)
    scanned[part] = (scanned[part] as number) + nrScanned
    kept[part] = (kept[part] as number) + nrKept
    position += nrScanned
  }
  if (position < ENOUGH_PAGES) return null
  const youngShare = Math.min(1, kept.reduce((sum, pages) => sum + pages, 0) / position)
  return { youngShare, profile: Array.from(scanned, (pages, part) => (pages > 0 ? Math.min(1, (kept[part] as number) / pages) : youngShare)) }
}
