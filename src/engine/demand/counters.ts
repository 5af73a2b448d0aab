/** Counter samples of a trace as levels and deltas over the intervals of a window. */
import type { TimeWindow } from '../run-types'
import type { CounterTrack, Trace } from '../trace/trace'
import { lowerBound } from './robust-stats'

/** At most so many intervals per window: denser samples are thinned (bounds the work on hostile input). */
const MAX_INTERVALS = 4096
/** Counters whose sample times make the intervals, best first. */
const PACE_MAKERS = ['nr_anon_pages', 'nr_free_pages', 'pgfault', 'pgsteal_anon', 'pgsteal_kswapd', 'pswpout', 'pswpin', 'pgalloc_normal', 'pgalloc_dma32']

/** /proc/meminfo names (bytes) of levels that /proc/vmstat has in pages. */
const MEMINFO_NAMES: Readonly<Record<string, string>> = {
  nr_free_pages: 'MemFree', nr_anon_pages: 'AnonPages', nr_inactive_anon: 'Inactive(anon)', nr_active_anon: 'Active(anon)',
  nr_inactive_file: 'Inactive(file)', nr_active_file: 'Active(file)'
}
const DEFAULT_PAGE_SIZE = 4096

function findTrack(trace: Trace, name: string): CounterTrack | undefined {
  return trace.counters.find((track) => track.name === name && track.cpu === -1 && track.tsNs.length > 0)
}

/**
 * Finds a counter of the whole machine by kernel name; levels also under their /proc/meminfo name, turned into pages.
 * undefined when it was not recorded.
 */
export function findCounter(trace: Trace, name: string): CounterTrack | undefined {
  const track = findTrack(trace, name)
  const other = MEMINFO_NAMES[name]
  if (track !== undefined || other === undefined) return track
  const bytes = findTrack(trace, other)
  if (bytes === undefined) return undefined
  const pageSize = trace.device?.pageSize ?? DEFAULT_PAGE_SIZE
  return { ...bytes, name, unit: 'pages', value: bytes.value.map((value) => value / pageSize) }
}

/** Swap in use, pages, at a time (meminfo); null when it was not recorded. */
export function swapUsedAt(trace: Trace, tsNs: number): number | null {
  const total = findTrack(trace, 'SwapTotal')
  const free = findTrack(trace, 'SwapFree')
  if (total === undefined || free === undefined) return null
  return Math.max(0, levelAt(total, tsNs) - levelAt(free, tsNs)) / (trace.device?.pageSize ?? DEFAULT_PAGE_SIZE)
}

/** Value at a time: linear between samples, first or last sample outside them. */
export function levelAt(track: CounterTrack, tsNs: number): number {
  const after = lowerBound(track.tsNs, tsNs)
  const last = track.tsNs.length - 1
  if (after <= 0) return track.value[0] as number
  if (after > last) return track.value[last] as number
  const t0 = track.tsNs[after - 1] as number
  const t1 = track.tsNs[after] as number
  const v0 = track.value[after - 1] as number
  const v1 = track.value[after] as number
  return t1 <= t0 ? v1 : v0 + ((v1 - v0) * (tsNs - t0)) / (t1 - t0)
}

/** Level of a named counter at a time; null when it was not recorded. */
export function namedLevel(trace: Trace, name: string, tsNs: number): number | null {
  const track = findCounter(trace, name)
  return track === undefined ? null : levelAt(track, tsNs)
}

/** Edges of the intervals between counter samples, window start and end included; at least two. */
export function intervalEdges(trace: Trace, window: TimeWindow): Float64Array {
  const track = PACE_MAKERS.map((name) => findCounter(trace, name)).find((found) => found !== undefined)
  const inner: number[] = []
  if (track !== undefined) {
    const from = lowerBound(track.tsNs, window.startNs)
    const to = lowerBound(track.tsNs, window.endNs)
    const step = Math.max(1, Math.ceil((to - from) / MAX_INTERVALS))
    for (let i = from; i < to; i += step) {
      const ts = track.tsNs[i] as number
      if (ts > (inner.at(-1) ?? window.startNs)) inner.push(ts)
    }
  }
  return Float64Array.from([window.startNs, ...inner, window.endNs])
}

/** Interval (index of its left edge) that holds a time; clamped to the first and last. */
export function intervalAt(edges: Float64Array, tsNs: number): number {
  return Math.min(Math.max(lowerBound(edges, tsNs + 0.5) - 1, 0), edges.length - 2)
}

/**
 * Change of a counter in each interval; null when it was not recorded. A cumulative counter that falls was reset: the
 * change counts as 0.
 */
export function intervalDeltas(trace: Trace, name: string, edges: Float64Array): Float64Array | null {
  const track = findCounter(trace, name)
  if (track === undefined) return null
  const deltas = new Float64Array(edges.length - 1)
  for (let i = 0; i < deltas.length; i++) {
    const delta = levelAt(track, edges[i + 1] as number) - levelAt(track, edges[i] as number)
    deltas[i] = track.cumulative ? Math.max(0, delta) : delta
  }
  return deltas
}

/** First of several counters that was recorded, as deltas. */
export function firstDeltas(trace: Trace, names: readonly string[], edges: Float64Array): Float64Array | null {
  for (const name of names) {
    const deltas = intervalDeltas(trace, name, edges)
    if (deltas !== null) return deltas
  }
  return null
}

/** Sum of the counters that were recorded, as deltas; null when none was. */
export function summedDeltas(trace: Trace, names: readonly string[], edges: Float64Array): Float64Array | null {
  const found = names.map((name) => intervalDeltas(trace, name, edges)).filter((deltas) => deltas !== null)
  if (found.length === 0) return null
  return found.reduce((sum, deltas) => sum.map((value, i) => value + (deltas[i] as number)))
}

/** Sum of a column. */
export function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return sum
}
