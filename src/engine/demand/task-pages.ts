/** Second pass over a thread: its pages per burst and its program rows. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import type { AnonBalance } from './anon-balance'
import { burstShares, spreadPages } from './burst-pages'
import { sumOf } from './counters'
import type { Dependencies } from './dependencies'
import type { ResolvedHints } from './demand-hints'
import type { ExitMemory } from './exit-memory'
import type { ThreadExit } from './exits'
import type { FileDemand } from './file-demand'
import type { Ownership } from './initial-state'
import type { MemoryActivity } from './memory-activity'
import type { ProgramRow } from './program-rows'
import type { UntracedReclaim } from './recorded-overheads'
import type { Refaults } from './refaults'
import type { MemorySpace } from './rss-evidence'
import { fillSteadyTouches } from './steady-touches'
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
  readonly dependencies: Dependencies
  readonly file: FileDemand | null
  readonly untraced: UntracedReclaim | null
  /** Threads that ended in the window, and what those gave back whose process ended with them. */
  readonly exits: ReadonlyMap<number, ThreadExit>
  readonly exitMemory: ReadonlyMap<number, ExitMemory>
  /** Threads that count as apps in the observed metrics, or whose exit freed memory. */
  readonly appThreads: ReadonlySet<number>
  /** All pages allocated and touched in the window. */
  readonly totalPages: number
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

/** Fewer pages in a window, and a smaller part of all of them, make no app of a thread without other evidence. */
const MIN_APP_PAGES = 64
const MIN_APP_PART = 0.0025
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
  const touch = fillSteadyTouches(work.bursts, work.phases, spread(sources.refaults.touches[row]), alloc)
  const file = spread(sources.file?.pages[row])
  const free = spread(sources.activity.freed[row])
  const swapInTotal = sumOf(sources.activity.swappedIn[row] ?? [])
  const used = sumOf(alloc) + sumOf(touch) + sumOf(file)
  const isApp = sources.appThreads.has(work.slices.thread) || used >= Math.max(MIN_APP_PAGES, MIN_APP_PART * sources.totalPages)
  return { alloc, touch, file, free, overheadNs: spread(overheadPerInterval(sources, row)), allocTotal: sumOf(alloc), swapInTotal, touchTotal: sumOf(touch), isApp }
}

function withoutOverhead(work: ThreadWork, pages: TaskPages): ThreadWork['bursts'] {
  if (!pages.overheadNs.some((ns) => ns > 0)) return work.bursts
  return work.bursts.map((burst, i) => ({ ...burst, cpuNs: burst.cpuNs - Math.min(MAX_OVERHEAD * burst.cpuNs, pages.overheadNs[i] as number), workNs: burst.workNs - Math.min(MAX_OVERHEAD * burst.workNs, pages.overheadNs[i] as number) }))
}

function noPages(count: number): BurstPages {
  const none = new Float64Array(count)
  return { alloc: none, touch: none, file: none, free: none }
}

/** Program rows of a thread, not yet fused. */
export function taskRows(work: ThreadWork, pages: TaskPages | null, owned: Ownership | undefined, sources: PageSources): ProgramRow[] {
  const { thread } = work.slices
  const exits = sources.exits.get(thread)?.endsProcess === true
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
    exitPages: (owned?.residentPages ?? 0) + (owned?.swappedPages ?? 0) + (pages?.allocTotal ?? 0),
    waitsFor: (burst) => sources.dependencies.waitsFor(thread, burst),
    signals: (burst) => sources.dependencies.signals(thread, burst)
  })
}
