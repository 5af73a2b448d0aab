/**
 * CPU time of long captures at every zoom, without reading all slices each time: sums over a fine grid and over coarser ones
 * above it. Made once per trace, at the cost of one pass over the slices.
 */
import { CPU_CLASSES } from '../../shared/metrics'
import type { SchedTable, Trace } from '../trace/trace'
import { binsOf, type Bins } from './bins'
import { firstSliceFrom, measureCpuTime, type CpuTime } from './cpu-time'
import { eventSpan } from './observed-window'
import { oncePerTrace } from './per-trace'

/** A window with at most so many slices is measured from them: that takes a few frames at most and is exact. */
const DIRECT_SLICES = 300_000
/** Slices per bin of the finest grid, about. */
const SLICES_PER_BIN = 40
const MAX_FINEST_BINS = 2 ** 18
/** Every grid has a quarter of the bins of the one below it. */
const COARSER = 4
const COARSEST_BINS = 1024
/** A bin that is asked for spans at least so many bins of the grid it is summed from; what lies across its edges is divided by time. */
const OVERSAMPLING = 4

/** Sums by CPU and class over a regular grid. */
interface Level {
  readonly bins: Bins
  /** ns, by `cpuIndex * CPU_CLASSES.length + classIndex`. */
  readonly cells: readonly Float32Array[]
}

interface Pyramid {
  readonly cpus: readonly number[]
  /** Finest first. */
  readonly levels: readonly Level[]
  /** Open slices: few, and always read themselves. */
  readonly openNs: CpuTime['openNs']
}

/**
 * As `measureCpuTime`; where the bins hold very many slices, from sums. Then what a bin of the sums holds counts as even within
 * it: the total stays exact, and a value errs by at most what lies within a quarter of its bin at either edge.
 */
export function cpuTimeOf(trace: Trace, bins: Bins, directSlices: number = DIRECT_SLICES): CpuTime {
  const { sched } = trace
  const slices = firstSliceFrom(sched, bins.endNs) - firstSliceFrom(sched, bins.startNs)
  if (slices <= directSlices) return measureCpuTime(trace, bins)
  const pyramid = pyramidOf(trace)
  const level = pyramid.levels.findLast((candidate) => candidate.bins.binNs * OVERSAMPLING <= bins.binNs)
  return level === undefined ? measureCpuTime(trace, bins) : summed(pyramid, level, bins)
}

const pyramidOf = oncePerTrace((trace: Trace): Pyramid => {
  const time = measureCpuTime(trace, binsOf(eventSpan(trace), finestBins(trace.sched)))
  const finest: Level = { bins: time.bins, cells: time.cpus.flatMap((_, cpu) => CPU_CLASSES.map((name) => Float32Array.from(time.of(cpu, name)))) }
  const levels = [finest]
  for (let level = finest; level.bins.count > COARSEST_BINS; levels.push(level)) level = coarser(level)
  return { cpus: time.cpus, levels, openNs: time.openNs }
})

/** A power of four times the coarsest, so that every grid divides evenly into the next. */
function finestBins({ count }: SchedTable): number {
  let bins = COARSEST_BINS
  while (bins < MAX_FINEST_BINS && bins * SLICES_PER_BIN < count) bins *= COARSER
  return bins
}

function coarser({ bins, cells }: Level): Level {
  const count = bins.count / COARSER
  return {
    bins: binsOf(bins, count),
    cells: cells.map((fine) => Float32Array.from({ length: count }, (_, bin) => {
      let sum = 0
      for (let i = 0; i < COARSER; i++) sum += fine[bin * COARSER + i] ?? 0
      return sum
    }))
  }
}

function summed({ cpus, openNs }: Pyramid, level: Level, bins: Bins): CpuTime {
  const known = new Map<number, Float64Array>()
  const cellsOf = (index: number): Float64Array => {
    const made = known.get(index) ?? spread(level.cells[index] ?? new Float32Array(), level.bins, bins)
    known.set(index, made)
    return made
  }
  return { cpus, bins, openNs, of: (cpuIndex, cpuClass) => cellsOf(cpuIndex * CPU_CLASSES.length + CPU_CLASSES.indexOf(cpuClass)) }
}

/** Sums of one grid over another, each fine bin divided by time among the coarse ones it touches. */
function spread(fine: Float32Array, from: Bins, to: Bins): Float64Array {
  const result = new Float64Array(to.count)
  const first = Math.max(0, Math.floor((to.startNs - from.startNs) / from.binNs))
  for (let i = first; i < from.count; i++) {
    const startNs = from.startNs + i * from.binNs
    if (startNs >= to.endNs) break
    const value = fine[i] ?? 0
    if (value === 0) continue
    const place = (startNs - to.startNs) / to.binNs
    const bin = Math.floor(place)
    // A fine bin is narrower than a coarse one, so it touches two of those at most.
    const inside = Math.min(1, ((bin + 1 - place) * to.binNs) / from.binNs)
    if (bin >= 0 && bin < to.count) result[bin] = (result[bin] ?? 0) + value * inside
    if (inside < 1 && bin + 1 >= 0 && bin + 1 < to.count) result[bin + 1] = (result[bin + 1] ?? 0) + value * (1 - inside)
  }
  return result
}
