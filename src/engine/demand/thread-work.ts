/** First pass over a thread: its bursts, sleeps, pacing and CPU time, before any pages are known. */
import { classifyThreads } from '../observe/thread-class'
import { decideBurstClock, type BurstClock } from './burst-clock'
import { collectBursts, type Burst, type BurstSources } from './bursts'
import { addSpan, cpuPerInterval } from './cpu-matrix'
import type { Candidate } from './memory-activity'
import { decidePacing, type Pacing } from './pacing'
import { findPhases, type Phase } from './phases'
import type { ReclaimSpans } from './reclaim-spans'
import { STATE_DISK, type ThreadSlices } from './thread-slices'
import { inferSleeps } from './true-sleeps'

export interface ThreadWork {
  readonly slices: ThreadSlices
  readonly spans: ReclaimSpans
  readonly bursts: readonly Burst[]
  readonly phases: readonly Phase[]
  readonly pacing: Pacing
  readonly clock: BurstClock
  readonly sleepNs: Float64Array
  readonly knownSleepShare: number
  /** Owns no user memory. */
  readonly isKernelThread: boolean
  readonly candidate: Candidate
}

const NO_SPANS: ReclaimSpans = { startNs: [], endNs: [] }

function diskTime(bursts: readonly Burst[], edges: Float64Array): Float64Array {
  const sums = new Float64Array(edges.length - 1)
  for (let i = 0; i + 1 < bursts.length; i++) {
    const burst = bursts[i] as Burst
    if (burst.endState === STATE_DISK) addSpan(sums, edges, NO_SPANS, burst.endNs, (bursts[i + 1] as Burst).wakeNs)
  }
  return sums
}

/** Analyses one thread. `hasEvidence`: it emitted rss_stat lines of its own; direct reclaim counts too. */
export function analyseThread(sources: BurstSources, slices: ThreadSlices, spans: ReclaimSpans, edges: Float64Array, hasEvidence: boolean): ThreadWork {
  const bursts = collectBursts(sources, slices, spans)
  const pacing = decidePacing(bursts, findPhases(bursts))
  const clock = decideBurstClock(bursts, sources.window.endNs - sources.window.startNs)
  const sleeps = inferSleeps(bursts, findPhases(bursts), pacing.kind)
  const isKernelThread = classifyThreads(sources.trace).kernel[slices.thread] === 1
  return {
    slices, spans, bursts, pacing, clock, isKernelThread,
    phases: findPhases(bursts),
    sleepNs: sleeps.sleepNs,
    knownSleepShare: sleeps.knownShare,
    candidate: {
      thread: slices.thread,
      cpuNs: cpuPerInterval(sources.trace, sources.window, slices, spans, edges),
      hasEvidence: hasEvidence || spans.startNs.length > 0,
      diskNs: diskTime(bursts, edges)
    }
  }
}
