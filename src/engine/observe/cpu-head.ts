/**
 * The head of a CPU: the time between the start of the trace and its first recorded slice. Slices do not say what ran then.
 * The slices that came later give the odds: of all time in stretches at least as long as the head, was more idle or more busy?
 * Phones leave CPUs alone for seconds: their heads were idle. On a CPU that is always busy, a task ran on, but which is not
 * known; such a head says nothing.
 */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { intersect } from './observed-window'
import { oncePerTrace } from './per-trace'

interface CpuHead {
  readonly endNs: number
  readonly wasIdle: boolean
}

const findHeads = oncePerTrace((trace: Trace): ReadonlyMap<number, CpuHead> => {
  const { sched } = trace
  const ends = new Map<number, number>()
  for (let i = 0; i < sched.count; i++) {
    const cpu = sched.cpu[i] ?? 0
    if (!ends.has(cpu)) ends.set(cpu, sched.startNs[i] ?? 0)
  }
  const odds = new Map<number, number>()
  for (let i = 0; i < sched.count; i++) {
    const cpu = sched.cpu[i] ?? 0
    const durationNs = sched.durationNs[i] ?? 0
    if (durationNs < (ends.get(cpu) ?? 0) - trace.startNs) continue
    odds.set(cpu, (odds.get(cpu) ?? 0) + (sched.thread[i] === 0 ? durationNs : -durationNs))
  }
  return new Map([...ends].map(([cpu, endNs]) => [cpu, { endNs, wasIdle: (odds.get(cpu) ?? 0) >= 0 }]))
})

/** Time of the window in which nothing can be said of the CPU, ns. */
export function unseenHeadNs(trace: Trace, cpu: number, window: TimeWindow): number {
  const head = findHeads(trace).get(cpu)
  if (head === undefined || head.wasIdle) return 0
  const unseen = intersect(window, { startNs: trace.startNs, endNs: head.endNs })
  return unseen.endNs - unseen.startNs
}
