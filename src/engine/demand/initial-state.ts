/** Memory at the start of the window: counters, and who owned how much of it. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { assumeLevels, type MemorySize } from './assumed-memory'
import { namedLevel, swapUsedAt } from './counters'
import type { Demand, DemandEvidence } from './demand'
import type { ExitMemory } from './exit-memory'
import { median } from './robust-stats'
import { residentAt, type MemorySpace } from './rss-evidence'

export interface InitialLevels {
  readonly freePages: number | null
  readonly inactiveAnonPages: number | null
  readonly activeAnonPages: number | null
  readonly inactiveFilePages: number | null
  readonly activeFilePages: number | null
  /** Anonymous pages resident, and in swap. */
  readonly anonPages: number | null
  readonly swappedPages: number | null
}

/** Pages in swap: zram's own counter, else swap in use, else what was written minus what came back since boot (an upper bound). */
function swappedAt(trace: Trace, tsNs: number, pageSize: number): number | null {
  const bytes = namedLevel(trace, 'zram_orig_data_size', tsNs)
  if (bytes !== null) return Math.max(0, Math.round(bytes / pageSize))
  const used = swapUsedAt(trace, tsNs)
  if (used !== null) return Math.round(used)
  const out = namedLevel(trace, 'pswpout', tsNs)
  const back = namedLevel(trace, 'pswpin', tsNs)
  return out === null ? null : Math.max(0, Math.round(out - (back ?? 0)))
}

/** Reads the levels at the window's start, interpolated between samples; null where nothing was recorded. */
export function readInitialLevels(trace: Trace, window: TimeWindow, pageSize: number): InitialLevels {
  const level = (name: string): number | null => namedLevel(trace, name, window.startNs)
  const inactiveAnonPages = level('nr_inactive_anon')
  const activeAnonPages = level('nr_active_anon')
  const lists = inactiveAnonPages === null && activeAnonPages === null ? null : (inactiveAnonPages ?? 0) + (activeAnonPages ?? 0)
  return {
    freePages: level('nr_free_pages'),
    inactiveAnonPages,
    activeAnonPages,
    inactiveFilePages: level('nr_inactive_file'),
    activeFilePages: level('nr_active_file'),
    anonPages: lists ?? level('nr_anon_pages'),
    swappedPages: swappedAt(trace, window.startNs, pageSize)
  }
}

/** Resident and swapped pages of a task at the window's start. */
export interface Ownership {
  readonly residentPages: number
  readonly swappedPages: number
}

/** What is known about a task's memory besides rss_stat. */
export interface OwnerHints {
  /** What it gave back when it exited in the window; null when it did not or too little to measure. */
  readonly exit: ExitMemory | null
  /** It exited without having allocated in the window. */
  readonly exits: boolean
  /** Pages it allocated, and swapped in, in the window. */
  readonly allocatedPages: number
  readonly swappedInPages: number
  /** Most pages it touched in one phase. */
  readonly phaseTouches: number
  /** Pages it allocated before its first rss_stat line. */
  readonly allocatedBeforeFirstLine: number
}

/** Part of a resident size that the task had before: what it did not allocate in the window up to that line. */
const GROWN_SHARE = 0.5

/** Smaller processes are no returning apps. */
const MIN_USUAL_PAGES = 1024

/**
 * Usual size of a process from before the window, for returning apps without lines of their own: the address spaces that
 * nobody in the trace owned up to, else the processes that exited.
 */
export function usualSize(spaces: readonly MemorySpace[], exitSizes: readonly number[]): number | null {
  const large = (sizes: readonly number[]): number[] => sizes.filter((pages) => pages >= MIN_USUAL_PAGES)
  const idle = large(spaces.filter((space) => space.owner < 0).map((space) => space.pages[0] as number))
  return median(idle) ?? median(large(exitSizes))
}

/** Swap-ins below this are those of a small helper, not of an app that returns. */
const MIN_RETURN_PAGES = 64

