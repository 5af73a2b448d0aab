/** Gives address spaces of rss_stat that no line names to the threads whose counters fit them. */
import type { Trace } from '../trace/trace'
import { sumOf } from './counters'
import { matchReturners, matchSpaces, type Allocator, type Returner } from './match-spaces'
import type { MemoryActivity } from './memory-activity'
import type { MemorySpace } from './rss-evidence'
import type { ThreadWork } from './thread-work'

/** Swap-ins below this are those of a small helper, not of an app that returns. */
const MIN_RETURN_PAGES = 64

/** Sets the owners. `users`: the threads that `activity` was shared among, in its order. */
export function assignSpaces(trace: Trace, users: readonly ThreadWork[], activity: MemoryActivity, spaces: readonly MemorySpace[], edges: Float64Array): void {
  matchSpaces(spaces, allocators(users, activity, spaces, edges))
  matchReturners(spaces, returners(trace, users, activity, spaces, edges), (thread) => trace.threads.tid[thread] as number)
}

/** Threads that allocated and have no address space in rss_stat yet. */
function allocators(users: readonly ThreadWork[], activity: MemoryActivity, spaces: readonly MemorySpace[], edges: Float64Array): Allocator[] {
  const owners = new Set(spaces.map((space) => space.owner))
  return users.flatMap((work, t) => {
    const row = activity.allocated[t]
    if (row === undefined || owners.has(work.slices.thread)) return []
    const last = row.reduce((found, pages, k) => (pages >= 1 ? k : found), 0)
    return [{ thread: work.slices.thread, pages: sumOf(row), doneNs: edges[last] as number }]
  })
}

/** Threads that swapped in more than they allocated: they had memory before the window. */
function returners(trace: Trace, users: readonly ThreadWork[], activity: MemoryActivity, spaces: readonly MemorySpace[], edges: Float64Array): Returner[] {
  const owners = new Set(spaces.map((space) => space.owner))
  return users.flatMap((work, t) => {
    const { thread } = work.slices
    const row = activity.swappedIn[t]
    if (row === undefined || owners.has(thread) || sumOf(row) <= Math.max(MIN_RETURN_PAGES, sumOf(activity.allocated[t] as Float64Array))) return []
    let pages = 0
    const first = row.findIndex((count) => (pages += count) >= MIN_RETURN_PAGES)
    return [{ thread, tid: trace.threads.tid[thread] as number, firstSwapInNs: edges[first + 1] as number }]
  })
}
