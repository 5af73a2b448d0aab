/** Binned series as points to draw, values to read and sums to show. All functions skip "no data" (NaN). */
import { CPU_CLASSES, type CpuClass } from '../../shared/metrics'
import type { BinnedSeries, CpuSeries, SeriesId, SeriesSet } from '../../shared/series'

/** A chart never gets more points than this per pixel column. */
export const MAX_POINTS_PER_PIXEL = 4
const MAX_BINS = 4096

/** Bins to ask the back end for: one per column of the screen's own pixels, at most two per pixel column, so that the limit of four points is kept. */
export function binsForWidth(widthPx: number, deviceScale: number): number {
  return Math.min(MAX_BINS, Math.max(32, Math.round(widthPx * Math.min(2, Math.max(1, deviceScale)))))
}

/** Where lines lie over each other, one step for every three pixels: finer ones would hide each other. */
export function overlayBins(widthPx: number): number {
  return Math.max(32, Math.round(widthPx / 3))
}

/** Time grid of a series set. */
export type BinGrid = Pick<SeriesSet, 'startNs' | 'binNs' | 'binCount'>

/**
 * Points of a step line that holds each bin's value to the bin's end, as pairs of seconds and value one after the other.
 * NaN where there is no data. Values below `floor` are raised to it: a logarithmic axis has no place for zero.
 */
export function stepPoints(grid: BinGrid, values: Float64Array, originNs: number, factor = 1, floor = -Infinity): Float64Array {
  const count = Math.min(grid.binCount, values.length)
  if (count === 0) return new Float64Array()
  const points = new Float64Array(2 * (count + 1))
  for (let index = 0; index <= count; index += 1) {
    points[2 * index] = (grid.startNs + index * grid.binNs - originNs) / 1e9
    points[2 * index + 1] = Math.max((values[Math.min(index, count - 1)] ?? Number.NaN) * factor, floor)
  }
  return points
}

/** Series of a set by id. */
export function findSeries(set: SeriesSet | null, id: SeriesId): BinnedSeries | null {
  return set?.series.find((series) => series.id === id) ?? null
}

/** CPU of a set by number, or all of them as one. */
export function findCpu(set: SeriesSet | null, cpu: number | 'all'): CpuSeries | null {
  if (cpu === 'all') return set === null || set.cpus.length === 0 ? null : allCpus(set)
  return set?.cpus.find((series) => series.cpu === cpu) ?? null
}

const together = new WeakMap<SeriesSet, CpuSeries>()

/** Mean over the CPUs with data, class by class; `cpu` is -1. Made once for a set: readouts ask on every move of the pointer. */
function allCpus(set: SeriesSet): CpuSeries {
  const known = together.get(set)
  if (known !== undefined) return known
  const byClass = Object.fromEntries(CPU_CLASSES.map((name) => [name, meanOfSeries(set.cpus.map((cpu) => cpu.byClass[name]))])) as Record<CpuClass, Float64Array>
  const made = { cpu: -1, byClass }
  together.set(set, made)
  return made
}

/** Mean of several series, bin by bin, over those that have data. */
export function meanOfSeries(all: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(all[0]?.length ?? 0)
  const counts = new Uint32Array(sums.length)
  for (const values of all) {
    for (let bin = 0; bin < sums.length; bin += 1) {
      const value = values[bin] ?? Number.NaN
      if (Number.isNaN(value)) continue
      sums[bin] = (sums[bin] ?? 0) + value
      counts[bin] = (counts[bin] ?? 0) + 1
    }
  }
  // 0 / 0 is NaN: no data.
  return sums.map((sum, bin) => sum / (counts[bin] ?? 0))
}

/** Index of the bin that holds `timeNs`, or null outside the grid. */
export function binAt(grid: BinGrid, timeNs: number): number | null {
  const index = Math.floor((timeNs - grid.startNs) / grid.binNs)
  return index >= 0 && index < grid.binCount ? index : null
}

/** Value of the bin that holds `timeNs`; null outside and where there is no data. */
export function valueAt(grid: BinGrid, values: Float64Array, timeNs: number): number | null {
  const index = binAt(grid, timeNs)
  const value = index === null ? undefined : values[index]
  return value === undefined || Number.isNaN(value) ? null : value
}

/** Mean over the bins with data; null when there is none. */
export function meanOf(values: Float64Array): number | null {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count += 1
  }
  return count === 0 ? null : sum / count
}

/** Largest value of several series; 0 when there is no data. */
export function maxOf(seriesList: readonly (Float64Array | null)[]): number {
  let max = 0
  for (const values of seriesList) if (values !== null) for (const value of values) if (value > max) max = value
  return max
}

/** Smallest value of several series, at most 0; 0 when there is no data. */
export function minOf(seriesList: readonly (Float64Array | null)[]): number {
  let min = 0
  for (const values of seriesList) if (values !== null) for (const value of values) if (value < min) min = value
  return min
}

/** Smallest value above zero, or null. */
export function leastPositiveOf(seriesList: readonly (Float64Array | null)[]): number | null {
  let least = Infinity
  for (const values of seriesList) if (values !== null) for (const value of values) if (value > 0 && value < least) least = value
  return least === Infinity ? null : least
}

const BUSY_CLASSES = CPU_CLASSES.filter((name) => name !== 'idle')

const busy = new WeakMap<CpuSeries, Float64Array>()

/** Share of a CPU's time that was not idle; unknown classes count as nothing, a bin of unknown classes only is NaN. Made once for a series. */
export function busyShare(cpu: CpuSeries): Float64Array {
  const known = busy.get(cpu)
  if (known !== undefined) return known
  const shares = new Float64Array(cpu.byClass.app.length).fill(Number.NaN)
  for (const name of BUSY_CLASSES) {
    const values = cpu.byClass[name]
    for (let bin = 0; bin < shares.length; bin += 1) {
      const share = values[bin] ?? Number.NaN
      if (Number.isNaN(share)) continue
      const sum = shares[bin] ?? Number.NaN
      shares[bin] = Number.isNaN(sum) ? share : sum + share
    }
  }
  busy.set(cpu, shares)
  return shares
}

/** Whether a series has any data at all. */
export function hasData(values: Float64Array | null | undefined): values is Float64Array {
  return values !== null && values !== undefined && values.some((value) => !Number.isNaN(value))
}
