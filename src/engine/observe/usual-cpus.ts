/**
 * Where a thread usually runs on a device whose CPUs differ: the clusters (CPUs of one capacity) that hold most of its time.
 * Stands in for energy-aware and misfit placement, which the scheduler of the model does not have.
 */
import type { Trace } from '../trace/trace'
import { capacityShare } from './capacity'

/** Clusters are taken, busiest first, until they hold this share of the thread's time. */
const MOST_OF_TIME = 0.8

/** CPUs of those clusters; null where all CPUs are alike or the thread never ran. `rows`: its rows in the sched table. */
export function usualCpus(trace: Trace, rows: Iterable<number>): readonly number[] | null {
  const capacities = Array.from({ length: trace.cpuCount }, (_, cpu) => capacityShare(trace.device, cpu))
  if (new Set(capacities).size < 2) return null
  const timeNs = new Map<number, number>()
  let totalNs = 0
  for (const row of rows) {
    const durationNs = Math.max(0, trace.sched.durationNs[row] as number)
    const capacity = capacities[trace.sched.cpu[row] as number] ?? 1
    timeNs.set(capacity, (timeNs.get(capacity) ?? 0) + durationNs)
    totalNs += durationNs
  }
  if (totalNs === 0) return null
  const chosen = new Set<number>()
  let coveredNs = 0
  for (const [capacity, ns] of [...timeNs].sort((a, b) => b[1] - a[1] || b[0] - a[0])) {
    if (coveredNs >= MOST_OF_TIME * totalNs) break
    chosen.add(capacity)
    coveredNs += ns
  }
  return capacities.flatMap((capacity, cpu) => (chosen.has(capacity) ? [cpu] : []))
}
