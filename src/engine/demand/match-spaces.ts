/**
 * Owners of address spaces that no line with curr=1 names: a sampled recording may hold none of a thread that allocated. Its
 * space shows first when reclaim shrinks it, at the size the thread had allocated.
 */
import { reclaimedFromNs, type MemorySpace } from './rss-evidence'

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

/** A thread without a space of its own that swapped in what it had before the window. */
export interface Returner {
  readonly thread: number
  readonly tid: number
  readonly firstSwapInNs: number
}

/**
 * Assigns ownerless spaces to returning threads. Reclaim meets older pages first and ids of threads grow with time, so a space belongs
 * between its neighbours in both orders; and it must have been reclaimed before its owner could swap it in. The rest stays ownerless.
 * @param tidOf id of the thread that owns a space
 */
export function matchReturners(spaces: readonly MemorySpace[], returners: readonly Returner[], tidOf: (thread: number) => number): void {
  const isOld = (space: MemorySpace): boolean => (space.pages[0] as number) >= MIN_PAGES && Number.isFinite(reclaimedFromNs(space))
  const known = spaces.filter((space) => space.owner >= 0 && isOld(space)).map((space) => ({ tid: tidOf(space.owner), goneNs: reclaimedFromNs(space) }))
  const idle = spaces.filter((space) => space.owner < 0 && isOld(space)).sort((a, b) => reclaimedFromNs(a) - reclaimedFromNs(b))
  for (const { thread, tid, firstSwapInNs } of [...returners].sort((a, b) => a.tid - b.tid)) {
    const from = known.reduce((latest, other) => (other.tid < tid ? Math.max(latest, other.goneNs) : latest), -Infinity)
    const to = known.reduce((earliest, other) => (other.tid > tid ? Math.min(earliest, other.goneNs) : earliest), firstSwapInNs)
    const space = idle.find((candidate) => candidate.owner < 0 && reclaimedFromNs(candidate) > from && reclaimedFromNs(candidate) < to)
    if (space === undefined) continue
    space.owner = thread
    known.push({ tid, goneNs: reclaimedFromNs(space) })
  }
}
