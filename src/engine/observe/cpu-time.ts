/** CPU time by class, per CPU and bin, from scheduler slices. One bin over the window gives the metrics, many give the series. */
import { CPU_CLASSES, type CpuClass } from '../../shared/metrics'
import type { SchedTable, Trace } from '../trace/trace'
import { binsOf, forEachBin, type Bins } from './bins'
import { directReclaimSpans } from './direct-reclaims'
import { oncePerTrace } from './per-trace'
import { forEachOverlap, type Spans } from './spans'
import { classifyThreads } from './thread-class'

/** CPU time by CPU, class and bin, ns. */
export interface CpuTime {
  /** CPU numbers with at least one slice anywhere in the trace, ascending. A CPU without one was offline or never switched. */
  readonly cpus: readonly number[]
  readonly bins: Bins
  /** Time of a class on `cpus[cpuIndex]`, one value per bin. */
  of(cpuIndex: number, cpuClass: CpuClass): Float64Array
  /** The part of it in a slice that was still open at the end of the trace, over all bins. */
  openNs(cpuIndex: number, cpuClass: CpuClass): number
}

/**
 * Adds up the slices inside the bins. A slice of kswapd or kcompressd counts as such whatever it does (also while kcompressd
 * reclaims for itself); of any other thread, the part inside its own direct reclaim is `directReclaim`. Open slices reach to the end
 * of the trace.
 */
export function measureCpuTime(trace: Trace, bins: Bins): CpuTime {
  const cpus = listCpus(trace)
  const indexOfCpu = new Map(cpus.map((cpu, index) => [cpu, index]))
  const cells = cpus.map(() => CPU_CLASSES.map(() => new Float64Array(bins.count)))
  const open = cpus.map(() => CPU_CLASSES.map(() => new Float64Array(1)))
  const whole = binsOf(bins, 1)
  const classes = classifyThreads(trace).ofThread
  const reclaims = directReclaimSpans(trace)
  const { sched } = trace
  for (let i = firstSliceToVisit(trace, bins.startNs); i < sched.count; i++) {
    const fromNs = sched.startNs[i] ?? 0
    if (fromNs >= bins.endNs) break
    const durationNs = sched.durationNs[i] ?? 0
    const toNs = durationNs < 0 ? trace.endNs : fromNs + durationNs
    if (toNs <= bins.startNs) continue
    const cpuIndex = indexOfCpu.get(sched.cpu[i] ?? 0) ?? 0
    const thread = sched.thread[i] ?? 0
    const cpuClass = classes[thread] ?? 'other'
    const stalls = cpuClass === 'app' || cpuClass === 'other' ? reclaims.get(thread) : undefined
    addSlice(cells[cpuIndex] ?? [], cpuClass, bins, fromNs, toNs, stalls)
    if (durationNs < 0) addSlice(open[cpuIndex] ?? [], cpuClass, whole, fromNs, toNs, stalls)
  }
  return {
    cpus, bins,
    of: (cpuIndex, cpuClass) => cells[cpuIndex]?.[CPU_CLASSES.indexOf(cpuClass)] ?? new Float64Array(bins.count),
    openNs: (cpuIndex, cpuClass) => open[cpuIndex]?.[CPU_CLASSES.indexOf(cpuClass)]?.[0] ?? 0
  }
}

type CpuCells = readonly Float64Array[]

/** Adds one slice; the part of it inside the thread's own direct reclaim moves to that class. */
function addSlice(row: CpuCells, cpuClass: CpuClass, bins: Bins, fromNs: number, toNs: number, stalls: Spans | undefined): void {
  addTime(row, cpuClass, bins, fromNs, toNs)
  if (stalls === undefined) return
  forEachOverlap(stalls, fromNs, toNs, (a, b) => {
    addTime(row, cpuClass, bins, a, b, -1)
    addTime(row, 'directReclaim', bins, a, b)
  })
}

function addTime(row: CpuCells, cpuClass: CpuClass, bins: Bins, fromNs: number, toNs: number, sign = 1): void {
  const cells = row[CPU_CLASSES.indexOf(cpuClass)]
  if (cells === undefined) return
  forEachBin(bins, fromNs, toNs, (bin, a, b) => {
    cells[bin] = (cells[bin] ?? 0) + sign * (b - a)
  })
}

const listCpus = oncePerTrace((trace: Trace): readonly number[] => {
  const seen = new Set<number>()
  for (let i = 0; i < trace.sched.count; i++) seen.add(trace.sched.cpu[i] ?? 0)
  return [...seen].sort((a, b) => a - b)
})

/**
 * First slice that can reach into the window. Slices of one CPU do not overlap, so going back from the window's start until
 * every CPU was met is enough: zooming into a long trace does not read all of it.
 */
export function firstSliceToVisit(trace: Trace, startNs: number): number {
  const { sched } = trace
  const cpuCount = listCpus(trace).length
  let low = firstSliceFrom(sched, startNs)
  const met = new Set<number>()
  while (low > 0 && met.size < cpuCount) met.add(sched.cpu[--low] ?? 0)
  return low
}

/** Index of the first slice that begins at `timeNs` or later. */
export function firstSliceFrom(sched: SchedTable, timeNs: number): number {
  let low = 0
  let high = sched.count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sched.startNs[middle] ?? 0) < timeNs) low = middle + 1
    else high = middle
  }
  return low
}
