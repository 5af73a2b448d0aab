/**
 * Decisions of the Completely Fair Scheduler as pure functions (kernel/sched/fair.c, Linux 4.x-6.5).
 * Times in nanoseconds; virtual run time is scaled by 1024 / weight.
 */

export interface FairTunables {
  readonly latencyNs: number
  readonly minGranularityNs: number
  readonly wakeupGranularityNs: number
  readonly migrationCostNs: number
}

/** Default tunables: base values times 1 + log2(min(cpus, 8)) (get_update_sysctl_factor). */
export function fairTunables(cpuCount: number): FairTunables {
  const factor = 1 + Math.floor(Math.log2(Math.min(8, Math.max(1, cpuCount))))
  return { latencyNs: 6e6 * factor, minGranularityNs: 750_000 * factor, wakeupGranularityNs: 1e6 * factor, migrationCostNs: 500_000 }
}

/** Virtual run time where a waking task is placed: at most half a latency before the queue's minimum (place_entity, GENTLE_FAIR_SLEEPERS). */
export function placeOnWakeup(vruntimeNs: number, minVruntimeNs: number, tunables: FairTunables): number {
  return Math.max(vruntimeNs, minVruntimeNs - tunables.latencyNs / 2)
}

/** Whether a waking task preempts the running one (wakeup_preempt_entity). */
export function preemptsOnWakeup(currentVruntimeNs: number, wakeeVruntimeNs: number, wakeeWeight: number, tunables: FairTunables): boolean {
  const lead = currentVruntimeNs - wakeeVruntimeNs
  return lead > (tunables.wakeupGranularityNs * 1024) / wakeeWeight
}

/** Wall time a task may run among `runningCount` tasks of `totalWeight` (sched_slice). */
export function idealSliceNs(weight: number, totalWeight: number, runningCount: number, tunables: FairTunables): number {
  const periodNs = Math.max(tunables.latencyNs, runningCount * tunables.minGranularityNs)
  return Math.max(tunables.minGranularityNs, (periodNs * weight) / totalWeight)
}

/** Whether the tick takes the CPU from the running task (check_preempt_tick). */
export function preemptsOnTick(ranNs: number, idealNs: number, currentVruntimeNs: number, leftmostVruntimeNs: number, tunables: FairTunables): boolean {
  if (ranNs > idealNs) return true
  if (ranNs < tunables.minGranularityNs) return false
  return currentVruntimeNs - leftmostVruntimeNs > idealNs
}
