/**
 * Which class of CPU time a thread belongs to. kswapd and kcompressd are known by their kernel names, the idle task by its
 * index. Applications are recognised by what they do, never by their name:
 *
 * 1. `memory-events`: a thread is `app` when it changed its own anonymous memory (rss_stat with curr=1, member 1), entered
 *    direct reclaim as a user task, or wrote a user-space mark; so is every other thread of the same process.
 * 2. `processes`: where no thread shows any of that but the trace knows processes, all threads of user processes are `app`.
 * 3. `none`: nothing can tell. No thread is `app`; metrics report app time as unknown and count these threads as `other`.
 *
 * Everything else is `other`: kernel threads, and user threads that only burn CPU. A user thread that allocates but leaves
 * no such event behind (rss_stat filtered, no stall, no mark, process unknown) is `other` too: the trace cannot tell.
 */
import type { CpuClass } from '../../shared/metrics'
import { END_STATES, type Trace } from '../trace/trace'
import { oncePerTrace } from './per-trace'
import { isKcompressdName, isKernelThreadName, isKswapdName } from './thread-names'

/** Class of a thread as a whole; its time inside direct reclaim is split off by `measureCpuTime`. */
export type ThreadClass = Exclude<CpuClass, 'directReclaim'>

export interface ThreadClasses {
  /** By thread index. */
  readonly ofThread: readonly ThreadClass[]
  /** By thread index: 1 = known to be a kernel thread. 0 is a user thread, or a thread nothing is known of. */
  readonly kernel: Uint8Array
  readonly appEvidence: 'memory-events' | 'processes' | 'none'
}

/** Kernel threads of some recorders are filed under the process of kthreadd. */
const KTHREADD_PID = 2
const ANON_MEMBER = 1
const IDLE_STATE = END_STATES.indexOf('I')

/** Class of one thread of the trace (by thread index). */
export function threadClass(trace: Trace, thread: number): ThreadClass {
  return classifyThreads(trace).ofThread[thread] ?? 'other'
}

/** Classes of all threads. Derived once per trace. */
export const classifyThreads = oncePerTrace((trace: Trace): ThreadClasses => {
  const userEvidence = threadsWithUserEvidence(trace)
  const kernel = findKernelThreads(trace, userEvidence)
  const evident = spreadOverProcesses(trace, withDirectReclaim(trace, userEvidence, kernel), kernel)
  const byProcess = evident.some((flag) => flag === 1) ? null : userProcessThreads(trace, kernel)
  const apps = byProcess ?? evident
  const isKnown = apps.some((flag) => flag === 1)
  const appEvidence = !isKnown ? 'none' : byProcess === null ? 'memory-events' : 'processes'
  return { ofThread: trace.threads.name.map((name, thread) => classOf(name, thread, apps)), kernel, appEvidence }
})

function classOf(name: string, thread: number, apps: Uint8Array): ThreadClass {
  if (thread === 0) return 'idle'
  if (isKswapdName(name)) return 'kswapd'
  if (isKcompressdName(name)) return 'kcompressd'
  return apps[thread] === 1 ? 'app' : 'other'
}

/** Threads with an address space of their own for certain: they changed it, or they wrote a mark from user space. */
function threadsWithUserEvidence(trace: Trace): Uint8Array {
  const flags = new Uint8Array(trace.threads.count)
  const rss = trace.events['rss_stat']
  const current = rss?.args['curr']
  const member = rss?.args['member']
  for (let i = 0; rss !== undefined && i < rss.count; i++) {
    if (current?.[i] === 1 && member?.[i] === ANON_MEMBER) flags[rss.thread[i] ?? 0] = 1
  }
  for (let i = 0; i < trace.marks.count; i++) flags[trace.marks.thread[i] ?? 0] = 1
  flags[0] = 0
  return flags
}

/** The idle-wait state `I` (TASK_IDLE) exists for kernel threads only; names and the process of kthreadd tell the rest. */
function findKernelThreads(trace: Trace, userEvidence: Uint8Array): Uint8Array {
  const flags = new Uint8Array(trace.threads.count)
  const { sched, threads } = trace
  for (let i = 0; i < sched.count; i++) if (sched.endState[i] === IDLE_STATE) flags[sched.thread[i] ?? 0] = 1
  for (let i = 0; i < threads.count; i++) {
    if (threads.tgid[i] === KTHREADD_PID || isKernelThreadName(threads.name[i] ?? '')) flags[i] = 1
    if (userEvidence[i] === 1) flags[i] = 0
  }
  flags[0] = 1
  return flags
}

function withDirectReclaim(trace: Trace, userEvidence: Uint8Array, kernel: Uint8Array): Uint8Array {
  const flags = userEvidence.slice()
  const begins = trace.events['mm_vmscan_direct_reclaim_begin']
  for (let i = 0; begins !== undefined && i < begins.count; i++) {
    const thread = begins.thread[i] ?? 0
    if (kernel[thread] === 0) flags[thread] = 1
  }
  return flags
}

function spreadOverProcesses(trace: Trace, evident: Uint8Array, kernel: Uint8Array): Uint8Array {
  const processes = new Set<number>()
  evident.forEach((flag, thread) => {
    const tgid = trace.threads.tgid[thread] ?? -1
    if (flag === 1 && tgid > 0) processes.add(tgid)
  })
  return evident.map((flag, thread) => (flag === 1 || (kernel[thread] === 0 && processes.has(trace.threads.tgid[thread] ?? -1)) ? 1 : 0))
}

function userProcessThreads(trace: Trace, kernel: Uint8Array): Uint8Array {
  return kernel.map((isKernel, thread) => (isKernel === 0 && (trace.threads.tgid[thread] ?? -1) > 0 ? 1 : 0))
}
