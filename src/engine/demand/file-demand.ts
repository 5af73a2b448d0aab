/**
 * Page-cache misses: growth of the file LRU lists plus file pages that reclaim took, shared among the threads that were in
 * uninterruptible sleep (reading) at the time, else by CPU time.
 */
import type { Trace } from '../trace/trace'
import { attribute } from './attribution'
import { intervalDeltas, sumOf, summedDeltas } from './counters'
import type { DemandEvidence } from './demand'
import type { Candidate } from './memory-activity'

export interface FileDemand {
  /** Pages read per candidate and interval. */
  readonly pages: readonly Float64Array[]
  readonly evidence: DemandEvidence
}

/**
 * Pages that came and stayed until reclaim took them. A fall that reclaim does not explain (a deleted or dropped file) takes
 * back the reads before it: those pages were gone again before memory was short.
 */
function keptReads(net: Float64Array): Float64Array {
  const kept = net.map((pages) => Math.max(0, pages))
  for (let k = 0; k < net.length; k++) {
    let dropped = Math.max(0, -(net[k] as number))
    for (let j = k - 1; j >= 0 && dropped > 0; j--) {
      const taken = Math.min(dropped, kept[j] as number)
      kept[j] = (kept[j] as number) - taken
      dropped -= taken
    }
  }
  return kept
}

/** Fewer pages in a window are sampling noise. */
const MIN_PAGES = 32

/** File demand of the window; null when no counter of file pages was recorded or nothing was read. */
export function extractFileDemand(trace: Trace, candidates: readonly Candidate[], edges: Float64Array): FileDemand | null {
  const level = summedDeltas(trace, ['nr_inactive_file', 'nr_active_file'], edges)
  const stolen = intervalDeltas(trace, 'pgsteal_file', edges)
  if (level === null && stolen === null) return null
  const read = keptReads(new Float64Array(edges.length - 1).map((_, k) => (level?.[k] ?? 0) + (stolen?.[k] ?? 0)))
  if (sumOf(read) < MIN_PAGES) return null
  const waited = candidates.map((candidate) => candidate.diskNs)
  const byWait = attribute(waited, read, candidates.map(() => true))
  // Intervals in which nobody slept for a disk: shared by CPU time.
  const rest = read.map((pages, k) => (waited.some((row) => (row[k] as number) > 0) ? 0 : pages))
  const byCpu = attribute(candidates.map((candidate) => candidate.cpuNs), rest, candidates.map((candidate) => candidate.hasEvidence))
  return {
    pages: byWait.amount.map((row, t) => row.map((pages, k) => pages + (byCpu.amount[t]?.[k] ?? 0))),
    evidence: { part: 'file reads', source: 'growth of the file lists and file pages reclaimed; threads in uninterruptible sleep', uncertainty: 0.4 }
  }
}
