/**
 * Reclaim steps from mm_vmscan_lru_shrink_inactive: who scanned and stole how many pages of which kind. The stand-in where a
 * trace has no vmstat counters. Kernels with MGLRU before 6.7 do not emit the event, and with MGLRU its nr_scanned counts
 * skipped pages and repeats them on a retry: scans are unknown there.
 */
import { ABSENT, type EventTable, type Trace } from '../trace/trace'
import { directReclaimSpans } from './direct-reclaims'
import { oncePerTrace } from './per-trace'
import { classifyThreads } from './thread-class'
import type { CountedMetric } from './vmstat-names'

/** RECLAIM_WB_ANON, RECLAIM_WB_FILE (include/trace/events/vmscan.h). */
const WB_ANON = 1
const WB_FILE = 2

/** Pages of one metric at points in time, ascending. Read row by row: a copy per metric would outweigh the trace. */
export interface PagePoints {
  readonly tsNs: Float64Array
  pagesAt(row: number): number
}

type StepMetric = Exclude<CountedMetric, 'pgrotated' | 'pswpin' | 'pswpout' | 'allocstall'>

/** Steps of a metric; null where the events cannot tell it. */
export function vmscanSteps(trace: Trace, metric: StepMetric): PagePoints | null {
  const table = trace.events['mm_vmscan_lru_shrink_inactive']
  if (table === undefined || table.count === 0) return null
  const isScan = metric.startsWith('pgscan')
  const needsFlags = metric.endsWith('Anon') || metric.endsWith('File')
  if (isScan && trace.device?.lru === 'mglru') return null
  if (needsFlags && !hasAllFlags(trace)) return null
  const values = table.args[isScan ? 'nr_scanned' : 'nr_reclaimed']
  const belongs = selectorOf(trace, table, metric)
  return {
    tsNs: table.tsNs,
    pagesAt: (row) => {
      const value = values?.[row] ?? ABSENT
      return value !== ABSENT && belongs(row) ? Math.max(0, value) : 0
    }
  }
}

const hasAllFlags = oncePerTrace((trace: Trace): boolean => {
  const table = trace.events['mm_vmscan_lru_shrink_inactive']
  return table !== undefined && hasFlags(table)
})

function hasFlags(table: EventTable): boolean {
  const flags = table.args['reclaim_flags']
  if (flags === undefined) return false
  for (let i = 0; i < table.count; i++) if (flags[i] === ABSENT || ((flags[i] ?? 0) & (WB_ANON | WB_FILE)) === 0) return false
  return true
}

function selectorOf(trace: Trace, table: EventTable, metric: StepMetric): (row: number) => boolean {
  const flags = table.args['reclaim_flags']
  if (metric.endsWith('Anon')) return (row) => ((flags?.[row] ?? 0) & WB_ANON) !== 0
  if (metric.endsWith('File')) return (row) => ((flags?.[row] ?? 0) & WB_FILE) !== 0
  const classes = classifyThreads(trace).ofThread
  if (metric.endsWith('Kswapd')) return (row) => classes[table.thread[row] ?? 0] === 'kswapd'
  return (row) => classes[table.thread[row] ?? 0] !== 'kswapd' && isInDirectReclaim(trace, table.thread[row] ?? 0, table.tsNs[row] ?? 0)
}

/** Steps outside of a global direct reclaim belong to cgroup or proactive reclaim. */
function isInDirectReclaim(trace: Trace, thread: number, tsNs: number): boolean {
  const spans = directReclaimSpans(trace).get(thread)
  if (spans === undefined) return false
  let low = 0
  let high = spans.startNs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans.startNs[middle] ?? 0) <= tsNs) low = middle + 1
    else high = middle
  }
  return low > 0 && tsNs <= (spans.endNs[low - 1] ?? 0)
}
