/** Reads one row of the scheduling export from bytes, columns in the documented order. Anything unusual is left to the slow way. */
import { NO_NAME } from '../../../engine/trace/thread-table-builder'
import { MAX_CPUS, type TraceBuilder } from '../../../engine/trace/trace-builder'
import { isDigit, type TextBlock } from '../ftrace/bytes'
import { NOT_FOUND, RunMemory } from '../ftrace/run-memory'
import { stateOfLetters } from '../ftrace/sched-states'
import { MAX_TID, STILL_RUNNING } from './tp-sched-columns'

const NEWLINE = 10
const QUOTE = 34
const COMMA = 44
const DASH = 45
const ZERO = 48
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const LETTER_L = 76
const LETTER_N = 78
const LETTER_U = 85
const NS_DIGITS = 9
const MAX_DIGITS = 19
/** Durations with more digits than this (31 years) are left to the slow way. */
const MAX_DURATION_DIGITS = 18

/** Reader of rows; `position` is behind the row after `read` returned true. */
export class SchedLine implements TextBlock {
  bytes: Buffer = Buffer.alloc(0)
  view: DataView = new DataView(new ArrayBuffer(0))
  size = 0
  position = 0
  private readonly builder: TraceBuilder
  private timeDigits = 0
  private seconds = 0
  private nanoseconds = 0
  /** Text of the last quoted cell. */
  private textStart = 0
  private textEnd = 0
  /** The cells from the end state on, which come again with every slice of a thread; per slot what they say. */
  private readonly tails = new RunMemory()
  private readonly endStates = new Uint8Array(RunMemory.slots)
  private readonly priorities = new Int16Array(RunMemory.slots)
  private readonly threads = new Uint32Array(RunMemory.slots)
  private readonly names = new Int32Array(RunMemory.slots)
  private readonly processNames = new Int32Array(RunMemory.slots)
  private readonly pids = new Int32Array(RunMemory.slots)

  constructor(builder: TraceBuilder) {
    this.builder = builder
  }

  /** Sets the block of lines to read from. */
  setBlock(bytes: Uint8Array): void {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.size = bytes.byteLength
  }

  /** Reads the row at `start` and pushes it. False, and nothing pushed, when it is not of the plain form. */
  read(start: number): boolean {
    this.position = start
    if (!this.readTime()) return false
    const durationNs = this.readDuration()
    const cpu = this.readField(MAX_CPUS - 1)
    if (durationNs < STILL_RUNNING || cpu < 0) return false
    const tailStart = this.position
    const tail = this.tails.find(this, tailStart, tailStart)
    if (tail === NOT_FOUND) return this.readTail(durationNs, cpu)
    this.position = tailStart + (this.tails.lengths[tail] ?? 0)
    const { builder } = this
    const thread = this.threads[tail] ?? 0
    builder.threads.noteNameId(thread, this.names[tail] ?? NO_NAME)
    builder.threads.noteProcessNameId(thread, this.processNames[tail] ?? NO_NAME)
    builder.threads.noteProcess(thread, this.pids[tail] ?? -1)
    builder.pushSlice(builder.toNs(this.seconds, this.nanoseconds), durationNs, cpu, thread, this.endStates[tail] ?? 0, this.priorities[tail] ?? 0)
    return true
  }

