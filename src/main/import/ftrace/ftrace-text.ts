/** Importer of ftrace text: /sys/kernel/tracing/trace and trace_pipe, atrace, trace-cmd report, text made from Perfetto. */
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import { excerpt, type AppError } from '../../../shared/errors'
import type { Importer, ImportSession, ImportTarget, InputHead } from '../importer'
import { LineBlocks, MAX_LINE_BYTES } from '../input/line-blocks'
import { HASH, latin1, lineEnd, NEWLINE, RETURN } from './bytes'
import { EventNames } from './event-names'
import { FtraceLine } from './line'
import { RecordingNotes } from './recording-notes'
import { SchedLines } from './sched-lines'

const HEADER = /^#\s+TASK-PID\b/m
const TRACER = /^# tracer: /m
/** A line that holds a kernel event. */
export const EVENT_LINE = /-\d{1,10}\s+(?:\(\s*[\d-]+\)\s*)?(?:\[\d{1,4}\]\s|\d{1,3}[a-zA-Z.])\s*(?:\S{1,12}\s+)?\d{1,12}\.\d{1,9}:\s+\S/
/** The same with a time that has no fraction: ticks of a clock that counts no seconds. */
const TICKS_LINE = /-\d{1,10}\s+(?:\(\s*[\d-]+\)\s*)?\[\d{1,4}\]\s+(?:\S{1,12}\s+)?\d{1,20}:\s+\S+:/
/** The same with the option latency-format: microseconds since the first event, with a mark for long ones. */
const LATENCY_LINE = /-\d{1,10}\s+\d{1,4}\S{3,8}\s+\d{1,12}us[^\s:]?\s*:\s/
const LOOK_LINES = 400
const LOOK_COLUMNS = 400

export const ftraceText: Importer = {
  id: 'ftrace-text',
  detect,
  start: (target) => new FtraceSession(target)
}

function detect(head: InputHead): number {
  if (HEADER.test(head.text) && !head.text.trimStart().startsWith('<')) return 0.95
  const lines = head.text.split('\n', LOOK_LINES)
  if (lines.some((line) => EVENT_LINE.test(line.slice(0, LOOK_COLUMNS)))) return 0.8
  if (lines.some((line) => TICKS_LINE.test(line.slice(0, LOOK_COLUMNS)))) return 0.6
  return TRACER.test(head.text) ? 0.7 : 0
}

/** Reads ftrace text; other formats that wrap such text hand it on to one of these. */
export class FtraceSession implements ImportSession {
  /** Lines read; who hands over text from inside another file sets it to the line before. */
  lines = 0
  private readonly target: ImportTarget
  private readonly builder: TraceBuilder
  private readonly blocks = new LineBlocks(this)
  private readonly line: FtraceLine
  private readonly notes = new RecordingNotes()
  private readonly sched: SchedLines
  private readonly names: EventNames
  private hasTicks = false
  private isLatencyFormat = false

  constructor(target: ImportTarget) {
    this.target = target
    this.builder = target.builder
    this.line = new FtraceLine(target.builder.threads)
    this.sched = new SchedLines(target.builder)
    this.names = new EventNames(target.builder, this.sched)
  }

  push(chunk: Uint8Array): AppError | null {
    this.blocks.push(chunk)
    return null
  }

  end(isTruncated: boolean): AppError | null {
    this.blocks.end(isTruncated)
    const events = this.names.countAll()
    const lost = this.notes.lostEvents
    if (lost !== null) this.builder.noteLostEvents(lost)
    if (lost !== null && lost > 0) this.builder.warn('RECORDING_INCOMPLETE', `${lost} events were lost while recording.`, { file: this.target.file })
    return events > 0 ? null : this.hasTicks ? ticksOnly(this.target.file) : this.isLatencyFormat ? latencyFormat(this.target.file) : noEvents(this.target.file, lost)
  }

