/**
 * Whether a thread's bursts are a fixed amount of work (they take longer when it shares its CPU) or last until a time has
 * passed (a spinning thread, a load generator: it takes whatever CPU it gets and stops at the same wall time).
 */
import type { Burst } from './bursts'
import { median } from './robust-stats'

/** Bursts that shared their CPU, needed for a decision. */
const MIN_SHARED = 8
/** A burst shared its CPU when it had at most this part of its wall time. */
const SHARED_PART = 0.93
/** Wall times must be so much closer together than CPU times. */
const MIN_RATIO = 3
/** A thread that was runnable for so long, and half the window, without ever sleeping wants a CPU all the time. */
const ENDLESS_NS = 1e9
const ENDLESS_PART = 0.5
const ENDLESS_SHARED_PART = 0.98

/** `cpu`: a burst is an amount of work. `wall`: a burst ends when a time has passed since it first ran. */
export type BurstClock = 'cpu' | 'wall'

function spreadOf(values: readonly number[]): number {
  const middle = median(values) ?? 0
  return median(values.map((value) => Math.abs(value - middle))) ?? 0
}

/** True when the burst never slept and was pushed aside by others: it wants every CPU time it can get. */
function isEndless(burst: Burst, windowNs: number): boolean {
  const wall = burst.endNs - burst.startNs
  return burst.reclaimCpuNs === 0 && wall >= Math.max(ENDLESS_NS, ENDLESS_PART * windowNs) && burst.cpuNs < ENDLESS_SHARED_PART * wall
}

/** Decides from bursts that shared their CPU; without enough of them the default is `cpu`. */
export function decideBurstClock(bursts: readonly Burst[], windowNs: number): BurstClock {
  const endless = bursts.filter((burst) => isEndless(burst, windowNs))
  const wallNs = bursts.reduce((sum, burst) => sum + burst.endNs - burst.startNs, 0)
  const endlessNs = endless.reduce((sum, burst) => sum + burst.endNs - burst.startNs, 0)
  if (endlessNs > 0.9 * wallNs) return 'wall'
  const shared = bursts.filter((burst) => burst.reclaimCpuNs === 0 && !burst.cut && burst.cpuNs < SHARED_PART * (burst.endNs - burst.startNs))
  if (shared.length < MIN_SHARED) return 'cpu'
  const wall = spreadOf(shared.map((burst) => burst.endNs - burst.startNs))
  const cpu = spreadOf(shared.map((burst) => burst.cpuNs))
  return wall * MIN_RATIO < cpu ? 'wall' : 'cpu'
}
