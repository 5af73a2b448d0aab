/** Ends of threads and processes in the window. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { intervalAt } from './counters'
import { isDeadState, sliceEndNs, type ThreadSlices } from './thread-slices'

/** One thread's end. */
export interface ThreadExit {
  readonly thread: number
  /** When it ended, and when its dying began at the latest, trace clock. */
  readonly endNs: number
  readonly fromNs: number
  /** Its process ended with it: the memory is freed. */
  readonly endsProcess: boolean
}

/** Freeing the memory of a large process takes up to so long; older parts of its last burst were its own work. */
const MAX_DYING_NS = 500e6
/** Counters are read one after the other, up to a few ms late: the next interval may still see part of an exit. */
const COUNTER_LAG_NS = 5e6

function endTimes(trace: Trace, window: TimeWindow, threads: readonly ThreadSlices[]): Map<number, number> {
  const ends = new Map<number, number>()
  for (const { thread, rows } of threads) {
    const last = rows.at(-1)
    if (last === undefined || !isDeadState(trace.sched.endState[last] as number)) continue
    const endNs = sliceEndNs(trace, last)
    if (endNs <= window.endNs) ends.set(thread, endNs)
  }
  const table = trace.events['sched_process_exit']
  for (let i = 0; i < (table?.count ?? 0); i++) {
    const ts = table?.tsNs[i] as number
    const thread = table?.thread[i] as number
    if (ts >= window.startNs && ts <= window.endNs && !ends.has(thread)) ends.set(thread, ts)
  }
  return ends
}

/** Process of a thread by thread-group id; a thread of unknown process stands alone. */
function processOf(trace: Trace, thread: number): string {
  const tgid = trace.threads.tgid[thread] as number
  return tgid >= 0 ? `p${tgid}` : `t${trace.threads.tid[thread]}`
}

/** Of the threads that ended, the last one of each process of which none lives on. */
function lastOfProcess(trace: Trace, threads: readonly ThreadSlices[], ends: ReadonlyMap<number, number>): Set<number> {
  const alive = new Set<string>()
  const last = new Map<string, number>()
  for (const { thread } of threads) {
    const process = processOf(trace, thread)
    const endNs = ends.get(thread)
    const other = last.get(process)
    if (endNs === undefined) alive.add(process)
    else if (other === undefined || endNs >= (ends.get(other) as number)) last.set(process, thread)
  }
  return new Set([...last].filter(([process]) => !alive.has(process)).map(([, thread]) => thread))
}

/**
 * Ends of the window, by thread: from the last slice's state or sched_process_exit.
 * @param lastBurstNs start of each thread's last burst.
 */
export function findExits(trace: Trace, window: TimeWindow, threads: readonly ThreadSlices[], lastBurstNs: ReadonlyMap<number, number>): Map<number, ThreadExit> {
  const ends = endTimes(trace, window, threads)
  const final = lastOfProcess(trace, threads, ends)
  const exits = new Map<number, ThreadExit>()
  for (const [thread, endNs] of ends) {
    const fromNs = Math.max(lastBurstNs.get(thread) ?? endNs, endNs - MAX_DYING_NS)
    exits.set(thread, { thread, endNs, fromNs, endsProcess: final.has(thread) })
  }
  return exits
}

/** First and last interval whose counters may show an exit. */
export function intervalsOfExit(exit: ThreadExit, edges: Float64Array): readonly [from: number, to: number] {
  return [intervalAt(edges, exit.fromNs), Math.min(edges.length - 2, intervalAt(edges, exit.endNs + COUNTER_LAG_NS))]
}

/** Marks the intervals in which an exiting process gave back its memory. */
export function flagExitIntervals(exits: Iterable<ThreadExit>, edges: Float64Array): Uint8Array {
  const flags = new Uint8Array(edges.length - 1)
  for (const exit of exits) {
    if (!exit.endsProcess) continue
    const [from, to] = intervalsOfExit(exit, edges)
    flags.fill(1, from, to + 1)
  }
  return flags
}
