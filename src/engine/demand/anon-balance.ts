/**
 * Anonymous allocation and frees per interval from /proc/vmstat:
 * delta(nr_anon_pages) = allocated + swapped in - reclaimed - freed. Minor faults (pgfault - pgmajfault) are an upper bound
 * of the allocation and stand in where frees hide it (an exit in the interval).
 */
import type { Trace } from '../trace/trace'
import { findCounter, firstDeltas, intervalDeltas, sumOf, summedDeltas, swapUsedAt } from './counters'
import { median } from './robust-stats'

export interface AnonBalance {
  /** Pages per interval, >= 0. */
  readonly allocated: Float64Array
  readonly freed: Float64Array
  readonly swappedIn: Float64Array
  readonly reclaimed: Float64Array
  readonly source: string
  readonly uncertainty: number
}

/** Pages that sampling of different counters at slightly different times may fake. */
const NOISE_PAGES = 48

const zeros = (edges: Float64Array): Float64Array => new Float64Array(edges.length - 1)

function anonLevelDeltas(trace: Trace, edges: Float64Array): Float64Array | null {
  return intervalDeltas(trace, 'nr_anon_pages', edges) ?? summedDeltas(trace, ['nr_inactive_anon', 'nr_active_anon'], edges)
}

/** Anonymous pages that reclaim took. Kernels without pgsteal_anon: what it wrote to swap is all it can take. */
function reclaimedDeltas(trace: Trace, edges: Float64Array): Float64Array | null {
  return firstDeltas(trace, ['pgsteal_anon', 'pswpout'], edges) ?? summedDeltas(trace, ['pgsteal_kswapd', 'pgsteal_direct'], edges) ?? swapGrowth(trace, edges, 1)
}

/** Growth (sign 1) or shrinking (sign -1) of the swap in use per interval; pages that went both ways in one do not show. */
function swapGrowth(trace: Trace, edges: Float64Array, sign: 1 | -1): Float64Array | null {
  if (swapUsedAt(trace, edges[0] as number) === null) return null
  return zeros(edges).map((_, k) => Math.max(0, sign * ((swapUsedAt(trace, edges[k + 1] as number) ?? 0) - (swapUsedAt(trace, edges[k] as number) ?? 0))))
}

function minorFaults(trace: Trace, edges: Float64Array): Float64Array | null {
  const faults = intervalDeltas(trace, 'pgfault', edges)
  const major = intervalDeltas(trace, 'pgmajfault', edges)
  return faults === null ? null : faults.map((value, k) => Math.max(0, value - (major?.[k] ?? 0)))
}

/** Moves negative net allocations (sampling noise) to the neighbours so that the sum stays the same. */
function carryNegatives(values: Float64Array): Float64Array {
  const result = values.slice()
  let debt = 0
  for (let k = 0; k < result.length; k++) {
    const value = (result[k] as number) - debt
    debt = Math.max(0, -value)
    result[k] = Math.max(0, value)
  }
  for (let k = result.length - 1; k >= 0 && debt > 0; k--) {
    const taken = Math.min(debt, result[k] as number)
    result[k] = (result[k] as number) - taken
    debt -= taken
  }
  return result
}

/** Allocated anonymous pages per minor fault where nothing was freed: the median over the intervals that allocate most. */
function pagesPerFault(net: Float64Array, minor: Float64Array, exits: Uint8Array): number {
  const rows = [...net.keys()].filter((k) => exits[k] === 0 && (minor[k] as number) > NOISE_PAGES && (net[k] as number) > NOISE_PAGES)
  rows.sort((a, b) => (net[b] as number) - (net[a] as number))
  const best = rows.slice(0, Math.max(8, rows.length >> 1)).map((k) => (net[k] as number) / (minor[k] as number))
  return Math.min(1, median(best) ?? 1)
}

/**
 * Balance of a window.
 * @param exits 1 for the intervals in which a process exited.
 * @returns null when the trace has neither a level of anonymous pages nor faults.
 */
export function balanceAnon(trace: Trace, edges: Float64Array, exits: Uint8Array): AnonBalance | null {
  const level = anonLevelDeltas(trace, edges)
  const minor = minorFaults(trace, edges)
  const swappedIn = intervalDeltas(trace, 'pswpin', edges) ?? swapGrowth(trace, edges, -1) ?? zeros(edges)
  const reclaimed = reclaimedDeltas(trace, edges) ?? zeros(edges)
  if (level === null) return minor === null ? balanceFree(trace, edges, swappedIn, reclaimed) : faultsOnly(minor, swappedIn, reclaimed)
  const net = level.map((value, k) => value + (reclaimed[k] as number) - (swappedIn[k] as number))
  const perFault = minor === null ? 1 : pagesPerFault(net, minor, exits)
  const freed = zeros(edges)
  const gross = net.map((value, k) => {
    const hidden = exits[k] === 1 || value < -4 * NOISE_PAGES
    if (!hidden || minor === null) return value
    const allocated = Math.max(value, (minor[k] as number) * perFault)
    freed[k] = Math.max(0, allocated - value)
    return allocated
  })
  const fromMeminfo = findCounter(trace, 'pswpout') === undefined && findCounter(trace, 'pgsteal_kswapd') === undefined && findCounter(trace, 'pgsteal_anon') === undefined
  const source = fromMeminfo ? 'meminfo deltas (anonymous pages, swap in use)' : `vmstat deltas (anonymous pages, reclaim, swap-ins${minor === null ? '' : ', faults'})`
  const uncertainty = fromMeminfo ? 0.3 : minor === null ? 0.1 : 0.02
  return { allocated: carryNegatives(gross), freed, swappedIn, reclaimed, source, uncertainty }
}

function faultsOnly(minor: Float64Array, swappedIn: Float64Array, reclaimed: Float64Array): AnonBalance {
  return { allocated: minor, freed: new Float64Array(minor.length), swappedIn, reclaimed, source: 'vmstat minor faults', uncertainty: 0.4 }
}

/** Last resort: what left the free list and was not given back by reclaim. Page cache and the compressed pool are in it too. */
function balanceFree(trace: Trace, edges: Float64Array, swappedIn: Float64Array, reclaimed: Float64Array): AnonBalance | null {
  const free = intervalDeltas(trace, 'nr_free_pages', edges)
  if (free === null) return null
  const freed = free.map((value, k) => Math.max(0, value - (reclaimed[k] as number)))
  const allocated = free.map((value, k) => Math.max(0, (reclaimed[k] as number) - value - (swappedIn[k] as number)))
  return sumOf(allocated) + sumOf(freed) === 0 ? null : { allocated, freed, swappedIn, reclaimed, source: 'vmstat deltas of free pages and reclaim', uncertainty: 0.5 }
}
