/** Books CPU time per CPU and class, in total and in regular bins. */
import { CPU_CLASSES, type CpuClass } from '../../shared/metrics'
import { BUSY_CLASSES, type BusyClass } from './task'

export class CpuUsage {
  readonly binCount: number
  private readonly totals: Float64Array
  private readonly bins: Float64Array

  constructor(readonly cpuCount: number, readonly durationNs: number, readonly binNs: number) {
    this.binCount = Math.max(1, Math.ceil(durationNs / binNs))
    this.totals = new Float64Array(cpuCount * BUSY_CLASSES.length)
    this.bins = new Float64Array(cpuCount * BUSY_CLASSES.length * this.binCount)
  }

  /** Books [fromNs, toNs) of one CPU; parts outside [0, durationNs) are dropped. */
  book(cpu: number, busyClass: BusyClass, fromNs: number, toNs: number): void {
    this.bookIndex(cpu, BUSY_CLASSES.indexOf(busyClass), fromNs, toNs)
  }

  /** As `book`, with the class as its place in `BUSY_CLASSES`. */
  bookIndex(cpu: number, classIndex: number, fromNs: number, toNs: number): void {
    const start = Math.max(0, fromNs)
    const end = Math.min(this.durationNs, toNs)
    if (end <= start) return
    const row = cpu * BUSY_CLASSES.length + classIndex
    this.totals[row] = (this.totals[row] as number) + (end - start)
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
    return this.durationNs - busyNs
  }

  /** Share 0..1 of every bin; the last, possibly short, bin is relative to its own length. */
  shares(cpu: number): Record<CpuClass, Float64Array> {
    const result = Object.fromEntries(CPU_CLASSES.map((name) => [name, new Float64Array(this.binCount)])) as Record<CpuClass, Float64Array>
    for (let bin = 0; bin < this.binCount; bin++) {
      const lengthNs = Math.min(this.binNs, this.durationNs - bin * this.binNs)
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
