/** Cuts a series set to a window and spreads it over another number of bins. */
import { CPU_CLASSES, type CpuClass } from '../../shared/metrics'
import type { CpuSeries, SeriesSet } from '../../shared/series'
import type { TimeWindow } from '../run-types'
import { SERIES_KINDS, type SeriesKind } from './series-kinds'

/** One grid laid over another: for each new bin the old bins it overlaps, and by how much (ns). */
interface Overlay {
  readonly binCount: number
  readonly binNs: number
  forEach(visit: (newBin: number, oldBin: number, overlapNs: number) => void): void
}

/**
 * `set` over `window` (null = its whole span) in `bins` equal bins. Inside an old bin values count as constant, so the integral of
 * a rate over any union of new bins is exactly that of the old bins below it. New bins without any data are NaN, also those
 * outside of the set's span.
 */
export function rebin(set: SeriesSet, window: TimeWindow | null, bins: number): SeriesSet {
  const startNs = window?.startNs ?? set.startNs
  const endNs = Math.max(startNs, window?.endNs ?? set.startNs + set.binCount * set.binNs)
  const binCount = Math.max(1, Math.floor(bins))
  const binNs = (endNs - startNs) / binCount
  const overlay = overlayOf(set, startNs, binNs, binCount)
  const series = set.series.map((entry) => ({ ...entry, values: rebinValues(entry.values, SERIES_KINDS[entry.id], overlay) }))
  return { startNs, binNs, binCount, series, cpus: set.cpus.map((cpu) => rebinCpu(cpu, overlay)) }
}

function rebinCpu(cpu: CpuSeries, overlay: Overlay): CpuSeries {
  const entries = CPU_CLASSES.map((name) => [name, rebinValues(cpu.byClass[name], 'gauge', overlay)] as const)
  return { cpu: cpu.cpu, byClass: Object.fromEntries(entries) as Record<CpuClass, Float64Array> }
}

function rebinValues(values: Float64Array, kind: SeriesKind, overlay: Overlay): Float64Array {
  const result = new Float64Array(overlay.binCount)
  const covered = new Float64Array(overlay.binCount)
  overlay.forEach((newBin, oldBin, overlapNs) => {
    const value = values[oldBin] ?? Number.NaN
    if (Number.isNaN(value)) return
    const isFirst = covered[newBin] === 0
    covered[newBin] = (covered[newBin] ?? 0) + overlapNs
    const known = result[newBin] ?? 0
    if (isExtreme(kind)) result[newBin] = isFirst ? value : kind === 'minimum' ? Math.min(known, value) : Math.max(known, value)
    else result[newBin] = known + value * overlapNs
  })
  return result.map((value, bin) => {
    const coveredNs = covered[bin] ?? 0
    if (coveredNs === 0) return Number.NaN
    if (isExtreme(kind)) return value
    return value / (kind === 'rate' ? overlay.binNs : coveredNs)
  })
}

function isExtreme(kind: SeriesKind): boolean {
  return kind === 'minimum' || kind === 'maximum'
}

function overlayOf(set: SeriesSet, startNs: number, binNs: number, binCount: number): Overlay {
  const oldEdge = (bin: number): number => set.startNs + bin * set.binNs
  return {
    binCount, binNs,
    forEach: (visit) => {
      if (!(binNs > 0) || !(set.binNs > 0)) return
      for (let bin = 0; bin < binCount; bin++) {
        const fromNs = startNs + bin * binNs
        const toNs = startNs + (bin + 1) * binNs
        const first = Math.max(0, Math.floor((fromNs - set.startNs) / set.binNs) - 1)
        for (let old = first; old < set.binCount && oldEdge(old) < toNs; old++) {
          const overlapNs = Math.min(toNs, oldEdge(old + 1)) - Math.max(fromNs, oldEdge(old))
          if (overlapNs > 0) visit(bin, old, overlapNs)
        }
      }
    }
  }
}