/**
 * Ownership of one task at the window's start.
 * @param usual see `usualSize`.
 * @param swappedShare swapped part of all anonymous pages at the start, 0..1.
 */
export function ownershipOf(space: MemorySpace | undefined, hints: OwnerHints, usual: number | null, swappedShare: number): Ownership {
  const split = (pages: number): Ownership => {
    const swapped = Math.round(pages * swappedShare)
    return { residentPages: Math.max(0, Math.round(pages) - swapped), swappedPages: swapped }
  }
  const { exit } = hints
  if (exit !== null && exit.swappedPages !== null) return split(Math.max(0, exit.residentPages + exit.swappedPages - hints.allocatedPages))
  const first = space === undefined ? null : residentAt(space, 0)
  if (first !== null && first > 0) {
    const before = first - hints.allocatedBeforeFirstLine
    // All of it grew in the window: the task began empty.
    if (before > GROWN_SHARE * first) return { residentPages: Math.round(before), swappedPages: Math.round((before * swappedShare) / Math.max(0.01, 1 - swappedShare)) }
    if (hints.swappedInPages <= hints.allocatedPages && !hints.exits) return { residentPages: 0, swappedPages: 0 }
  }
  // It gave back memory, how many slots is not known: at least that, and no less than its like.
  if (exit !== null) return split(Math.max(0, exit.residentPages - hints.allocatedPages, hints.exits ? (usual ?? 0) : 0))
  // Swapped in more than it ever allocated here: it existed before, with at least what it touched at once.
  if (hints.swappedInPages > Math.max(MIN_RETURN_PAGES, hints.allocatedPages)) return split(Math.max(usual ?? 0, hints.phaseTouches))
  return { residentPages: 0, swappedPages: 0 }
}

/** Initial state of the demand, and what of it was assumed. */
export interface InitialState {
  readonly initial: Demand['initial']
  /** Scale of the ownership so that all tasks together fit into memory. */
  readonly factor: number
  readonly evidence: DemandEvidence
  readonly warnings: readonly string[]
}

function initialEvidence(assumed: readonly string[], known: InitialLevels): DemandEvidence {
  const missing = known.freePages === null || known.anonPages === null
  if (assumed.length > 0 && missing) return { part: 'initial memory', source: `assumed: ${assumed.join(', ')}`, uncertainty: 0.5 }
  return { part: 'initial memory', source: missing ? 'tasks only, counters missing' : 'vmstat levels at the window start', uncertainty: missing ? 0.5 : 0.02 }
}

/** Initial state of the demand: levels, less what its tasks own. Scales ownership down when tasks claim more than there is. */
export function finishInitial(known: InitialLevels, owned: readonly Ownership[], size: MemorySize | null): InitialState {
  const resident = owned.reduce((sum, own) => sum + own.residentPages, 0)
  const swapped = owned.reduce((sum, own) => sum + own.swappedPages, 0)
  const { levels, assumed } = size === null ? { levels: known, assumed: [] } : assumeLevels(known, size, resident)
  const anon = levels.anonPages
  const factor = anon !== null && resident > anon ? anon / resident : 1
  const inactive = levels.inactiveAnonPages ?? Math.max(0, (anon ?? resident) - (levels.activeAnonPages ?? 0))
  const round = (value: number | null): number => Math.max(0, Math.round(value ?? 0))
  return {
    factor,
    evidence: initialEvidence(assumed, known),
    warnings: assumed.length === 0 ? [] : [`Not recorded and assumed at the start of the window: ${assumed.join(', ')}. When reclaim begins, and what it finds, depends on it: record /proc/vmstat.`],
    initial: {
      freePages: round(levels.freePages),
      inactiveAnonPages: round(inactive),
      activeAnonPages: round(levels.activeAnonPages),
      inactiveFilePages: round(levels.inactiveFilePages),
      activeFilePages: round(levels.activeFilePages),
      unownedAnonPages: Math.max(0, round(anon ?? resident) - Math.round(resident * factor)),
      unownedSwappedPages: Math.max(0, round(levels.swappedPages) - swapped)
    }
  }
}
