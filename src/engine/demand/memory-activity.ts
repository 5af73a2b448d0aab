/** Pages allocated, refaulted, read and freed per thread and interval, from the best evidence present. */
import type { Trace } from '../trace/trace'
import { attribute } from './attribution'
import type { AnonBalance } from './anon-balance'
import { sumOf } from './counters'
import type { DemandEvidence } from './demand'
import { growthPerInterval, type MemorySpace } from './rss-evidence'

/** rss_stat lines count as complete when their growth explains so much of the counters' allocation. */
const COMPLETE_SHARE = 0.75

/** A candidate thread with its CPU time per interval. */
export interface Candidate {
  readonly thread: number
  readonly cpuNs: Float64Array
  /** Emitted rss_stat of its own, entered direct reclaim or faulted: it uses memory for certain. */
  readonly hasEvidence: boolean
  /** Wall time per interval in uninterruptible sleep (reading). */
  readonly diskNs: Float64Array
}

/** Amounts in pages; row t belongs to candidate t. */
export interface MemoryActivity {
  readonly allocated: readonly Float64Array[]
  readonly swappedIn: readonly Float64Array[]
  readonly freed: readonly Float64Array[]
  readonly evidence: readonly DemandEvidence[]
}

function rssRows(candidates: readonly Candidate[], spaces: readonly MemorySpace[], edges: Float64Array): Float64Array[] {
  const growth = growthPerInterval(spaces, edges)
  return candidates.map((candidate) => growth.get(candidate.thread) ?? new Float64Array(edges.length - 1))
}

function allocationEvidence(source: string, uncertainty: number): DemandEvidence {
  return { part: 'anonymous allocation', source, uncertainty }
}

/**
 * Shares what the counters saw among the candidates. Complete rss_stat lines give the shares; else CPU time does, by
 * regression. Without counters the growth in rss_stat is all there is.
 */
export function shareMemoryActivity(trace: Trace, candidates: readonly Candidate[], balance: AnonBalance | null, spaces: readonly MemorySpace[], edges: Float64Array, exits: Uint8Array): MemoryActivity {
  const rss = rssRows(candidates, spaces, edges)
  const rssTotal = rss.reduce((sum, row) => sum + sumOf(row), 0)
  const empty = candidates.map(() => new Float64Array(edges.length - 1))
  if (balance === null) {
    const evidence = rssTotal > 0
      ? allocationEvidence('rss_stat growth alone (reclaim meanwhile is not in it)', 0.3)
      : allocationEvidence(trace.events['rss_stat'] === undefined ? 'none: neither counters nor rss_stat' : 'none', 1)
    return { allocated: rss, swappedIn: empty, freed: empty, evidence: [evidence] }
  }
  const proven = candidates.map((candidate) => candidate.hasEvidence)
  const cpu = candidates.map((candidate) => candidate.cpuNs)
  const total = sumOf(balance.allocated)
  const complete = rssTotal >= COMPLETE_SHARE * total && rssTotal > 0
  const floor = complete ? 0.05 / Math.max(1, sumOf(cpu.map(sumOf))) * rssTotal : 0
  const weights = complete ? rss.map((row, t) => row.map((pages, k) => pages + floor * (cpu[t]?.[k] ?? 0))) : cpu
  const allocated = attribute(weights, balance.allocated, proven)
  const others = balance.freed.map((pages, k) => (exits[k] === 1 ? 0 : pages))
  // Without a single thread proven to use memory the shares rest on the regression alone.
  const unproven = complete || proven.some(Boolean) ? 0 : 0.1
  const how = complete ? 'rss_stat gives the shares' : proven.some(Boolean) ? 'shared by CPU time, threads proven by rss_stat or direct reclaim first' : 'shared by CPU time'
  return {
    allocated: allocated.amount,
    swappedIn: attribute(cpu, balance.swappedIn, proven).amount,
    freed: attribute(cpu, others, proven).amount,
    evidence: [allocationEvidence(`${balance.source}; ${how}`, balance.uncertainty + unproven + (total > 0 ? allocated.unexplained / total : 0))]
  }
}
