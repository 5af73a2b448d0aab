/** kswapd: balance_pgdat() and kswapd_try_to_sleep() (mm/vmscan.c, Linux 6.1). */
import { BLOCK, SimTask, type Work } from '../cpu/task'
import type { KswapdThread, Memory } from './memory'
import { DEF_PRIORITY, makeScanControl, SWAP_CLUSTER_MAX, type ScanControl } from './scan-control'
import { reclaimThrottle, WRITEBACK_THROTTLE_NS } from './throttle'

/** The nap before real sleep: schedule_timeout(HZ / 10). */
const NAP_NS = 100e6

/** Makes a kswapd thread and registers it with the memory. Vendor kernels run several per node, named `kswapd0:0`, `kswapd0:1`, … */
export function makeKswapd(memory: Memory, taskId: number, firstCpu: number, name = 'kswapd0', usualCpus: readonly number[] | null = null, allowedCpus: readonly number[] | null = null): SimTask {
  const task = new SimTask({ id: taskId, name, busyClass: 'kswapd', priority: 120, firstCpu, usualCpus, allowedCpus, chargesSwitch: true })
  const thread: KswapdThread = { task, waiting: false, awakeSinceNs: -1 }
  task.work = kswapdWork(memory, thread)
  memory.kswapds.push(thread)
  return task
}

function* kswapdWork(memory: Memory, thread: KswapdThread): Work {
  const { counters } = memory.recorder
  for (;;) {
    if (maySleep(memory)) {
      const napped = yield* wait(memory, thread, NAP_NS)
      if (napped && maySleep(memory)) {
        if (thread.awakeSinceNs >= 0) {
          counters.kswapdSleeps++
          memory.observer?.kswapdSleep()
          counters.kswapdAwakeNs += memory.scheduler.nowNs - thread.awakeSinceNs
          thread.awakeSinceNs = -1
        }
        yield* wait(memory, thread, Infinity)
      }
    }
    counters.kswapdWakes++
    memory.observer?.kswapdWake()
    if (thread.awakeSinceNs < 0) thread.awakeSinceNs = memory.scheduler.nowNs
    yield* balance(memory, thread.task)
  }
}

/** prepare_kswapd_sleep(): balanced, or hopeless and left to direct reclaim. Throttled direct reclaimers go on either way. */
function maySleep(memory: Memory): boolean {
  memory.wakePfmemallocWaiters()
  return memory.zone.balanced || memory.kswapdHopeless
}

/** Sleeps as a waiter for work; true when the time ran out without a wake-up. */
function* wait(memory: Memory, thread: KswapdThread, timeoutNs: number): Work<boolean> {
  thread.waiting = true
  if (timeoutNs !== Infinity) memory.scheduler.sleepFor(thread.task, timeoutNs)
  yield BLOCK
  thread.waiting = false
  return thread.task.wokenByTimer
}

/**
 * balance_pgdat(): rounds at growing pressure until the zone is balanced or nothing can be had. A balanced zone with a boost only
 * drops page cache, neither writes nor swaps; an unbalanced one is reclaimed up to the boosted watermark.
 */
function* balance(memory: Memory, task: SimTask): Work {
  const { zone } = memory
  const sc = makeScanControl('kswapd', Math.max(Math.round(zone.high), SWAP_CLUSTER_MAX))
  const boosted = zone.boost
  let boostLeft = boosted
  sc.priority = DEF_PRIORITY
  yield memory.costs.reclaimEntryNs
  do {
    if (boostLeft > 0 && !zone.balanced) {
      boostLeft = 0
      sc.priority = DEF_PRIORITY
    }
    if (boostLeft === 0 && zone.balanced) break
    sc.maySwap = boostLeft === 0
    const before = sc.nrReclaimed
    yield memory.lru.age(sc)
    sc.nrScanned = 0
    yield* memory.lru.shrinkNode(sc, task)
    if (memory.shrinkSlab !== null) yield* memory.shrinkSlab(sc.priority, task)
    if (sc.nrImmediate > 0) yield* reclaimThrottle(memory, task, WRITEBACK_THROTTLE_NS, 'writeback')
    memory.wakePfmemallocWaiters()
    const progress = sc.nrReclaimed - before
    if (progress > 0) memory.kswapdFailures = 0
    boostLeft -= Math.min(boostLeft, progress)
    if (boostLeft > 0 && progress === 0) break
    if ((raisesPriority(sc) && !(boostLeft > 0 && sc.priority === DEF_PRIORITY - 2)) || progress === 0) sc.priority--
  } while (sc.priority >= 1)
  if (sc.nrReclaimed === 0 && !zone.balanced) memory.kswapdFailures++
  zone.boost -= Math.min(zone.boost, boosted)
  memory.lru.snapshotRefaults()
}

/** kswapd_shrink_node(): the round scanned less than it wanted to reclaim. */
function raisesPriority(sc: ScanControl): boolean {
  return sc.nrScanned < sc.nrToReclaim
}
