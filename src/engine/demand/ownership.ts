/** Which task owned how much memory at the window's start: rss_stat where it tells, else exits and refaults. */
import type { AnonBalance } from './anon-balance'
import { intervalAt, intervalDeltas } from './counters'
import type { InitialLevels, OwnerHints, Ownership } from './initial-state'
import { ownershipOf, usualUnownedSize } from './initial-state'
import type { MemorySpace } from './rss-evidence'
import type { PageSources, TaskPages } from './task-pages'
import type { ThreadWork } from './thread-work'

const NOTHING: Ownership = { residentPages: 0, swappedPages: 0 }

/** Swap slots given back without being read: written minus read minus what the pool still holds. */
function slotsFreed(sources: PageSources): Float64Array | null {
  const { trace, edges, hints } = sources
  const out = intervalDeltas(trace, 'pswpout', edges)
  const back = intervalDeltas(trace, 'pswpin', edges)
  const bytes = intervalDeltas(trace, 'zram_orig_data_size', edges)
  if (out === null || bytes === null) return null
  return out.map((pages, k) => pages - (back?.[k] ?? 0) - (bytes[k] as number) / hints.pageSize)
}

/** Pages that the exits of the window gave back, per ending thread: each exit owns the flagged intervals around it. */
function exitPages(sources: PageSources, balance: AnonBalance, lastStartNs: ReadonlyMap<number, number>): Map<number, number> {
  const slots = slotsFreed(sources)
  const given = new Map<number, number>()
  for (const thread of sources.endingThreads) {
    const endNs = sources.exits.get(thread) as number
    const from = intervalAt(sources.edges, lastStartNs.get(thread) ?? endNs)
    const to = Math.min(sources.exitFlags.length - 1, intervalAt(sources.edges, endNs + 5e6))
    let pages = 0
    for (let k = from; k <= to; k++) pages += (balance.freed[k] as number) + Math.max(0, slots?.[k] ?? 0)
    given.set(thread, pages)
  }
  return given
}

/** Most pages touched in one phase. */
function phaseTouches(work: ThreadWork, pages: TaskPages): number {
  let most = 0
  for (const phase of work.phases) {
    let sum = 0
    for (let i = phase.from; i < phase.to; i++) sum += pages.touch[i] as number
    most = Math.max(most, sum)
  }
  return most
}

function allocatedBefore(work: ThreadWork, pages: TaskPages, tsNs: number): number {
  let sum = 0
  work.bursts.forEach((burst, i) => {
    if (burst.startNs <= tsNs) sum += pages.alloc[i] as number
  })
  return sum
}

/** Exits smaller than this free what every small process has; they own nothing that matters. */
const MIN_EXIT_PAGES = 256

/** Ownership per thread, in the order of `works`. */
export function resolveOwnership(works: readonly ThreadWork[], pages: readonly (TaskPages | null)[], sources: PageSources, levels: InitialLevels): Ownership[] {
  const spaceOf = new Map<number, MemorySpace>()
  for (const space of sources.spaces) if (space.owner >= 0) spaceOf.set(space.owner, space)
  const lastStart = new Map(works.map((work) => [work.slices.thread, work.bursts.at(-1)?.startNs ?? 0]))
  const given = sources.balance === null ? new Map<number, number>() : exitPages(sources, sources.balance, lastStart)
  const usual = usualUnownedSize(sources.spaces)
  const anon = (levels.anonPages ?? 0) + (levels.swappedPages ?? 0)
  const swappedShare = anon > 0 ? (levels.swappedPages ?? 0) / anon : 0
  return works.map((work, i) => {
    const own = pages[i]
    if (own === null || own === undefined || !own.isApp) return NOTHING
    const space = spaceOf.get(work.slices.thread)
    const exit = given.get(work.slices.thread) ?? null
    const hints: OwnerHints = {
      exitPages: exit !== null && exit >= MIN_EXIT_PAGES ? exit : null,
      allocatedPages: own.allocTotal,
      swappedInPages: own.swapInTotal,
      phaseTouches: phaseTouches(work, own),
      allocatedBeforeFirstLine: space === undefined ? 0 : allocatedBefore(work, own, space.tsNs[0] as number)
    }
    return ownershipOf(space, hints, usual, swappedShare)
  })
}
