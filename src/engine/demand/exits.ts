/** Ends of threads and processes in the window. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { intervalAt } from './counters'
import { isDeadState, sliceEndNs, type ThreadSlices } from './thread-slices'

/** Time (trace clock) at which each thread that ended did so, from its last slice's state or sched_process_exit. */
export function findExits(trace: Trace, window: TimeWindow, threads: readonly ThreadSlices[]): Map<number, number> {
  const exits = new Map<number, number>()
  for (const { thread, rows } of threads) {
    const last = rows.at(-1)
    if (last === undefined || !isDeadState(trace.sched.endState[last] as number)) continue
    const endNs = sliceEndNs(trace, last)
    if (endNs <= window.endNs) exits.set(thread, endNs)
  }
  const table = trace.events['sched_process_exit']
  for (let i = 0; i < (table?.count ?? 0); i++) {
    const ts = table?.tsNs[i] as number
    const thread = table?.thread[i] as number
    if (ts >= window.startNs && ts <= window.endNs && !exits.has(thread)) exits.set(thread, ts)
  }
  return exits
}

/** Threads of the same process by thread-group id; threads of unknown process stand alone. */
export function processOf(trace: Trace, thread: number): string {
  const tgid = trace.threads.tgid[thread] as number
  return tgid >= 0 ? `p${tgid}` : `t${trace.threads.tid[thread]}`
}

/** Of the threads that ended, those whose process ended with them: their memory is freed. */
export function processExits(trace: Trace, threads: readonly ThreadSlices[], exits: ReadonlyMap<number, number>): Set<number> {
  const alive = new Set<string>()
  const last = new Map<string, number>()
  for (const { thread } of threads) {
    const process = processOf(trace, thread)
    const endNs = exits.get(thread)
    if (endNs === undefined) alive.add(process)
    else if (endNs >= (exits.get(last.get(process) ?? -1) ?? -1)) last.set(process, thread)
  }
  return new Set([...last].filter(([process]) => !alive.has(process)).map(([, thread]) => thread))
}

/** Marks the intervals in which an exiting process freed its memory: from the start of its last stretch to its end. */
export function exitIntervals(trace: Trace, threads: readonly ThreadSlices[], exits: ReadonlyMap<number, number>, lastStartNs: ReadonlyMap<number, number>, edges: Float64Array): Uint8Array {
  const flags = new Uint8Array(edges.length - 1)
  for (const thread of processExits(trace, threads, exits)) {
    const endNs = exits.get(thread) as number
    const from = intervalAt(edges, lastStartNs.get(thread) ?? endNs)
    // Counters are read one after the other, up to a few ms late: the interval after the end still sees part of it.
    const to = Math.min(flags.length - 1, intervalAt(edges, endNs + 5e6))
    for (let k = from; k <= to; k++) flags[k] = 1
  }
  return flags
}
