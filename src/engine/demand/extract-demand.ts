/** Trace -> demand: what the workload wanted, with recorded reclaim taken out. The steps live in the files next to this one. */
import { threadClass } from '../observe/thread-class'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { balanceAnon, type AnonBalance } from './anon-balance'
import { assumeLevels } from './assumed-memory'
import { buildTask } from './build-task'
import type { BurstSources } from './bursts'
import { intervalEdges, sumOf } from './counters'
import type { Demand, DemandEvidence, InitialLot } from './demand'
import { findDependencies } from './dependencies'
import { resolveHints, type DemandHints, type ResolvedHints } from './demand-hints'
import { estimateDirtyShare } from './dirty-share'
import { describeEvidence } from './evidence'
import { measureExits } from './exit-memory'
import { findExits, flagExitIntervals } from './exits'
import { extractFileDemand } from './file-demand'
import { fragmentationEvents } from './fragmentation'
import { fuseToFit } from './fuse-rows'
import { orderInitialPages } from './initial-order'
import { kernelPagesPerPage } from './kernel-growth'
import { finishInitial, readInitialLevels } from './initial-state'
import { shareMemoryActivity } from './memory-activity'
import { resolveOwnership, spacesByThread } from './ownership'
import { collectReclaimSpans, spansOf } from './reclaim-spans'
import { estimateUntracedReclaim } from './recorded-overheads'
import { estimateTouches } from './refaults'
import { collectSpaces } from './rss-evidence'
import { assignSpaces } from './space-owners'
import { swappedShareOfOldPages, swappedShares } from './swapped-share'
import { taskPages, taskRows, type PageSources } from './task-pages'
import { collectThreadSlices, flagIdleBefore, reclaimThreads } from './thread-slices'
import { analyseThread, type ThreadWork } from './thread-work'
import { indexWakeups, type WakeIndex } from './wake-index'

function analyseThreads(trace: Trace, window: TimeWindow, wakes: WakeIndex, edges: Float64Array, reclaimers: ReadonlySet<number>, slowdown: number): ThreadWork[] {
  const sources: BurstSources = { trace, window, wakes, idleBefore: flagIdleBefore(trace), slowdown }
  const proven = provenByRss(trace)
  const spans = collectReclaimSpans(trace, window)
  const threads = collectThreadSlices(trace, window, reclaimers)
  return threads.map((slices) => analyseThread(sources, slices, spansOf(spans, slices.thread), edges, proven.has(slices.thread)))
}

/** Threads that exist in rss_stat as `curr=1`: they handle memory of their own for certain. */
function provenByRss(trace: Trace): Set<number> {
  const table = trace.events['rss_stat']
  const curr = table?.args['curr']
  const proven = new Set<number>()
  for (let i = 0; i < (table?.count ?? 0); i++) if (curr?.[i] === 1) proven.add(table?.thread[i] as number)
  return proven
}

function swapShares(balance: AnonBalance | null, sources: Pick<PageSources, 'activity'>, levels: ReturnType<typeof readInitialLevels>, intervals: number): Float64Array {
  if (balance === null) return new Float64Array(intervals).fill(1)
  return swappedShareOfOldPages({
    allocated: sources.activity.allocated,
    swappedIn: sources.activity.swappedIn,
    reclaimed: balance.reclaimed,
    residentPages: levels.anonPages ?? 0,
    swappedPages: levels.swappedPages ?? 0
  })
}

interface Collected {
  readonly works: readonly ThreadWork[]
  readonly sources: PageSources
  readonly levels: ReturnType<typeof readInitialLevels>
  readonly evidence: readonly DemandEvidence[]
  readonly dirtyShare: number
}

