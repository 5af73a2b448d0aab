/**
 * Where a thread usually runs on a device whose CPUs differ: the clusters that hold most of its time. Stands in for energy-aware
 * and misfit placement, which the scheduler of the model does not have.
 */
import type { Trace } from '../trace/trace'
import { clustersOf } from './clusters'

/** Clusters are taken, busiest first, until they hold this share of the thread's time. */
const MOST_OF_TIME = 0.8

/** CPUs of those clusters; null where all CPUs are alike or the thread never ran. `rows`: its rows in the sched table. */
export function usualCpus(trace: Trace, rows: Iterable<number>): readonly number[] | null {
  const clusters = clustersOf(trace)
  if (clusters.every((cluster) => cluster === 0)) return null
  const timeNs = new Map<number, number>()
  let totalNs = 0
  for (const row of rows) {
    const durationNs = Math.max(0, trace.sched.durationNs[row] as number)
    const cluster = clusters[trace.sched.cpu[row] as number] ?? 0
    timeNs.set(cluster, (timeNs.get(cluster) ?? 0) + durationNs)
    totalNs += durationNs
  }
  if (totalNs === 0) return null
  const chosen = new Set<number>()
  let coveredNs = 0
  for (const [cluster, ns] of [...timeNs].sort((a, b) => b[1] - a[1] || b[0] - a[0])) {
    if (coveredNs >= MOST_OF_TIME * totalNs) break
    chosen.add(cluster)
    coveredNs += ns
  }
  return clusters.flatMap((cluster, cpu) => (chosen.has(cluster) ? [cpu] : []))
}
