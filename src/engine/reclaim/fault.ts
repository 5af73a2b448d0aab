/** Page faults and accesses of user tasks: new anonymous pages, touches, refaults, page-cache misses (mm/memory.c). */
import type { Kcompressd } from '../compress/kcompressd'
import { BLOCK, type SimTask, type Work } from '../cpu/task'
import { allocateSlowly, tryAllocate } from './allocate'
import type { Memory } from './memory'
import * as P from './page-store'
import { isWorkingsetRefault } from './workingset'

/** Gives a page record a frame that the caller has taken: mapped, accessed, on the inactive list (do_anonymous_page). */
export function mapNewPage(memory: Memory, page: number): void {
  memory.pages.set(page, P.RESIDENT | P.MAPPED | P.YOUNG)
  memory.observer?.pageMapped(page, false)
  memory.lru.add(page, false)
}

/** Gives a page-cache record a frame that the caller has taken (filemap_add_folio). */
export function mapFilePage(memory: Memory, page: number): void {
  memory.pages.set(page, P.RESIDENT | P.FILE)
  memory.lru.add(page, isWorkingsetRefault(memory, page))
}

/** Whether an access needs more than setting the accessed bit. */
export function needsFault(memory: Memory, page: number): boolean {
  return !memory.pages.has(page, P.MAPPED)
}

/** An access to a mapped page. */
export function touchMapped(memory: Memory, page: number, writes: boolean): void {
  memory.pages.set(page, P.YOUNG)
  memory.lru.noteAccess?.(page)
  if (writes && memory.pages.has(page, P.SWAPCACHE)) dirtyAgain(memory, page)
}

/** A write makes the stored copy stale: the page must be compressed again, with new content. */
function dirtyAgain(memory: Memory, page: number): void {
  const { pages } = memory
  if (pages.has(page, P.DIRTY)) return
  pages.set(page, P.DIRTY)
  pages.changeVersion(page)
}

/** do_swap_page(): swap-cache hit or swap-in. Yields CPU time, sleeps on a locked page, may enter direct reclaim. */
export function* faultSwapped(memory: Memory, kcompressd: Kcompressd, task: SimTask, page: number, writes: boolean): Work {
  const { pages } = memory
  while (pages.has(page, P.SWAPCACHE)) {
    if (pages.has(page, P.QUEUED)) {
      memory.recorder.counters.queueHits++
      kcompressd.cancel(page)
    }
    if (pages.has(page, P.LOCKED)) {
      memory.waitForUnlock(page, task)
      yield BLOCK
      continue
    }
    return mapFromSwapCache(memory, page, writes)
  }
  yield* swapIn(memory, task, page, writes)
}

function mapFromSwapCache(memory: Memory, page: number, writes: boolean): void {
  const { pages } = memory
  pages.set(page, P.MAPPED | P.YOUNG)
  memory.lru.noteAccess?.(page)
  memory.observer?.pageMapped(page, writes)
  if (!writes) return
  // should_try_to_free_swap(): a write fault on an exclusive page drops the slot, unless the write is still under way
  if (!pages.has(page, P.WRITEBACK) && pages.has(page, P.STORED)) {
    memory.freeCopy(page)
    memory.swapCache.remove(page)
    pages.clear(page, P.SWAPCACHE | P.DIRTY)
    pages.changeVersion(page)
  } else dirtyAgain(memory, page)
}

/** SWP_SYNCHRONOUS_IO path: no swap cache, the slot is freed at once, so the page is dirty by definition. */
function* swapIn(memory: Memory, task: SimTask, page: number, writes: boolean): Work {
  const { pages, recorder, costs } = memory
  if (!tryAllocate(memory, 'anon')) yield* allocateSlowly(memory, task, 'anon')
  if (pages.has(page, P.RESIDENT)) return memory.zone.give(1, 'anon')
  recorder.counters.pswpin++
  let staysStored = false
  pages.set(page, P.READING)
  if (memory.swapReader === null) yield costs.decompressNs
  else staysStored = (yield* memory.swapReader.read(task, page)) && !writes
  pages.clear(page, P.READING)
  if (staysStored) pages.set(page, P.SWAPCACHE)
  else memory.freeCopy(page)
  if (writes) pages.changeVersion(page)
  pages.set(page, P.RESIDENT | P.MAPPED | P.YOUNG)
  memory.observer?.pageMapped(page, writes)
  memory.lru.add(page, isWorkingsetRefault(memory, page))
}
