/** Books CPU time per CPU and class, in total and in regular bins. Bins cover the window; a run may go on past it. */
import { CPU_CLASSES, type CpuClass } from '../../shared/metrics'
import { BUSY_CLASSES, type BusyClass } from './task'

export class CpuUsage {
  readonly binCount: number
  private readonly totals: Float64Array
  private readonly bins: Float64Array
  /** Up to where totals are booked: the end of the bins, or later. */
  private endNs: number

  /** @param binnedNs the time that bins cover */
  constructor(readonly cpuCount: number, private readonly binnedNs: number, readonly binNs: number) {
    this.endNs = binnedNs
    const durationNs = binnedNs
    this.binCount = Math.max(1, Math.ceil(durationNs / binNs))
    this.totals = new Float64Array(cpuCount * BUSY_CLASSES.length)
    this.bins = new Float64Array(cpuCount * BUSY_CLASSES.length * this.binCount)
  }

  /** The time that totals cover. */
  get durationNs(): number {
    return this.endNs
  }

  /** The last bin may be short. */
  binLengthNs(bin: number): number {
    return Math.min(this.binNs, this.binnedNs - bin * this.binNs)
  }

  /** Lets totals go on to `endNs`. */
  extendTo(endNs: number): void {
    this.endNs = Math.max(this.endNs, endNs)
  }

  /** Busy time of a CPU past the bins. */
  tailBusyNs(cpu: number): number {
    let busyNs = 0
    for (let i = 0; i < BUSY_CLASSES.length; i++) {
      const row = cpu * BUSY_CLASSES.length + i
      busyNs += this.totals[row] as number
      for (let bin = 0; bin < this.binCount; bin++) busyNs -= this.bins[row * this.binCount + bin] as number
    }
    return Math.max(0, busyNs)
  }

  /** Books [fromNs, toNs) of one CPU; parts outside [0, durationNs) are dropped. */
  book(cpu: number, busyClass: BusyClass, fromNs: number, toNs: number): void {
    this.bookIndex(cpu, BUSY_CLASSES.indexOf(busyClass), fromNs, toNs)
  }

  /** As `book`, with the class as its place in `BUSY_CLASSES`. */
  bookIndex(cpu: number, classIndex: number, fromNs: number, toNs: number): void {
    const start = Math.max(0, fromNs)
    const totalEnd = Math.min(this.endNs, toNs)
    if (totalEnd <= start) return
    const row = cpu * BUSY_CLASSES.length + classIndex
    this.totals[row] = (this.totals[row] as number) + (totalEnd - start)
    const end = Math.min(this.binnedNs, totalEnd)
    let at = start
    while (at < end) {
      const bin = Math.min(this.binCount - 1, Math.floor(at / this.binNs))
      const until = bin === this.binCount - 1 ? end : Math.min(end, (bin + 1) * this.binNs)
      const index = row * this.binCount + bin
      this.bins[index] = (this.bins[index] as number) + (until - at)
      at = until
    }
  }

  /** Nanoseconds of a class on a CPU over the whole duration; `idle` is what no class used. */
  totalNs(cpu: number, cpuClass: CpuClass): number {
    if (cpuClass !== 'idle') return this.totals[cpu * BUSY_CLASSES.length + BUSY_CLASSES.indexOf(cpuClass)] as number
    let busyNs = 0
    for (let i = 0; i < BUSY_CLASSES.length; i++) busyNs += this.totals[cpu * BUSY_CLASSES.length + i] as number
    return this.endNs - busyNs
  }

  /** Share 0..1 of every bin; the last, possibly short, bin is relative to its own length. */
  shares(cpu: number): Record<CpuClass, Float64Array> {
    const result = Object.fromEntries(CPU_CLASSES.map((name) => [name, new Float64Array(this.binCount)])) as Record<CpuClass, Float64Array>
    for (let bin = 0; bin < this.binCount; bin++) {
      const lengthNs = this.binLengthNs(bin)
      let idle = 1
      BUSY_CLASSES.forEach((name, i) => {
        const share = (this.bins[(cpu * BUSY_CLASSES.length + i) * this.binCount + bin] as number) / lengthNs
        result[name][bin] = share
        idle -= share
      })
      result.idle[bin] = Math.max(0, idle)
    }
    return result
  }
}
