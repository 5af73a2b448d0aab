/** reclaim_throttle() and throttle_direct_reclaim() (mm/vmscan.c): where reclaimers sleep. */
import { BLOCK, type SimTask, type Work } from '../cpu/task'
import type { ThrottleReason } from '../run-observer'
import type { Memory } from './memory'

/** VMSCAN_THROTTLE_WRITEBACK: HZ / 10. */
export const WRITEBACK_THROTTLE_NS = 100e6
/** VMSCAN_THROTTLE_ISOLATED: HZ / 50. */
export const ISOLATED_THROTTLE_NS = 20e6

/** too_many_isolated() for callers that may do I/O: more pages are in reclaimers' hands than an eighth of those on the list. */
export function tooManyIsolated(isolated: number, inactive: number): boolean {
  return isolated > Math.floor(inactive / 8)
}

/** Sleeps for a reclaim throttle. Kernel threads other than kswapd are not throttled: do not call it for them. */
export function* reclaimThrottle(memory: Memory, task: SimTask, timeoutNs: number, reason: ThrottleReason): Work {
  const startNs = memory.scheduler.nowNs
  memory.scheduler.sleepFor(task, timeoutNs)
  yield BLOCK
  const delayedNs = memory.scheduler.nowNs - startNs
  memory.recorder.counters.throttleNs += delayedNs
  memory.observer?.throttled(timeoutNs, delayedNs, reason)
}

/** throttle_direct_reclaim(): below half of min a direct reclaimer waits until kswapd has restored reserves. Not counted as allocstall. */
export function* throttleDirectReclaim(memory: Memory, task: SimTask): Work {
  const startNs = memory.scheduler.nowNs
  while (!memory.zone.allowsDirectReclaim && !memory.kswapdHopeless) {
    memory.wakeKswapd()
    memory.pfmemallocWaiters.push(task)
    yield BLOCK
  }
  memory.recorder.counters.throttleNs += memory.scheduler.nowNs - startNs
}
