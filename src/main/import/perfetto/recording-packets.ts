/** What a recording says about itself: device, clocks, lost events. */
import type { PerfettoContext } from './perfetto-context'
import { BOOTTIME, type ClockReading } from './trace-clock'

const MAX_CLOCKS = 64
/** `FtraceStats.Phase`. */
const AT_START = 1
const AT_END = 2

/** `ClockSnapshot { clocks 1 { clock_id 1, timestamp 2, is_incremental 3, unit_multiplier_ns 4 }, primary_trace_clock 2 }`. */
export function readClockSnapshot(context: PerfettoContext, end: number, sequence: number): void {
  const { reader, clock } = context
  const readings: ClockReading[] = []
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1 && readings.length < MAX_CLOCKS) {
      const reading = readClock(context, reader.enter(end), sequence)
      if (reading !== null) readings.push(reading)
    } else if (field === 2) clock.setTraceClock(reader.readUnsigned())
  }
  clock.addSnapshot(readings)
}

/** Null for clocks that only time application events: they count differences, or in other units. */
function readClock(context: PerfettoContext, end: number, sequence: number): ClockReading | null {
  const { reader } = context
  let id = 0
  let seconds = 0
  let nanoseconds = 0
  let isPlain = true
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) id = reader.readUnsigned()
    else if (field === 2) {
      reader.readTime()
      seconds = reader.seconds
      nanoseconds = reader.nanoseconds
    } else if (field === 3) isPlain &&= reader.readUnsigned() === 0
    else if (field === 4) isPlain &&= reader.readUnsigned() <= 1
  }
  return isPlain && id !== 0 ? { clock: context.clock.key(id, sequence), seconds, nanoseconds } : null
}

/** `SystemInfo { utsname 1 { sysname 1, version 2, release 3, machine 4 }, android_build_fingerprint 2 }`. */
export function readSystemInfo(context: PerfettoContext, end: number): void {
  const { reader, builder } = context
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 2) builder.noteFact('build', reader.readText(end))
    else if (field === 1) readUtsname(context, reader.enter(end))
  }
}

function readUtsname(context: PerfettoContext, end: number): void {
  const { reader, builder } = context
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 4) builder.noteFact('machine', reader.readText(end))
    else if (field === 3) {
      const release = reader.readText(end)
      const match = /^(\d{1,3})\.(\d{1,3})/.exec(release)
      if (match !== null) context.kernelVersion = Number(match[1]) * 1000 + Number(match[2])
      builder.noteFact('kernel', release)
    }
  }
}

/** `TracingServiceEvent { tracing_started 2 }` at the time of its packet: what the buffers held before is no part of the recording. */
export function readServiceEvent(context: PerfettoContext, end: number, tsNs: number): void {
  const { reader } = context
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 2 && reader.readUnsigned() !== 0 && !Number.isNaN(tsNs)) context.startNs = tsNs
  }
}

/** `TraceConfig { data_sources 2 { config 1 { ftrace_config 100 { preserve_ftrace_buffer 23 } } } }`: then older events are wanted. */
export function keepsOlderEvents(context: PerfettoContext, end: number): boolean {
  return hasFlag(context, end, [2, 1, 100, 23])
}

function hasFlag(context: PerfettoContext, end: number, path: readonly number[]): boolean {
  const { reader } = context
  const [wanted, ...rest] = path
  let isSet = false
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field !== wanted) continue
    if (rest.length === 0) isSet ||= reader.readUnsigned() !== 0
    else isSet = hasFlag(context, reader.enter(end), rest) || isSet
  }
  return isSet
}

/** Events lost in the kernel's buffers, from the counters at start and end of the recording. */
export class LossStats {
  private readonly atStart = new Map<number, number>()
  private readonly atEnd = new Map<number, number>()

  /** `FtraceStats { phase 1, cpu_stats 2 }`. */
  readFtraceStats(context: PerfettoContext, end: number): void {
    const { reader } = context
    let phase = 0
    const lost = new Map<number, number>()
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field === 1) phase = reader.readUnsigned()
      else if (field === 2) this.readCpu(context, reader.enter(end), lost)
    }
    const target = phase === AT_END ? this.atEnd : phase === AT_START ? this.atStart : null
    if (target !== null) for (const [cpu, count] of lost) target.set(cpu, count)
  }

  /** `FtraceCpuStats { cpu 1, overrun 3, commit_overrun 4, dropped_events 8 }`, all counting up. */
  private readCpu({ reader }: PerfettoContext, end: number, lost: Map<number, number>): void {
    let cpu = 0
    let count = 0
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field === 1) cpu = reader.readUnsigned()
      else if (field === 3 || field === 4 || field === 8) count += reader.readUnsigned()
    }
    lost.set(cpu, count)
  }

  /** Events lost while recording; null when the recording cannot tell. */
  get lostEvents(): number | null {
    if (this.atEnd.size === 0) return null
    let lost = 0
    for (const [cpu, count] of this.atEnd) lost += Math.max(0, count - (this.atStart.get(cpu) ?? 0))
    return lost
  }
}

/** `TraceStats { buffer_stats 1 { trace_writer_packet_loss 19 } }`: packets that a data source could not hand over. */
export function readTraceStats(context: PerfettoContext, end: number): number {
  const { reader } = context
  let lost = 0
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field !== 1) continue
    const bufferEnd = reader.enter(end)
    for (let inner = reader.next(bufferEnd); inner !== 0; inner = reader.next(bufferEnd)) if (inner === 19) lost += reader.readUnsigned()
  }
  return lost
}

/** Clock of packets without a word about it. */
export const DEFAULT_CLOCK = BOOTTIME
