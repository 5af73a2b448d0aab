/**
 * Watermark boosting (mm/page_alloc.c boost_watermark, steal_suitable_fallback): an allocation that has to take pages of another
 * mobility raises all watermarks of its zone for a while, so that kswapd frees more and mixing stays rare.
 */
import { BLOCK, type SimTask, type Work } from '../cpu/task'
import type { Memory } from './memory'

/** Default of vm.watermark_boost_factor, in 1/10000 of the high watermark. */
export const DEFAULT_BOOST_FACTOR = 15_000

/** Most pages that a zone is boosted by; 0 = boosting is off, or the zone is too small for it. */
export function boostLimit(managedPages: number, highPages: number, factor: number, pageblockPages: number): number {
  if (factor === 0 || pageblockPages * 4 > managedPages) return 0
  return Math.max(pageblockPages, Math.floor((highPages * factor) / 10_000))
}

/**
 * Plays the recorded fragmentation events: each boosts and wakes kswapd. They come at their recorded times, whatever the workload
 * does, because the model does not know which free page has which mobility.
 */
export function* playFragmentation(memory: Memory, task: SimTask, eventsNs: ArrayLike<number>, limit: number, pageblockPages: number): Work {
  const { zone, scheduler } = memory
  for (let i = 0; i < eventsNs.length; i++) {
    const waitNs = (eventsNs[i] as number) - scheduler.nowNs
    if (waitNs > 0) {
      scheduler.sleepFor(task, waitNs)
      yield BLOCK
    }
    zone.boost = Math.min(limit, zone.boost + pageblockPages)
    memory.wakeKswapd()
  }
}