/** Everything that is known per thread and interval. */
function collect(trace: Trace, window: TimeWindow, hints: ResolvedHints, warnings: string[]): Collected {
  const edges = intervalEdges(trace, window)
  const reclaimers = reclaimThreads(trace)
  const wakes = indexWakeups(trace)
  const works = analyseThreads(trace, window, wakes, edges, reclaimers, hints.slowdown)
  const dependencies = findDependencies(trace, works, wakes, window.startNs)
  const threads = works.map((work) => work.slices)
  const lastBurst = new Map(works.map((work) => [work.slices.thread, work.bursts.at(-1)?.startNs ?? window.startNs]))
  const exits = findExits(trace, window, threads, lastBurst)
  const exitFlags = flagExitIntervals(exits.values(), edges)
  const balance = balanceAnon(trace, edges, exitFlags)
  if (balance === null) warnings.push('No counters of anonymous memory: pages come from rss_stat alone or are missing.')
  const spaces = collectSpaces(trace, window, new Set(exits.keys()), hints.pageSize)
  const users = works.filter((work) => !work.isKernelThread)
  const candidates = users.map((work) => work.candidate)
  const activity = shareMemoryActivity(trace, candidates, balance, spaces, edges, exitFlags)
  assignSpaces(trace, users, activity, spaces, edges)
  const levels = readInitialLevels(trace, window, hints.pageSize)
  const shares = swapShares(balance, { activity }, levels, edges.length - 1)
  const shareOf = swappedShares(candidates.map((candidate) => candidate.thread), spaces, edges, shares)
  const refaults = estimateTouches(activity, shareOf)
  const file = extractFileDemand(trace, candidates, edges)
  const untraced = estimateUntracedReclaim(trace, window, edges, reclaimers)
  const dirty = estimateDirtyShare(trace, balance, edges, hints.dirtyShare)
  const exitMemory = measureExits(trace, balance, exits.values(), edges, hints.pageSize)
  const sources: PageSources = {
    trace, window, edges, hints, balance, spaces, activity, refaults, file, untraced, exits, exitMemory, dependencies,
    appThreads: new Set(works.map((work) => work.slices.thread).filter((thread) => exitMemory.has(thread) || threadClass(trace, thread) === 'app')),
    totalPages: sumOf(activity.allocated.map(sumOf)) + sumOf(refaults.touches.map(sumOf)),
    rowOfThread: new Map(users.map((work, t) => [work.slices.thread, t]))
  }
  const evidence = describeEvidence({ works, dependencies, activity, refaults, file, untraced, dirty: dirty.evidence, balance, hints })
  return { works, sources, levels, evidence, dirtyShare: dirty.share }
}

function initialLots(works: readonly ThreadWork[], residentPages: readonly number[], sources: PageSources, unowned: number, isCounted: boolean): InitialLot[] {
  const spaceOf = spacesByThread(sources.spaces)
  const owners = works.map((work, task) => {
    const thread = work.slices.thread
    return { task, pages: residentPages[task] ?? 0, space: spaceOf.get(thread), exit: sources.exits.get(thread), exitMemory: sources.exitMemory.get(thread) }
  })
  const idle = sources.spaces.filter((space) => space.owner < 0)
  const { startNs, endNs } = sources.window
  return orderInitialPages(owners, idle, unowned, sources.spaces.length > 0 && isCounted, (startNs + endNs) / 2)
}

/**
 * Extracts the demand of a window.
 * @param trace any capture with CPU slices; counters, rss_stat, wake-ups and reclaim events are used where present.
 * @param window span on the trace clock, ns since the trace's origin.
 * @returns programs per task, the memory at the start, and which evidence each part came from. Never fails: what the trace
 * does not tell is said in `evidence` (uncertainty) and `warnings`.
 */
export function extractDemand(trace: Trace, window: TimeWindow, hints: DemandHints = {}): Demand {
  const warnings: string[] = []
  const resolved = resolveHints(hints, trace.device?.pageSize)
  const { works, sources, levels, evidence, dirtyShare } = collect(trace, window, resolved, warnings)
  if (works.length === 0) warnings.push('No CPU slices in the window: the demand is empty.')
  const pages = works.map((work) => taskPages(work, sources))
  const owned = resolveOwnership(works, pages, sources, resolved.memory === null ? levels : assumeLevels(levels, resolved.memory, 0).levels)
  const start = finishInitial(levels, owned, resolved.memory)
  warnings.push(...start.warnings)
  const lots = initialLots(works, owned.map((own) => Math.round(own.residentPages * start.factor)), sources, start.initial.unownedAnonPages, levels.anonPages !== null)
  const lists = works.map((work, i) => taskRows(work, pages[i] ?? null, owned[i], sources))
  const fused = fuseToFit(lists.map((rows, i) => ({ isApp: pages[i]?.isApp === true, rows })), resolved.maxRows)
  if (fused.appSpanNs > 0) warnings.push(`Programs of apps were fused to steps of up to ${fused.appSpanNs / 1e6} ms to stay below ${resolved.maxRows} rows.`)
  const tasks = works.map((work, i) => buildTask({ work, trace, window, pages: pages[i] ?? null, rows: fused.rows[i] ?? [], owned: owned[i], factor: start.factor, dirtyShare }))
  return {
    startNs: window.startNs, endNs: window.endNs, cpuCount: trace.cpuCount, tasks,
    initial: { ...start.initial, lots },
    kernelPagesPerPage: kernelPagesPerPage(trace, window, sumOf(sources.activity.allocated.map(sumOf)), resolved.pageSize),
    fragmentationNs: fragmentationEvents(trace, window), evidence: [...evidence, start.evidence], warnings
  }
}
