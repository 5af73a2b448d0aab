/**
 * Reclaim batches of kswapd as the trace shows them: time on the CPU between two consecutive lru_shrink_inactive events of
 * the same time slice, pages scanned and reclaimed, and how busy the other CPUs were meanwhile.
 */
import { workShare } from '../observe/capacity'
import { isKswapdName } from '../observe/thread-names'
import type { TimeWindow } from '../run-types'
import { ABSENT, type Trace } from '../trace/trace'

export interface KswapdBatches {
  readonly count: number
  /** Work, in time of the reference CPU. */
  readonly cpuNs: Float64Array
  /** Time on the CPU it ran on. */
  readonly ranNs: Float64Array
  readonly scanned: Float64Array
  readonly reclaimed: Float64Array
  /** Mean share of the other CPUs that were busy, 0..1. */
  readonly othersBusy: Float64Array
}

/** Batches longer than this contain more than scanning (throttling, interrupts): left out. */
const LONGEST_BATCH_NS = 20e6
/** Bits of `reclaim_flags`. */
const ANON = 1
const FILE = 2

/** Whether a batch reclaimed nearly all it scanned, and enough of it to tell the price of a page. */
export function isClean(batches: KswapdBatches, i: number): boolean {
  const scanned = batches.scanned[i] as number
  return scanned >= 16 && (batches.reclaimed[i] as number) >= 0.9 * scanned
}

interface Slice {
  readonly startNs: number
  readonly endNs: number
}

/** Collects batches of all kswapd threads in the window. */
export function collectKswapdBatches(trace: Trace, window: TimeWindow): KswapdBatches {
  const cpuNs: number[] = []
  const ranNs: number[] = []
  const scanned: number[] = []
  const reclaimed: number[] = []
  const busy: number[] = []
  const table = trace.events['mm_vmscan_lru_shrink_inactive']
  const busyClock = new BusyClock(trace)
  for (let thread = 0; table !== undefined && thread < trace.threads.count; thread++) {
    if (!isKswapdName(trace.threads.name[thread] ?? '')) continue
    const slices = slicesOf(trace, thread)
    let at = 0
    let previousNs = -1
    for (let i = 0; i < table.count; i++) {
      if (table.thread[i] !== thread) continue
      const tsNs = table.tsNs[i] as number
      while (at < slices.length && (slices[at] as Slice).endNs < tsNs) at++
      const slice = slices[at]
      const inSlice = slice !== undefined && previousNs >= slice.startNs && tsNs <= slice.endNs
      const lengthNs = tsNs - previousNs
      const nrScanned = table.args['nr_scanned']?.[i] ?? ABSENT
      const nrReclaimed = table.args['nr_reclaimed']?.[i] ?? ABSENT
      const flags = table.args['reclaim_flags']?.[i] ?? ABSENT
      const isFile = flags !== ABSENT && (flags & (ANON | FILE)) === FILE
      if (!isFile && inSlice && lengthNs < LONGEST_BATCH_NS && nrScanned > 0 && nrReclaimed >= 0 && tsNs >= window.startNs && tsNs < window.endNs) {
        cpuNs.push(lengthNs * workShare(trace, table.cpu[i] as number, previousNs, tsNs))
        ranNs.push(lengthNs)
        scanned.push(nrScanned)
        reclaimed.push(nrReclaimed)
        busy.push(busyClock.othersBusy(table.cpu[i] as number, previousNs, tsNs))
      }
      previousNs = tsNs
    }
  }
  return { count: cpuNs.length, cpuNs: Float64Array.from(cpuNs), ranNs: Float64Array.from(ranNs), scanned: Float64Array.from(scanned), reclaimed: Float64Array.from(reclaimed), othersBusy: Float64Array.from(busy) }
}

function slicesOf(trace: Trace, thread: number): Slice[] {
  const { sched } = trace
  const slices: Slice[] = []
  for (let i = 0; i < sched.count; i++) {
    if (sched.thread[i] !== thread) continue
    const startNs = sched.startNs[i] as number
    const durationNs = sched.durationNs[i] as number
    slices.push({ startNs, endNs: durationNs < 0 ? trace.endNs : startNs + durationNs })
  }
  return slices
}

/** Answers how busy the other CPUs were between two times; queries must come in rising time per thread, roughly. */
class BusyClock {
  private readonly starts: number[][] = []
  private readonly sums: number[][] = []
  private readonly ends: number[][] = []

  constructor(trace: Trace) {
    for (let cpu = 0; cpu < trace.cpuCount; cpu++) {
      this.starts.push([])
      this.ends.push([])
      this.sums.push([0])
    }
    const { sched } = trace
    for (let i = 0; i < sched.count; i++) {
      const cpu = sched.cpu[i] as number
      const starts = this.starts[cpu]
      if (sched.thread[i] === 0 || starts === undefined) continue
      const startNs = sched.startNs[i] as number
      const durationNs = Math.max(0, sched.durationNs[i] as number)
      const sums = this.sums[cpu] as number[]
      starts.push(startNs)
      this.ends[cpu]?.push(startNs + durationNs)
      sums.push((sums.at(-1) as number) + durationNs)
    }
  }

  othersBusy(cpu: number, fromNs: number, toNs: number): number {
    const others = this.starts.length - 1
    if (others <= 0 || toNs <= fromNs) return 0
    let busyNs = 0
    for (let other = 0; other < this.starts.length; other++) if (other !== cpu) busyNs += this.busyUntil(other, toNs) - this.busyUntil(other, fromNs)
    return busyNs / others / (toNs - fromNs)
  }

  /** Busy nanoseconds of a CPU before a time. */
  private busyUntil(cpu: number, timeNs: number): number {
    const starts = this.starts[cpu] as number[]
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= timeNs) low = middle + 1
      else high = middle
    }
    if (low === 0) return 0
    const last = low - 1
    const inLast = Math.min(timeNs, this.ends[cpu]?.[last] ?? timeNs) - (starts[last] as number)
    return (this.sums[cpu]?.[last] ?? 0) + inLast
  }
}
