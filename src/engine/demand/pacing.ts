/**
 * Deadline or relative timer? A deadline-paced thread (frame clock, audio, a loop that sleeps until absolute times) wakes on
 * a grid and catches up after a stall; a relative one sleeps the same time after whatever came before and shifts.
 * The test: for each pair of consecutive bursts, how far is the wake-up from the next grid point of the phase's period, and
 * how far from "end of the burst + usual sleep". The logarithm of the ratio is weighed with the square root of the number of
 * pairs, once for all pairs and once more for bursts of unusual length, which tell the hypotheses apart best.
 */
import type { Burst } from './bursts'
import { isWakeReliable, type Phase } from './phases'
import { median } from './robust-stats'

/** `recorded`: no timer shows; the thread is woken by others, at the recorded times. */
export type PacingKind = 'deadline' | 'relative' | 'recorded'

export interface Pacing {
  readonly kind: PacingKind
  /** Pairs of bursts that were compared. */
  readonly samples: number
  /** Weighed log ratio of the errors: > 0 for deadlines, < 0 for relative timers. */
  readonly evidence: number
  /** Typical distance from the prediction of each hypothesis, ns; null without samples. */
  readonly deadlineErrorNs: number | null
  readonly relativeErrorNs: number | null
}

const MIN_PAIRS = 6
/** A burst is unusual when it is longer or shorter than the median by this part of the period. */
const UNUSUAL_PART = 0.25
/** Weighed evidence (log ratio times root of the pairs) that decides. */
const CLEAR_EVIDENCE = 2
/** Errors below the resolution of timers and recorders are alike. */
const RESOLUTION_NS = 2_000

interface Pair { readonly unusual: boolean; readonly deadlineErrorNs: number; readonly relativeErrorNs: number }

/** Residuals of both hypotheses for the pairs of one phase. */
function comparePhase(bursts: readonly Burst[], phase: Phase, reliableOnly: boolean): Pair[] {
  const period = phase.periodNs
  if (period === null) return []
  const rows: { length: number; sleep: number; interval: number }[] = []
  for (let i = phase.from; i + 1 < phase.to; i++) {
    const burst = bursts[i] as Burst
    const next = bursts[i + 1] as Burst
    if (reliableOnly && !(isWakeReliable(burst) && isWakeReliable(next))) continue
    rows.push({ length: burst.endNs - burst.wakeNs, sleep: next.wakeNs - burst.endNs, interval: next.wakeNs - burst.wakeNs })
  }
  const usualLength = median(rows.map((row) => row.length)) ?? 0
  const usualSleep = median(rows.map((row) => row.sleep)) ?? 0
  return rows.map((row) => ({
    unusual: Math.abs(row.length - usualLength) > UNUSUAL_PART * period,
    deadlineErrorNs: Math.abs(row.interval - Math.max(1, Math.ceil(row.length / period - 0.02)) * period),
    relativeErrorNs: Math.abs(row.sleep - usualSleep)
  }))
}

/** > 0 speaks for deadlines, < 0 for relative timers. */
function evidenceOf(pairs: readonly Pair[]): number {
  const deadlineErrorNs = median(pairs.map((pair) => pair.deadlineErrorNs))
  const relativeErrorNs = median(pairs.map((pair) => pair.relativeErrorNs))
  if (deadlineErrorNs === null || relativeErrorNs === null) return 0
  return Math.log((relativeErrorNs + RESOLUTION_NS) / (deadlineErrorNs + RESOLUTION_NS)) * Math.sqrt(pairs.length)
}

/** Decides how a thread is paced. Without a regular period, or when both hypotheses fit alike, it is `recorded`. */
export function decidePacing(bursts: readonly Burst[], phases: readonly Phase[]): Pacing {
  let pairs = phases.flatMap((phase) => comparePhase(bursts, phase, true))
  if (pairs.length < MIN_PAIRS) pairs = phases.flatMap((phase) => comparePhase(bursts, phase, false))
  const deadlineErrorNs = median(pairs.map((pair) => pair.deadlineErrorNs))
  const relativeErrorNs = median(pairs.map((pair) => pair.relativeErrorNs))
  const evidence = pairs.length < MIN_PAIRS ? 0 : evidenceOf(pairs) + evidenceOf(pairs.filter((pair) => pair.unusual))
  const kind: PacingKind = evidence > CLEAR_EVIDENCE ? 'deadline' : evidence < -CLEAR_EVIDENCE ? 'relative' : 'recorded'
  return { kind, samples: pairs.length, evidence, deadlineErrorNs, relativeErrorNs }
}
