/**
 * Order in which reclaim meets the pages from before the window: it follows how resident sizes fell while recording. Who is
 * reclaimed first decides whether an exit later frees memory or only swap slots.
 */
import type { InitialLot } from './demand'
import type { ExitMemory } from './exit-memory'
import type { ThreadExit } from './exits'
import { reclaimedFromNs, type MemorySpace } from './rss-evidence'

export interface LotOwner {
  /** Index into the demand's tasks, -1 = nobody's. */
  readonly task: number
  readonly pages: number
  readonly space: MemorySpace | undefined
  readonly exit: ThreadExit | undefined
  readonly exitMemory: ExitMemory | undefined
}

/** Smaller is older. `unknown` is where owners without any evidence go. */
function ageKey(owner: LotOwner, unknown: number): number {
  if (owner.space !== undefined && owner.space.pages.length > 1) return reclaimedFromNs(owner.space)
  const { exit, exitMemory } = owner
  if (exit === undefined || exitMemory === undefined) return unknown
  // In memory when it ended: reclaim had not come to it by then. Swapped out: it had, some time before.
  const inMemory = Math.min(1, exitMemory.residentPages / Math.max(1, owner.pages))
  return exit.fromNs * (0.5 + 0.5 * inMemory)
}

/**
 * Lots from the oldest to the youngest.
 * @param unownedPages pages of nobody in the demand; those of `idle` spaces are placed by their lines, the rest is unknown.
 */
export function orderInitialPages(owners: readonly LotOwner[], idle: readonly MemorySpace[], unownedPages: number, hasRss: boolean, middleNs: number): InitialLot[] {
  // Address spaces that never showed a line were not reclaimed; without any lines nothing is known.
  const unknown = hasRss ? Infinity : middleNs
  const keyed = owners.filter((owner) => owner.pages > 0).map((owner) => ({ task: owner.task, pages: owner.pages, key: ageKey(owner, unknown) }))
  let left = unownedPages
  for (const space of idle) {
    const pages = Math.min(left, Math.round(space.pages[0] as number))
    if (pages <= 0 || space.emitter[0] !== -1) continue
    keyed.push({ task: -1, pages, key: reclaimedFromNs(space) })
    left -= pages
  }
  if (left > 0) keyed.push({ task: -1, pages: left, key: unknown })
  return keyed
    .map((lot, i) => ({ lot, i }))
    .sort((a, b) => (a.lot.key === b.lot.key ? a.i - b.i : a.lot.key - b.lot.key))
    .map(({ lot }) => ({ task: lot.task, residentPages: lot.pages }))
}
