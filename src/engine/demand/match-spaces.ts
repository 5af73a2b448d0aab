/**
 * Owners of address spaces that no line with curr=1 names: a sampled recording may hold none of a thread that allocated. Its
 * space shows first when reclaim shrinks it, at the size the thread had allocated.
 */
import type { MemorySpace } from './rss-evidence'

/** A thread without a space of its own. */
export interface Allocator {
  readonly thread: number
  readonly pages: number
  /** When it had allocated everything, trace clock. */
  readonly doneNs: number
}

const SIZE_TOLERANCE = 0.02
const MIN_PAGES = 1024

/** Assigns ownerless spaces to threads whose allocation they match in size, and which had finished before the first line. */
export function matchSpaces(spaces: readonly MemorySpace[], allocators: readonly Allocator[]): void {
  const free = allocators.filter((item) => item.pages >= MIN_PAGES)
  const taken = new Set<number>()
  for (const space of spaces) {
    if (space.owner >= 0) continue
    const size = space.pages[0] as number
    const fits = free.filter((item) => !taken.has(item.thread) && item.doneNs <= (space.tsNs[0] as number) && Math.abs(item.pages - size) <= SIZE_TOLERANCE * size)
    // The one that finished first has the older pages: reclaim meets it first.
    fits.sort((a, b) => a.doneNs - b.doneNs)
    const best = fits[0]
    if (best === undefined) continue
    space.owner = best.thread
    taken.add(best.thread)
  }
}
