/** Phases of a thread: stretches of bursts with short sleeps between, set apart by long ones (nobody asked for work). */
import type { Burst } from './bursts'
import { median, relativeSpread } from './robust-stats'

/** A sleep is long when it is so many times the usual one, and never below the minimum. */
const LONG_SLEEP_FACTOR = 12
const MIN_LONG_SLEEP_NS = 20e6
/** Undisturbed wake-up intervals needed to know a period, and how alike they must be. */
const MIN_INTERVALS = 6
const MAX_PERIOD_SPREAD = 0.2

/** Bursts `[from, to)` of one phase. */
export interface Phase {
  readonly from: number
  readonly to: number
  /** Time between wake-ups of undisturbed bursts; null when there is no regular one. */
  readonly periodNs: number | null
  /** Usual CPU time of an undisturbed burst. */
  readonly stepCpuNs: number
}

/** True when the wake-up time is not blurred by a run-queue wait. */
export function isWakeReliable(burst: Burst): boolean {
  return burst.wakeKnown || burst.idleBefore
}

function describePhase(bursts: readonly Burst[], from: number, to: number): Phase {
  const intervals: number[] = []
  const cpus: number[] = []
  for (let i = from; i + 1 < to; i++) {
    const burst = bursts[i] as Burst
    const next = bursts[i + 1] as Burst
    const interval = next.wakeNs - burst.wakeNs
    if (burst.reclaimCpuNs > 0 || burst.endNs - burst.wakeNs > interval * 0.8) continue
    intervals.push(interval)
    cpus.push(burst.cpuNs)
  }
  const spread = relativeSpread(intervals)
  const regular = intervals.length >= MIN_INTERVALS && spread !== null && spread <= MAX_PERIOD_SPREAD
  return { from, to, periodNs: regular ? median(intervals) : null, stepCpuNs: median(cpus) ?? 0 }
}

/** Cuts the bursts of a thread into phases at its long sleeps. */
export function findPhases(bursts: readonly Burst[]): Phase[] {
  const gaps: number[] = []
  for (let i = 0; i + 1 < bursts.length; i++) gaps.push((bursts[i + 1] as Burst).wakeNs - (bursts[i] as Burst).endNs)
  const long = Math.max(MIN_LONG_SLEEP_NS, LONG_SLEEP_FACTOR * (median(gaps) ?? 0))
  const phases: Phase[] = []
  let from = 0
  for (let i = 0; i < bursts.length; i++) {
    if (i + 1 < bursts.length && (gaps[i] as number) <= long) continue
    phases.push(describePhase(bursts, from, i + 1))
    from = i + 1
  }
  return phases
}
