/**
 * Share of touches that write. A page swapped in by a read is mapped read-only; the write that follows faults again without
 * allocating. Minor faults beyond the allocated pages, per swap-in, are therefore touches that wrote.
 */
import type { Trace } from '../trace/trace'
import type { AnonBalance } from './anon-balance'
import { intervalDeltas, sumOf } from './counters'
import type { DemandEvidence } from './demand'

const DEFAULT_SHARE = 0.5
/** Too few swap-ins say nothing. */
const MIN_SWAP_INS = 500

export interface DirtyShare {
  readonly share: number
  readonly evidence: DemandEvidence
}

/** Estimates the share from faults in the intervals that swapped in. */
export function estimateDirtyShare(trace: Trace, balance: AnonBalance | null, edges: Float64Array, hint: number | null): DirtyShare {
  const evidence = (source: string, uncertainty: number): DemandEvidence => ({ part: 'share of touches that write', source, uncertainty })
  if (hint !== null) return { share: hint, evidence: evidence('given', 0.1) }
  const faults = intervalDeltas(trace, 'pgfault', edges)
  const major = intervalDeltas(trace, 'pgmajfault', edges)
  if (balance === null || faults === null || major === null || sumOf(balance.swappedIn) < MIN_SWAP_INS) {
    return { share: DEFAULT_SHARE, evidence: evidence('assumed', 0.5) }
  }
  let extra = 0
  let swapIns = 0
  balance.swappedIn.forEach((pages, k) => {
    // Where allocation dominates, its noise would drown the second faults.
    if (pages < 64 || (balance.allocated[k] as number) > pages) return
    swapIns += pages
    extra += Math.max(0, (faults[k] as number) - (major[k] as number) - (balance.allocated[k] as number))
  })
  if (swapIns < MIN_SWAP_INS) return { share: DEFAULT_SHARE, evidence: evidence('assumed', 0.5) }
  return { share: Math.min(1, extra / swapIns), evidence: evidence('faults without allocation per swap-in', 0.25) }
}
