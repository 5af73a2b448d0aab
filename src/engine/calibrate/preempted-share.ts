/** How much of kswapd's runnable time it spent waiting for a CPU: the correction from wall to CPU time. */
import { isKswapdName } from '../observe/thread-names'
import type { TimeWindow } from '../run-types'
import { END_STATES, type Trace } from '../trace/trace'

const RUNNABLE = new Set([END_STATES.indexOf('R'), END_STATES.indexOf('R+')])

/** Waiting / (running + waiting) of kswapd between slices that ended by preemption, 0..1. */
export function preemptedShare(trace: Trace, window: TimeWindow): number {
  const { sched, threads } = trace
  const lastEndNs = new Map<number, number>()
  let ranNs = 0
  let waitedNs = 0
  for (let i = 0; i < sched.count; i++) {
    const thread = sched.thread[i] as number
    if (!isKswapdName(threads.name[thread] ?? '')) continue
    const startNs = sched.startNs[i] as number
    const durationNs = Math.max(0, sched.durationNs[i] as number)
    if (startNs < window.startNs || startNs >= window.endNs) continue
    const preemptedAtNs = lastEndNs.get(thread)
    if (preemptedAtNs !== undefined) waitedNs += startNs - preemptedAtNs
    ranNs += durationNs
    if (RUNNABLE.has(sched.endState[i] as number)) lastEndNs.set(thread, startNs + durationNs)
    else lastEndNs.delete(thread)
  }
  return ranNs + waitedNs > 0 ? waitedNs / (ranNs + waitedNs) : 0
}