  /** Reads the cells from the end state on, pushes the row and remembers them. */
  private readTail(durationNs: number, cpu: number): boolean {
    const start = this.position
    if (!this.readText(COMMA)) return false
    const endState = this.isNullText() ? 0 : stateOfLetters(this.bytes[this.textStart] ?? 0, this.bytes[this.textStart + 1] ?? 0)
    const priority = this.readField(32_767)
    const tid = this.readField(MAX_TID)
    if (priority < 0 || tid < 0 || !this.readText(COMMA)) return false
    const nameStart = this.textStart
    const nameEnd = this.isNullText() ? nameStart : this.textEnd
    const pid = this.bytes[this.position] === QUOTE ? this.readNull() : this.readField(MAX_TID)
    if (pid === null || pid < -1 || !this.readText(NEWLINE)) return false
    const { threads } = this.builder
    const thread = threads.ofTid(tid)
    const name = threads.noteName(thread, this.bytes, nameStart, nameEnd)
    const processName = this.isNullText() ? NO_NAME : threads.noteProcessName(thread, this.bytes, this.textStart, this.textEnd)
    threads.noteProcess(thread, pid)
    this.builder.pushSlice(this.builder.toNs(this.seconds, this.nanoseconds), durationNs, cpu, thread, endState, priority)
    const slot = this.tails.keep(this, start, this.position, start)
    if (slot === NOT_FOUND) return true
    this.threads[slot] = thread
    this.endStates[slot] = endState
    this.priorities[slot] = priority
    this.names[slot] = name
    this.processNames[slot] = processName
    this.pids[slot] = pid
    return true
  }

  /** Nanoseconds as two integers: the whole number may be beyond what a double holds exactly. Rows have as many digits as the one before. */
  private readTime(): boolean {
    const start = this.position
    let end = start + this.timeDigits
    if (this.bytes[end] !== COMMA) {
      end = start
      while (isDigit(this.bytes[end])) end += 1
      this.timeDigits = end - start
    }
    if (end === start || end - start > MAX_DIGITS || this.bytes[end] !== COMMA) return false
    const middle = Math.max(start, end - NS_DIGITS)
    this.seconds = this.digits(start, middle)
    this.nanoseconds = this.digits(middle, end)
    this.position = end + 1
    return this.seconds >= 0 && this.nanoseconds >= 0
  }

  /** Read in two parts as well: arithmetic on small integers is several times faster than on doubles. */
  private readDuration(): number {
    const bytes = this.bytes
    if (bytes[this.position] === DASH) {
      this.position += 1
      return this.readField(1) === 1 ? STILL_RUNNING : -2
    }
    const start = this.position
    let end = start
    while (isDigit(bytes[end])) end += 1
    if (end === start || end - start > MAX_DURATION_DIGITS || bytes[end] !== COMMA) return -2
    this.position = end + 1
    const middle = Math.max(start, end - NS_DIGITS)
    return middle === start ? this.digits(start, end) : this.digits(start, middle) * 1e9 + this.digits(middle, end)
  }

  /** An unsigned integer up to `max` and the comma behind it; -2 when there is none. */
  private readField(max: number): number {
    const bytes = this.bytes
    const start = this.position
    let at = start
    let value = 0
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      value = value * 10 + digit
      at += 1
    }
    this.position = at + 1
    return at === start || bytes[at] !== COMMA || value > max ? -2 : value
  }

  /** `"[NULL]",` as -1; null for any other text. */
  private readNull(): number | null {
    return this.readText(COMMA) && this.isNullText() ? -1 : null
  }

  /** A quoted cell without quotes inside, and the separator behind it. */
  private readText(separator: number): boolean {
    const bytes = this.bytes
    let at = this.position
    if (bytes[at] !== QUOTE) return false
    at += 1
    this.textStart = at
    let byte = bytes[at]
    while (byte !== QUOTE) {
      if (byte === undefined || byte === NEWLINE) return false
      at += 1
      byte = bytes[at]
    }
    this.textEnd = at
    this.position = at + 2
    return bytes[at + 1] === separator
  }

  private isNullText(): boolean {
    const start = this.textStart
    if (this.textEnd - start !== 6 || this.bytes[start] !== OPEN_BRACKET || this.bytes[start + 5] !== CLOSE_BRACKET) return false
    const bytes = this.bytes
    return bytes[start + 1] === LETTER_N && bytes[start + 2] === LETTER_U && bytes[start + 3] === LETTER_L && bytes[start + 4] === LETTER_L
  }

  /** The number in `[start, end)`; below zero when there is anything else than digits. */
  private digits(start: number, end: number): number {
    const bytes = this.bytes
    let value = 0
    for (let at = start; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO
      if (digit < 0 || digit > 9) return -1
      value = value * 10 + digit
    }
    return value
  }
}
