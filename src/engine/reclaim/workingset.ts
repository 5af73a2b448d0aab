/** Refault detection (mm/workingset.c): an evicted page leaves its age; a refault within the working set is activated. */
import type { Memory } from './memory'
import * as P from './page-store'

/** workingset_eviction(): stamps the page and ages the lruvec. */
export function noteEviction(memory: Memory, page: number, wasWorkingset: boolean): void {
  const { pages, lru } = memory
  if (lru.noteEviction !== undefined) return lru.noteEviction(page)
  pages.setShadowAge(page, memory.nonresidentAge)
  pages.set(page, P.SHADOW)
  if (wasWorkingset) pages.set(page, P.WORKINGSET)
  else pages.clear(page, P.WORKINGSET)
  memory.nonresidentAge++
}

/** workingset_refault(): true when the refault distance lies within the working set, so the page enters the active list. */
export function isWorkingsetRefault(memory: Memory, page: number): boolean {
  const { pages, lru } = memory
  if (lru.noteRefault !== undefined) {
    lru.noteRefault(page)
    return false
  }
  if (!pages.take(page, P.SHADOW)) return false
  const distance = memory.nonresidentAge - pages.shadowAge(page)
  let workingset = pages.size(P.ACTIVE_FILE)
  if (pages.has(page, P.FILE)) workingset += lru.inactiveAnon + lru.activeAnon
  else workingset += pages.size(P.INACTIVE_FILE) + lru.activeAnon
  if (distance > workingset) {
    pages.clear(page, P.WORKINGSET)
    return false
  }
  memory.nonresidentAge++
  memory.recorder.counters.workingsetActivations++
  return true
}
