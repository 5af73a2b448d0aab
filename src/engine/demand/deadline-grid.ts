/**
 * Steps that a stalled deadline-paced thread caught up with. While it was late it did not sleep, so the recording shows one
 * long burst; what it wanted was one step per period. The burst is cut back into steps on the phase's grid: never replay the
 * catch-up as one lump, a faster reclaim would not have caused it.
 */
import type { Burst } from './bursts'
import type { Phase } from './phases'

/** Below this many steps' worth of work a burst is just a slow step. */
const MIN_STEPS = 1.6

/** Pages of a burst per candidate quantity, used to count the steps of a phase's end. */
export interface StepPages {
  /** Pages (allocated or touched) of burst i. */
  readonly pagesOf: (burst: number) => number
}

/** Usual pages per undisturbed step of a phase; 0 when it has none. */
export function pagesPerStep(bursts: readonly Burst[], phase: Phase, pagesOf: (burst: number) => number): number {
  const period = phase.periodNs
  if (period === null) return 0
  let pages = 0
  let steps = 0
  for (let i = phase.from; i + 1 < phase.to; i++) {
    pages += pagesOf(i)
    steps += Math.max(1, Math.round(((bursts[i + 1] as Burst).wakeNs - (bursts[i] as Burst).wakeNs) / period))
  }
  return steps === 0 ? 0 : pages / steps
}

/**
 * How many steps of the grid burst i stands for (1 = leave it as it is).
 * @param stepPages pages per step of the phase, 0 when unknown.
 */
export function stepsOfBurst(bursts: readonly Burst[], i: number, phase: Phase, stepPages: number, pages: number): number {
  const period = phase.periodNs
  const burst = bursts[i] as Burst
  if (period === null || phase.stepCpuNs <= 0) return 1
  const late = (burst.endNs - burst.wakeNs) / period
  if (late <= 1) return 1
  const byCpu = burst.cpuNs / phase.stepCpuNs
  if (i + 1 < phase.to) {
    const grid = Math.round(((bursts[i + 1] as Burst).wakeNs - burst.wakeNs) / period)
    return byCpu < MIN_STEPS || grid < 2 ? 1 : Math.min(grid, Math.max(2, Math.round(byCpu)), Math.ceil(late))
  }
  // The phase ended late: its remaining work tells how many deadlines it had missed.
  const byPages = stepPages >= 1 && pages > 0 ? pages / stepPages : byCpu
  return byPages < MIN_STEPS ? 1 : Math.max(1, Math.min(Math.round(byPages), Math.ceil(late)))
}
