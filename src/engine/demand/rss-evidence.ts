/**
 * What rss_stat says about anonymous memory: which thread owns an address space (lines with curr=1 come from it), its
 * resident size over time, and its growth. Recorders may sample the lines (e.g. multiples of 512 KiB): then the sizes are
 * good and the growth is a lower bound.
 */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { intervalAt } from './counters'
import { lowerBound } from './robust-stats'

const MEMBER_ANON = 1

/** Resident sizes of one address space, by time. */
export interface MemorySpace {
  readonly mmId: number
  /** Index of the thread it belongs to; -1 when no line tells. */
  owner: number
  readonly tsNs: number[]
  readonly pages: number[]
  /** Thread that emitted the line when it was in its own address space, else -1. */
  readonly emitter: number[]
}

/**
 * Collects the address spaces of the window. `dying` are threads that ended: a line of size 0 from one of them is its own, and
 * the end of the space (the kernel's ids are hashed addresses and come back).
 */
export function collectSpaces(trace: Trace, window: TimeWindow, dying: ReadonlySet<number>, pageSize: number): MemorySpace[] {
  const table = trace.events['rss_stat']
  const open = new Map<number, MemorySpace>()
  const spaces: MemorySpace[] = []
  const { mm_id: ids, curr, member, size } = table?.args ?? {}
  if (table === undefined || ids === undefined || size === undefined) return []
  for (let i = 0; i < table.count; i++) {
    const ts = table.tsNs[i] as number
    const bytes = size[i] as number
    if (ts < window.startNs || ts > window.endNs || !(bytes >= 0)) continue
    if (member !== undefined && member[i] !== MEMBER_ANON) continue
    const mmId = ids[i] as number
    let space = open.get(mmId)
    if (space === undefined) {
      space = { mmId, owner: -1, tsNs: [], pages: [], emitter: [] }
      open.set(mmId, space)
      spaces.push(space)
    }
    const thread = table.thread[i] as number
    const own = curr?.[i] === 1
    space.tsNs.push(ts)
    space.pages.push(bytes / pageSize)
    space.emitter.push(own ? thread : -1)
    const ends = bytes === 0 && !own && dying.has(thread)
    if (own || (ends && space.owner < 0)) space.owner = thread
    if (ends) open.delete(mmId)
  }
  return spaces
}

/** Part of a space that must be gone before reclaim has come to it: a page here and there goes earlier. */
const BEGUN_SHARE = 0.05

/** Time at which reclaim had come to a space: it took a part of the first known size. +Infinity when that did not happen. */
export function reclaimedFromNs(space: MemorySpace): number {
  const most = (1 - BEGUN_SHARE) * (space.pages[0] as number)
  const at = space.pages.findIndex((pages, i) => pages <= most && (space.emitter[i] as number) < 0)
  return at < 0 ? Infinity : (space.tsNs[at] as number)
}

/** Resident pages at a time: last known before it, else the first known after it; null without lines. */
export function residentAt(space: MemorySpace, tsNs: number): number | null {
  const after = lowerBound(space.tsNs, tsNs)
  return space.pages[Math.max(0, after - 1)] ?? null
}

/** Rises of the resident size per owner thread and interval, pages. Rises between two lines count at the later one. */
export function growthPerInterval(spaces: readonly MemorySpace[], edges: Float64Array): Map<number, Float64Array> {
  const growth = new Map<number, Float64Array>()
  for (const space of spaces) {
    for (let i = 1; i < space.tsNs.length; i++) {
      const rise = (space.pages[i] as number) - (space.pages[i - 1] as number)
      const thread = (space.emitter[i] as number) >= 0 ? (space.emitter[i] as number) : space.owner
      if (rise <= 0 || thread < 0) continue
      let row = growth.get(thread)
      if (row === undefined) growth.set(thread, (row = new Float64Array(edges.length - 1)))
      const k = intervalAt(edges, space.tsNs[i] as number)
      row[k] = (row[k] as number) + rise
    }
  }
  return growth
}
