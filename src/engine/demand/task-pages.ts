/** Second pass over a thread: its pages per burst and its program rows. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import type { AnonBalance } from './anon-balance'
import { burstShares, spreadPages } from './burst-pages'
import { sumOf } from './counters'
import type { ResolvedHints } from './demand-hints'
import type { FileDemand } from './file-demand'
import type { Ownership } from './initial-state'
import type { MemoryActivity } from './memory-activity'
import type { ProgramRow } from './program-rows'
import type { UntracedReclaim } from './recorded-overheads'
import type { Refaults } from './refaults'
import type { MemorySpace } from './rss-evidence'
import { buildRows, type BurstPages } from './task-rows'
import type { ThreadWork } from './thread-work'

export interface PageSources {
  readonly trace: Trace
  readonly window: TimeWindow
  readonly edges: Float64Array
  readonly hints: ResolvedHints
  readonly balance: AnonBalance | null
  readonly spaces: readonly MemorySpace[]
  readonly activity: MemoryActivity
  readonly refaults: Refaults
  readonly file: FileDemand | null
  readonly untraced: UntracedReclaim | null
  /** When threads ended, and those whose process ended with them. */
  readonly exits: ReadonlyMap<number, number>
  readonly endingThreads: ReadonlySet<number>
  readonly exitFlags: Uint8Array
  /** Row of a user thread in the activity tables. */
  readonly rowOfThread: ReadonlyMap<number, number>
}

export interface TaskPages extends BurstPages {
  /** CPU time per burst that is not demand (unmarked reclaim, decompression), ns. */
  readonly overheadNs: Float64Array
  readonly allocTotal: number
  readonly swapInTotal: number
  readonly touchTotal: number
  readonly isApp: boolean
}

/** Fewer pages in a window make no app of a thread without other evidence. */
const MIN_APP_PAGES = 64
/** Never more than this part of a burst is taken out as overhead. */
const MAX_OVERHEAD = 0.9

function overheadPerInterval(sources: PageSources, row: number): Float64Array {
  const decompress = sources.hints.decompressNs
  const allocated = sources.activity.allocated
  return new Float64Array(sources.edges.length - 1).map((_, k) => {
    const swapIns = sources.activity.swappedIn[row]?.[k] ?? 0
    const reclaim = sources.untraced?.cpuNs[k] ?? 0
    if (reclaim === 0) return swapIns * decompress
    const all = allocated.reduce((sum, pages) => sum + (pages[k] as number), 0)
    return swapIns * decompress + (all > 0 ? (reclaim * (allocated[row]?.[k] ?? 0)) / all : 0)
  })
}

/** Pages of a thread per burst; null for kernel threads. */
export function taskPages(work: ThreadWork, sources: PageSources): TaskPages | null {
  const row = sources.rowOfThread.get(work.slices.thread)
  if (row === undefined) return null
  const { trace, window, edges } = sources
  const count = work.bursts.length
  const shares = burstShares({ trace, window, slices: work.slices, spans: work.spans, edges, cpuNs: work.candidate.cpuNs, bursts: work.bursts })
  const spread = (amounts: Float64Array | undefined): Float64Array => (amounts === undefined ? new Float64Array(count) : spreadPages(shares, count, amounts))
  const alloc = spread(sources.activity.allocated[row])
  const touch = spread(sources.refaults.touches[row])
  const file = spread(sources.file?.pages[row])
  const free = spread(sources.activity.freed[row])
  const swapInTotal = sumOf(sources.activity.swappedIn[row] ?? [])
  const used = sumOf(alloc) + sumOf(touch) + sumOf(file)
  const isApp = used >= MIN_APP_PAGES || (work.candidate.hasEvidence && used > 0) || sources.endingThreads.has(work.slices.thread)
  return { alloc, touch, file, free, overheadNs: spread(overheadPerInterval(sources, row)), allocTotal: sumOf(alloc), swapInTotal, touchTotal: sumOf(touch), isApp }
}

function withoutOverhead(work: ThreadWork, pages: TaskPages): ThreadWork['bursts'] {
  if (!pages.overheadNs.some((ns) => ns > 0)) return work.bursts
  return work.bursts.map((burst, i) => ({ ...burst, cpuNs: burst.cpuNs - Math.min(MAX_OVERHEAD * burst.cpuNs, pages.overheadNs[i] as number) }))
}

function noPages(count: number): BurstPages {
  const none = new Float64Array(count)
  return { alloc: none, touch: none, file: none, free: none }
}

/** Program rows of a thread, not yet fused. */
export function taskRows(work: ThreadWork, pages: TaskPages | null, owned: Ownership | undefined, sources: PageSources): ProgramRow[] {
  const exits = sources.endingThreads.has(work.slices.thread)
  return buildRows({
    bursts: pages === null ? work.bursts : withoutOverhead(work, pages),
    sleepNs: work.sleepNs,
    phases: work.phases,
    pacing: work.pacing.kind,
    clock: work.clock,
    pages: pages !== null && pages.isApp ? pages : noPages(work.bursts.length),
    windowStartNs: sources.window.startNs,
    windowEndNs: sources.window.endNs,
    exits,
    exitPages: (owned?.residentPages ?? 0) + (owned?.swappedPages ?? 0) + (pages?.allocTotal ?? 0)
  })
}
