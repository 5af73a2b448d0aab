/**
 * How long a thread slept after each burst. With a recorded wake-up that is known. Without one the gap until the next
 * slice also holds the time in the run queue: for a regular sleeper the excess over its undisturbed sleep is taken out.
 */
import type { Burst } from './bursts'
import type { PacingKind } from './pacing'
import type { Phase } from './phases'
import { median, quantile, relativeSpread } from './robust-stats'

/** Gaps in which the CPU was idle before the slice, needed to know the undisturbed sleep. */
const MIN_UNDISTURBED = 4
/** Below this relative spread of its undisturbed sleeps a thread counts as a regular sleeper. */
const REGULAR_SPREAD = 0.25
/** A longer excess is not a run-queue wait but a longer sleep (one scheduling delay behind several other threads). */
const MAX_QUEUE_WAIT_NS = 40e6

export interface TrueSleeps {
  /** Sleep after burst i, ns; NaN after the last one. */
  readonly sleepNs: Float64Array
  /** Share of the sleeps that are known and not inferred, 0..1; 1 when there are none. */
  readonly knownShare: number
}

/** The sleep of a regular sleeper without run-queue wait; null when sleeps differ too much to tell. */
function undisturbedSleep(bursts: readonly Burst[]): number | null {
  const exact: number[] = []
  const gaps: number[] = []
  for (let i = 0; i + 1 < bursts.length; i++) {
    const next = bursts[i + 1] as Burst
    const gap = next.startNs - (bursts[i] as Burst).endNs
    gaps.push(gap)
    if (next.idleBefore) exact.push(gap)
  }
  if (exact.length >= MIN_UNDISTURBED) {
    const spread = relativeSpread(exact)
    return spread !== null && spread <= REGULAR_SPREAD ? median(exact) : null
  }
  if (gaps.length < MIN_UNDISTURBED) return null
  // Never an idle CPU: the shortest gaps are those with the least waiting; regular when many of them agree.
  const low = quantile(gaps, 0.1)
  const quarter = quantile(gaps, 0.35)
  return low !== null && quarter !== null && low > 0 && quarter <= low * (1 + REGULAR_SPREAD) ? low : null
}

/** Last grid point of the phase that the gap allows for: a deadline that was due while the thread slept. */
function dueTime(burst: Burst, next: Burst, periodNs: number): number {
  const steps = Math.max(1, Math.ceil((burst.endNs - burst.wakeNs) / periodNs))
  return Math.min(next.startNs, Math.max(burst.endNs, burst.wakeNs + steps * periodNs))
}

function periodsByBurst(phases: readonly Phase[], count: number): Float64Array {
  const periods = new Float64Array(count).fill(Number.NaN)
  for (const phase of phases) periods.fill(phase.periodNs ?? Number.NaN, phase.from, Math.max(phase.from, phase.to - 1))
  return periods
}

/**
 * Infers the sleep after each burst and moves the `wakeNs` of bursts without a reliable one: to the next deadline of a
 * deadline-paced thread, else to the end of its usual sleep.
 */
export function inferSleeps(bursts: Burst[], phases: readonly Phase[], pacing: PacingKind): TrueSleeps {
  const sleepNs = new Float64Array(bursts.length).fill(Number.NaN)
  const usual = bursts.every((burst) => burst.wakeKnown) ? null : undisturbedSleep(bursts)
  const periods = pacing === 'deadline' ? periodsByBurst(phases, bursts.length) : null
  let known = 0
  for (let i = 0; i + 1 < bursts.length; i++) {
    const burst = bursts[i] as Burst
    const next = bursts[i + 1] as Burst
    const gap = Math.max(0, next.wakeNs - burst.endNs)
    if (next.wakeKnown || next.idleBefore) {
      known++
      sleepNs[i] = gap
      continue
    }
    const period = periods?.[i] ?? Number.NaN
    if (period > 0) next.wakeNs = dueTime(burst, next, period)
    else if (usual !== null && gap > usual && gap - usual <= MAX_QUEUE_WAIT_NS) next.wakeNs = burst.endNs + usual
    sleepNs[i] = Math.max(0, next.wakeNs - burst.endNs)
  }
  const waits = Math.max(0, bursts.length - 1)
  return { sleepNs, knownShare: waits === 0 ? 1 : known / waits }
}
