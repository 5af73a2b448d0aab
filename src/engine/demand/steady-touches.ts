/**
 * Touches that left no fault. A thread that works in steps touches about as many pages in every step, whether they are in
 * memory or not; only the swapped ones show. Its phase with the most touches per step tells the usual number, and its other
 * phases of the same rhythm that allocate nothing get as many.
 */
import type { Burst } from './bursts'
import type { Phase } from './phases'

/** Phases are of one kind when their mean wake-up intervals differ by at most this part. */
const SAME_RHYTHM = 0.2
/** A phase that allocates more than this part of what it touches does something else. */
const MAX_ALLOC_PART = 0.2
const MIN_STEPS = 8
/** Fewer touches per step are noise. */
const MIN_PAGES_PER_STEP = 1

const sumRange = (values: Float64Array, phase: Phase): number => values.subarray(phase.from, phase.to).reduce((sum, value) => sum + value, 0)

/** Mean time between wake-ups of a phase; null when it has too few steps to have a rhythm. */
function rhythmOf(bursts: readonly Burst[], phase: Phase): number | null {
  const steps = phase.to - phase.from
  const first = bursts[phase.from]
  const last = bursts[phase.to - 1]
  return steps < MIN_STEPS || first === undefined || last === undefined ? null : (last.wakeNs - first.wakeNs) / (steps - 1)
}

/** Raises the touches of steps without faults to the thread's usual number; returns the input when it shows no such habit. */
export function fillSteadyTouches(bursts: readonly Burst[], phases: readonly Phase[], touch: Float64Array, alloc: Float64Array): Float64Array {
  let rhythm: number | null = null
  let perStep = MIN_PAGES_PER_STEP
  for (const phase of phases) {
    const touches = sumRange(touch, phase)
    const own = rhythmOf(bursts, phase)
    if (own === null || sumRange(alloc, phase) > MAX_ALLOC_PART * touches || touches / (phase.to - phase.from) <= perStep) continue
    perStep = touches / (phase.to - phase.from)
    rhythm = own
  }
  if (rhythm === null) return touch
  const filled = touch.slice()
  for (const phase of phases) {
    const own = rhythmOf(bursts, phase)
    if (own === null || Math.abs(own - rhythm) > SAME_RHYTHM * rhythm) continue
    const steps = phase.to - phase.from
    const missing = perStep * steps - sumRange(touch, phase)
    if (missing <= 0 || sumRange(alloc, phase) > MAX_ALLOC_PART * perStep * steps) continue
    for (let i = phase.from; i < phase.to; i++) filled[i] = (filled[i] as number) + missing / steps
  }
  return filled
}
