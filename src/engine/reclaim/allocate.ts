/** Getting a page frame: fast path, slow path, direct reclaim and retries (__alloc_pages_slowpath, mm/page_alloc.c). */
import { BLOCK, type SimTask, type Work } from '../cpu/task'
import { directReclaim } from './direct-reclaim'
import type { Memory } from './memory'
import type { FrameUse } from './zone'

/** MAX_RECLAIM_RETRIES. */
const MAX_FRUITLESS = 16
/** Pause of a task that found nothing at all (the OOM path's schedule_timeout(1)); the model kills nobody. */
const OOM_PAUSE_NS = 4e6

/** Takes a frame without sleeping: above low silently, above min after waking kswapd. False: the slow path must reclaim. */
export function tryAllocate(memory: Memory, use: FrameUse): boolean {
  const { zone } = memory
  if (zone.take(1, zone.low, use)) return true
  memory.wakeKswapd()
  return zone.take(1, zone.min, use)
}

/** The slow path of a user task, entered when `tryAllocate` failed; ends with a frame. */
export function* allocateSlowly(memory: Memory, task: SimTask, use: FrameUse): Work {
  const { zone, scheduler, recorder } = memory
  let fruitless = 0
  for (;;) {
    const reclaimed = yield* directReclaim(memory, task, 'direct')
    if (zone.take(1, zone.min, use)) return
    memory.wakeKswapd()
    fruitless = reclaimed > 0 ? 0 : fruitless + 1
    if (fruitless < MAX_FRUITLESS) continue
    recorder.counters.forcedAllocations++
    if (zone.take(1, 0, use)) return
    scheduler.sleepFor(task, OOM_PAUSE_NS)
    yield BLOCK
  }
}

/**
 * zs_malloc(GFP_NOIO) of a kcompressd thread without PF_MEMALLOC: reclaims for itself until the pool could grow. It never gives
 * up: without __GFP_FS out_of_memory() kills nobody and reports progress, so the slow path starts over. A long row of fruitless
 * rounds is not played one by one: each stands for a sixteenth of those before it, at the same cost.
 * @returns true once `tryStore` succeeded
 */
export function* reclaimForPool(memory: Memory, task: SimTask, tryStore: () => boolean): Work<boolean> {
  const { counters } = memory.recorder
  let fruitless = 0
  while (!tryStore()) {
    const cpuBeforeNs = task.cpuNs
    const reclaimed = yield* directReclaim(memory, task, 'worker')
    memory.wakeKswapd()
    fruitless = reclaimed > 0 ? 0 : fruitless + 1
    const alike = Math.floor(fruitless / MAX_FRUITLESS)
    if (alike === 0) continue
    yield alike * (task.cpuNs - cpuBeforeNs)
    counters.workerReclaims += alike
    counters.allocstall += alike
    fruitless += alike
  }
  return true
}
