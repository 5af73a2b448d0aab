/** What the readers of all kinds of packets share. */
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import { ThreadNames } from './thread-names'
import { TraceClock } from './trace-clock'
import { WireReader } from './wire-reader'

/** Times further than this from the origin do not fit into a double exactly (104 days). */
const MAX_NS = Number.MAX_SAFE_INTEGER

export class PerfettoContext {
  readonly builder: TraceBuilder
  /** Display name of the input. */
  readonly file: string
  readonly clock = new TraceClock()
  readonly reader = new WireReader()
  /** The kernel's version as major * 1000 + minor; null until the recording tells. */
  kernelVersion: number | null = null
  /** Events before this moment were in the buffer already when the recording began. */
  startNs = -Infinity
  /** The kernel event being read was written by an interrupt. */
  isInInterrupt = false
  readonly names: ThreadNames

  constructor(builder: TraceBuilder, file: string) {
    this.builder = builder
    this.file = file
    this.names = new ThreadNames(builder)
  }

  warn(code: string, message: string, found?: string, count = 1): void {
    this.builder.warn(code, message, { file: this.file }, found, count)
  }

  /** Time on the trace clock of what the reader's `readTime` found, ns since the origin; NaN, with a warning, when it cannot be told. */
  timeOf(clock: number): number {
    const { reader } = this
    if (!this.clock.convert(clock, reader.seconds, reader.nanoseconds)) {
      this.warn('CLOCK_UNKNOWN', 'A time is on a clock that no snapshot relates to the clock of the trace: left out.', `clock ${clock % 256}`)
      return NaN
    }
    const ns = this.builder.toNs(this.clock.seconds, this.clock.nanoseconds)
    if (Math.abs(ns) <= MAX_NS) return ns
    this.warn('TIME_OUT_OF_RANGE', 'A time is too far from the others: left out.', `${reader.seconds} s`)
    return NaN
  }
}
