/**
 * Bursts of a thread: slices merged over preemption and over waits inside direct reclaim, with reclaim's CPU time taken out.
 * A burst ends where the thread went to sleep by itself.
 */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { workShare } from '../observe/capacity'
import { isReclaiming, overlapNs, type ReclaimSpans } from './reclaim-spans'
import { isDeadState, isRunnableState, sliceEndNs, type ThreadSlices } from './thread-slices'
import { findWake, type WakeIndex } from './wake-index'

export interface Burst {
  /** When the thread became runnable: its wake-up, or `startNs` when none was recorded. */
  wakeNs: number
  readonly wakeKnown: boolean
  /** First time on a CPU, and the time it went to sleep; trace clock. */
  readonly startNs: number
  endNs: number
  /** CPU time of its own and CPU time in direct reclaim. */
  cpuNs: number
  /** Same as work of a CPU of the highest capacity. */
  workNs: number
  reclaimCpuNs: number
  /** Wall time in direct reclaim. */
  reclaimWallNs: number
  /** Slices it consists of. */
  sliceCount: number
  /** How it ended: index into END_STATES; 0 also when the window cut it. */
  endState: number
  /** Cut by the window's end: nothing is known about its wait. */
  cut: boolean
  readonly cpu: number
  /** The CPU was idle just before: no time in a run queue. */
  readonly idleBefore: boolean
}

export interface BurstSources {
  readonly trace: Trace
  readonly window: TimeWindow
  readonly wakes: WakeIndex
  readonly idleBefore: Uint8Array
  /** By how much longer everything took while recording, >= 1. */
  readonly slowdown: number
}

function openBurst(sources: BurstSources, thread: number, row: number, startNs: number, previousEndNs: number): Burst {
  const wake = findWake(sources.wakes, thread, previousEndNs, startNs)
  return {
    wakeNs: wake ?? startNs, wakeKnown: wake !== null, startNs, endNs: startNs, cpuNs: 0, workNs: 0, reclaimCpuNs: 0, reclaimWallNs: 0,
    sliceCount: 0, endState: 0, cut: true, cpu: sources.trace.sched.cpu[row] as number, idleBefore: sources.idleBefore[row] === 1
  }
}

/** All bursts of a thread in the window, in order. */
export function collectBursts(sources: BurstSources, slices: ThreadSlices, spans: ReclaimSpans): Burst[] {
  const { trace, window } = sources
  const bursts: Burst[] = []
  let burst: Burst | null = null
  let previousEndNs = window.startNs
  for (const row of slices.rows) {
    const startNs = Math.max(trace.sched.startNs[row] as number, window.startNs)
    const realEndNs = sliceEndNs(trace, row)
    const endNs = Math.min(realEndNs, window.endNs)
    if (burst === null) {
      burst = openBurst(sources, slices.thread, row, startNs, previousEndNs)
      bursts.push(burst)
    }
    const reclaimNs = overlapNs(spans, startNs, endNs)
    burst.cpuNs += endNs - startNs - reclaimNs
    burst.workNs += (endNs - startNs - reclaimNs) * workShare(trace, trace.sched.cpu[row] as number, startNs, endNs) / sources.slowdown
    burst.reclaimCpuNs += reclaimNs
    burst.sliceCount++
    burst.endNs = endNs
    const state = trace.sched.endState[row] as number
    if (realEndNs > window.endNs || trace.sched.durationNs[row] === -1) break
    // Off the CPU inside direct reclaim: throttled or waiting for reclaim's own work, which is no wait of the demand.
    if (isRunnableState(state) || (!isDeadState(state) && isReclaiming(spans, endNs))) continue
    closeBurst(burst, state, spans)
    previousEndNs = endNs
    burst = null
  }
  if (burst !== null) burst.reclaimWallNs = overlapNs(spans, burst.wakeNs, burst.endNs)
  return bursts
}

function closeBurst(burst: Burst, state: number, spans: ReclaimSpans): void {
  burst.endState = state
  burst.cut = false
  burst.reclaimWallNs = overlapNs(spans, burst.wakeNs, burst.endNs)
}
