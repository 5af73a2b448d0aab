/** Direct reclaim: try_to_free_pages() and do_try_to_free_pages() (mm/vmscan.c, Linux 6.1). */
import type { SimTask, Work } from '../cpu/task'
import type { Memory } from './memory'
import { DEF_PRIORITY, makeScanControl, SWAP_CLUSTER_MAX, type ReclaimActor, type ScanControl } from './scan-control'
import { reclaimThrottle, throttleDirectReclaim } from './throttle'

/** One jiffy, the NOPROGRESS throttle. */
const JIFFY_NS = 4e6

/**
 * One entry into direct reclaim. `direct`: a user task, compresses inline, throttled. `worker`: a kernel thread inside
 * zs_malloc(GFP_NOIO): may not write pages, is not throttled.
 * @returns pages reclaimed
 */
export function* directReclaim(memory: Memory, task: SimTask, actor: Exclude<ReclaimActor, 'kswapd'>): Work<number> {
  const { recorder, scheduler } = memory
  const user = actor === 'direct'
  if (user) yield* throttleDirectReclaim(memory, task)
  const startNs = scheduler.nowNs
  const previousClass = task.busyClass
  if (user) {
    task.busyClass = 'directReclaim'
    recorder.reclaiming++
  } else recorder.counters.workerReclaims++
  memory.observer?.directReclaimBegin()
  const sc = makeScanControl(actor, SWAP_CLUSTER_MAX, user)
  yield memory.costs.reclaimEntryNs
  const reclaimed = yield* tryPriorities(memory, task, sc, user)
  memory.observer?.directReclaimEnd(reclaimed)
  if (user) {
    task.busyClass = previousClass
    recorder.reclaiming--
    recorder.directReclaimNs.push(scheduler.nowNs - startNs)
  }
  return reclaimed
}

function* tryPriorities(memory: Memory, task: SimTask, sc: ScanControl, user: boolean): Work<number> {
  for (;;) {
    memory.recorder.counters.allocstall++
    for (sc.priority = DEF_PRIORITY; sc.priority >= 0; sc.priority--) {
      sc.nrScanned = 0
      yield* memory.lru.shrinkNode(sc, task)
      if (user && memory.shrinkSlab !== null) yield* memory.shrinkSlab(sc.priority, task)
      if (user && sc.priority === 1 && sc.nrReclaimed === 0) yield* reclaimThrottle(memory, task, JIFFY_NS, 'noprogress')
      if (sc.nrReclaimed >= sc.nrToReclaim) break
    }
    memory.lru.snapshotRefaults()
    if (sc.nrReclaimed > 0) {
      memory.kswapdFailures = 0
      return sc.nrReclaimed
    }
    if (!sc.skippedDeactivate || sc.forceDeactivate) return 0
    sc.forceDeactivate = true
    sc.skippedDeactivate = false
  }
}
