/** Which threads of a trace are demand, and their slices inside the window. */
import type { TimeWindow } from '../run-types'
import { END_STATES, type Trace } from '../trace/trace'

/** One thread's rows of `trace.sched` in the window, by time. */
export interface ThreadSlices {
  readonly thread: number
  readonly rows: Uint32Array
}

/** Threads whose work the engine produces itself. Kernel threads carry these names on every kernel. */
const RECLAIM_THREADS = /^(kswapd\d+|kcompressd.*|kcompactd\d+|zram_?compressd.*)$/

const STATE_R = END_STATES.indexOf('R')
const STATE_PREEMPTED = END_STATES.indexOf('R+')
const STATE_DEAD = END_STATES.indexOf('X')
const STATE_ZOMBIE = END_STATES.indexOf('Z')
export const STATE_DISK = END_STATES.indexOf('D')

/** True when a slice ended although the thread wanted to go on. */
export function isRunnableState(state: number): boolean {
  return state === STATE_R || state === STATE_PREEMPTED
}

/** True when a slice was the thread's last. */
export function isDeadState(state: number): boolean {
  return state === STATE_DEAD || state === STATE_ZOMBIE
}

/** End of a slice; one that was still open lasts until the end of the trace. */
export function sliceEndNs(trace: Trace, row: number): number {
  const duration = trace.sched.durationNs[row] as number
  return duration < 0 ? trace.endNs : (trace.sched.startNs[row] as number) + duration
}

/** Threads that are outputs of the model: kswapd and its kin, by name or because they emitted kswapd's events. */
export function reclaimThreads(trace: Trace): Set<number> {
  const found = new Set<number>()
  for (let thread = 0; thread < trace.threads.count; thread++) {
    if (RECLAIM_THREADS.test(trace.threads.name[thread] as string)) found.add(thread)
  }
  for (const kind of ['mm_vmscan_kswapd_wake', 'mm_vmscan_kswapd_sleep']) {
    const table = trace.events[kind]
    for (let i = 0; i < (table?.count ?? 0); i++) found.add(table?.thread[i] as number)
  }
  return found
}

/** Slices of every demand thread (idle and reclaim threads left out), threads in the order of their first slice. */
export function collectThreadSlices(trace: Trace, window: TimeWindow, skip: ReadonlySet<number>): ThreadSlices[] {
  const rows = new Map<number, number[]>()
  const { count, startNs, thread } = trace.sched
  for (let row = 0; row < count; row++) {
    const index = thread[row] as number
    if (index === 0 || trace.threads.tid[index] === 0 || skip.has(index)) continue
    if ((startNs[row] as number) >= window.endNs) break
    if (sliceEndNs(trace, row) <= window.startNs) continue
    const list = rows.get(index)
    if (list === undefined) rows.set(index, [row])
    else list.push(row)
  }
  return [...rows].map(([index, list]) => ({ thread: index, rows: Uint32Array.from(list) }))
}

/** Slack when two consecutive slices are compared: recorders stamp in microseconds. */
const GAP_NS = 1_500

/**
 * For every slice: 1 when its CPU was idle just before, so that its thread did not wait in a run queue. Idle is a gap or a
 * slice of the idle task.
 */
export function flagIdleBefore(trace: Trace): Uint8Array {
  const flags = new Uint8Array(trace.sched.count)
  const busyUntil = new Float64Array(65_536).fill(-Infinity)
  for (let row = 0; row < trace.sched.count; row++) {
    const index = trace.sched.thread[row] as number
    if (index === 0 || trace.threads.tid[index] === 0) continue
    const cpu = trace.sched.cpu[row] as number
    if ((trace.sched.startNs[row] as number) - (busyUntil[cpu] as number) > GAP_NS) flags[row] = 1
    busyUntil[cpu] = sliceEndNs(trace, row)
  }
  return flags
}
