/** CPU time by thread, for charts. */
import { MAX_THREAD_NAMES, type ThreadClass, type ThreadTime, type ThreadTimes } from '../../shared/thread-times'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { firstSliceToVisit } from './cpu-time'
import { eventSpan, intersect, resolveWindow } from './observed-window'
import { classifyThreads } from './thread-class'
import { threadName } from './thread-names'

/** One thread; those of one name are summed. */
export interface OneThread {
  readonly name: string
  readonly cpuClass: ThreadClass
  readonly cpuNs: number
}

/** Sums threads by name; the class is that of the busiest of them. Threads without CPU time do not count. Ties go by name. */
export function sumThreads(threads: Iterable<OneThread>): ThreadTimes {
  const sums = new Map<string, { name: string; cpuClass: ThreadClass; mostNs: number; threadCount: number; cpuNs: number }>()
  for (const { name, cpuClass, cpuNs } of threads) {
    if (!(cpuNs > 0)) continue
    const sum = sums.get(name) ?? { name, cpuClass, mostNs: 0, threadCount: 0, cpuNs: 0 }
    const isBusiest = cpuNs > sum.mostNs
    sums.set(name, { name, cpuClass: isBusiest ? cpuClass : sum.cpuClass, mostNs: Math.max(cpuNs, sum.mostNs), threadCount: sum.threadCount + 1, cpuNs: sum.cpuNs + cpuNs })
  }
  const all = [...sums.values()].sort((a, b) => b.cpuNs - a.cpuNs || (a.name < b.name ? -1 : 1))
    .map(({ name, cpuClass, threadCount, cpuNs }): ThreadTime => ({ name, cpuClass, threadCount, cpuS: cpuNs / 1e9 }))
  const rest = all.slice(MAX_THREAD_NAMES)
  return { threads: all.slice(0, MAX_THREAD_NAMES), rest: { threadCount: rest.reduce((sum, { threadCount }) => sum + threadCount, 0), cpuS: rest.reduce((sum, { cpuS }) => sum + cpuS, 0) } }
}

/** Of all slices inside `window` (null = the whole recording); null when no scheduling was recorded. Open slices reach to the end of the trace. */
export function observeThreadTimes(trace: Trace, window: TimeWindow | null): ThreadTimes | null {
  const { sched, threads } = trace
  if (sched.count === 0) return null
  const span = intersect(resolveWindow(trace, window), eventSpan(trace))
  const cpuNs = new Float64Array(threads.count)
  for (let i = firstSliceToVisit(trace, span.startNs); i < sched.count; i++) {
    const fromNs = sched.startNs[i] ?? 0
    if (fromNs >= span.endNs) break
    const durationNs = sched.durationNs[i] ?? 0
    const toNs = durationNs < 0 ? trace.endNs : fromNs + durationNs
    const thread = sched.thread[i] ?? 0
    cpuNs[thread] = (cpuNs[thread] ?? 0) + Math.max(0, Math.min(toNs, span.endNs) - Math.max(fromNs, span.startNs))
  }
  const { ofThread } = classifyThreads(trace)
  return sumThreads(Array.from(cpuNs, (ns, thread): OneThread => {
    const cpuClass = ofThread[thread] ?? 'other'
    return { name: threadName(trace, thread), cpuClass: cpuClass === 'idle' ? 'other' : cpuClass, cpuNs: cpuClass === 'idle' ? 0 : ns }
  }))
}