  onLines(bytes: Uint8Array, start: number, end: number): void {
    this.line.setBlock(bytes)
    let at = start
    while (at < end) {
      this.lines += 1
      at = this.readLine(at)
    }
  }

  onLongLine(): void {
    this.lines += 1
    this.builder.warn('LINE_TOO_LONG', `A line is longer than ${MAX_LINE_BYTES / 1024} KiB: skipped.`, this.here())
  }

  /** Reads the line at `start`; returns the start of the next one. */
  private readLine(start: number): number {
    const line = this.line
    const bytes = line.bytes
    const first = bytes[start]
    if (first === NEWLINE) return start + 1
    if (first === HASH || first === RETURN || !line.readHeader(start)) return this.readOther(start)
    const name = this.names.read(line)
    if (name === null) return this.readOther(start)
    const tsNs = this.builder.toNs(line.seconds, line.nanoseconds)
    name.count += 1
    if (name.isSwitch) {
      if (!this.sched.readSwitch(line, tsNs)) this.warnAboutArguments(start, tsNs)
      return line.end + 1
    }
    const thread = line.thread()
    if (name.handler === null) this.builder.noteTime(tsNs, line.cpu)
    else if (!name.handler(line, tsNs, thread)) this.warnAboutArguments(start, tsNs)
    return line.end + 1
  }

  private readOther(start: number): number {
    const bytes = this.line.bytes
    const end = lineEnd(bytes, start)
    const text = latin1(bytes, start, Math.min(end, start + 1024)).trimEnd()
    this.hasTicks ||= TICKS_LINE.test(text)
    this.isLatencyFormat ||= LATENCY_LINE.test(text)
    if (bytes[start] === HASH) this.notes.readComment(text, this.builder)
    else if (!this.notes.readOther(text, this.builder, this.here())) {
      this.builder.warn('LINE_NOT_UNDERSTOOD', 'A line is no ftrace event: skipped.', { ...this.here(), column: 1 }, excerpt(text))
    }
    return end + 1
  }

  private warnAboutArguments(start: number, tsNs: number): void {
    const line = this.line
    this.builder.noteTime(tsNs, line.cpu)
    const text = latin1(line.bytes, line.nameStart, Math.min(line.end, line.nameStart + 256))
    const column = line.nameStart - start + 1
    this.builder.warn('ARGUMENTS_NOT_UNDERSTOOD', 'The arguments of an event are not understood: only counted.', { ...this.here(), column }, excerpt(text))
  }

  private here(): { file: string; line: number } {
    return { file: this.target.file, line: this.lines }
  }
}

function ticksOnly(file: string): AppError {
  return {
    code: 'INPUT_NO_EVENTS', message: 'The times of the trace are ticks, not seconds.', file, found: 'times without a fraction', expected: 'times like 12.345678',
    advice: 'It was recorded with trace_clock counter or x86-tsc: record again with echo boot > /sys/kernel/tracing/trace_clock.'
  }
}

function latencyFormat(file: string): AppError {
  return {
    code: 'INPUT_NO_EVENTS', message: 'The times of the trace count from its first event, without a clock.', file, found: 'times like 5us, of the option latency-format', expected: 'times like 12.345678',
    advice: 'Print it again after: echo 0 > /sys/kernel/tracing/options/latency-format.'
  }
}

function noEvents(file: string, lost: number | null): AppError {
  const lostAll = lost !== null && lost > 0
  return {
    code: 'INPUT_NO_EVENTS',
    message: lostAll ? 'The recording holds no events: all of them were lost.' : 'The trace holds no events.',
    file,
    found: lostAll ? `${lost} events lost` : 'no event line',
    expected: 'lines like "kswapd0-90 [001] d..2. 12.345678: sched_switch: …"',
    advice: lostAll ? 'Record again with a larger buffer (buffer_size_kb).' : 'Check that tracing was on and the events were enabled.'
  }
}
