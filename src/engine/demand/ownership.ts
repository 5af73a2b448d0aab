/** Which task owned how much memory at the window's start: rss_stat where it tells, else exits and refaults. */
import { sumOf } from './counters'
import type { ExitMemory } from './exit-memory'
import { ownershipOf, usualSize, type InitialLevels, type OwnerHints, type Ownership } from './initial-state'
import type { MemorySpace } from './rss-evidence'
import type { PageSources, TaskPages } from './task-pages'
import type { ThreadWork } from './thread-work'

const NOTHING: Ownership = { residentPages: 0, swappedPages: 0 }

/** Most pages touched in one phase. */
function phaseTouches(work: ThreadWork, pages: TaskPages): number {
  return work.phases.reduce((most, phase) => Math.max(most, sumOf(pages.touch.subarray(phase.from, phase.to))), 0)
}

function allocatedBefore(work: ThreadWork, pages: TaskPages, tsNs: number): number {
  return work.bursts.reduce((sum, burst, i) => (burst.startNs <= tsNs ? sum + (pages.alloc[i] as number) : sum), 0)
}

/** Address space by owner thread. */
export function spacesByThread(spaces: readonly MemorySpace[]): Map<number, MemorySpace> {
  return new Map(spaces.filter((space) => space.owner >= 0).map((space) => [space.owner, space]))
}

/** Ownership per thread, in the order of `works`. */
export function resolveOwnership(works: readonly ThreadWork[], pages: readonly (TaskPages | null)[], sources: PageSources, levels: InitialLevels): Ownership[] {
  const spaceOf = spacesByThread(sources.spaces)
  const usual = usualSize(sources.spaces, [...sources.exitMemory].map(([thread, memory]) => grossSize(thread, memory, works, pages)))
  const anon = (levels.anonPages ?? 0) + (levels.swappedPages ?? 0)
  const swappedShare = anon > 0 ? (levels.swappedPages ?? 0) / anon : 0
  const owned = works.map((work, i) => {
    const own = pages[i]
    if (own === null || own === undefined || !own.isApp) return NOTHING
    const space = spaceOf.get(work.slices.thread)
    const hints: OwnerHints = {
      exit: sources.exitMemory.get(work.slices.thread) ?? null,
      exits: sources.exits.get(work.slices.thread)?.endsProcess === true && own.allocTotal < 1,
      allocatedPages: own.allocTotal,
      swappedInPages: own.swapInTotal,
      phaseTouches: phaseTouches(work, own),
      allocatedBeforeFirstLine: space === undefined ? 0 : allocatedBefore(work, own, space.tsNs[0] as number)
    }
    return ownershipOf(space, hints, usual, swappedShare)
  })
  return levels.swappedPages === null ? owned : withinSwap(owned, levels.swappedPages)
}

/** No more in swap than there is: scaled down when tasks claim more together. */
function withinSwap(owned: readonly Ownership[], swappedPages: number): Ownership[] {
  const claimed = owned.reduce((sum, own) => sum + own.swappedPages, 0)
  const factor = claimed > swappedPages ? swappedPages / claimed : 1
  return owned.map((own) => (factor === 1 ? own : { ...own, swappedPages: Math.floor(own.swappedPages * factor) }))
}

/** Pages an exit shows that were there before the window. */
function grossSize(thread: number, memory: ExitMemory, works: readonly ThreadWork[], pages: readonly (TaskPages | null)[]): number {
  const at = works.findIndex((work) => work.slices.thread === thread)
  return memory.residentPages + (memory.swappedPages ?? 0) - (pages[at]?.allocTotal ?? 0)
}
