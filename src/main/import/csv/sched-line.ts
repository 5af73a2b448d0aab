/** Reads one row of the scheduling export from bytes, columns in the documented order. Anything unusual is left to the slow way. */
import { MAX_CPUS, type TraceBuilder } from '../../../engine/trace/trace-builder'
import { isDigit } from '../ftrace/bytes'
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
export class SchedLine {
  bytes: Uint8Array = new Uint8Array(0)
  position = 0
  private readonly builder: TraceBuilder
  private seconds = 0
  private nanoseconds = 0
  /** Text of the last quoted cell. */
  private textStart = 0
  private textEnd = 0

  constructor(builder: TraceBuilder) {
    this.builder = builder
  }

  /** Reads the row at `start` and pushes it. False, and nothing pushed, when it is not of the plain form. */
  read(start: number): boolean {
    this.position = start
    if (!this.readTime()) return false
    const durationNs = this.readDuration()
    const cpu = this.readField(MAX_CPUS - 1)
    if (durationNs < STILL_RUNNING || cpu < 0 || !this.readText(COMMA)) return false
    const endState = this.isNullText() ? 0 : stateOfLetters(this.bytes[this.textStart] ?? 0, this.bytes[this.textStart + 1] ?? 0)
    const priority = this.readField(32_767)
    const tid = this.readField(MAX_TID)
    if (priority < 0 || tid < 0 || !this.readText(COMMA)) return false
    const nameStart = this.textStart
    const nameEnd = this.isNullText() ? nameStart : this.textEnd
    const pid = this.bytes[this.position] === QUOTE ? this.readNull() : this.readField(MAX_TID)
    if (pid === null || pid < -1 || !this.readText(NEWLINE)) return false
    this.push(durationNs, cpu, endState, priority, tid, nameStart, nameEnd, pid)
    return true
  }

  private push(durationNs: number, cpu: number, endState: number, priority: number, tid: number, nameStart: number, nameEnd: number, pid: number): void {
    const { threads } = this.builder
    const thread = threads.ofTid(tid)
    threads.noteName(thread, this.bytes, nameStart, nameEnd)
    if (!this.isNullText()) threads.noteProcessName(thread, this.bytes, this.textStart, this.textEnd)
    if (pid > 0) threads.noteProcess(thread, pid)
    this.builder.pushSlice(this.builder.toNs(this.seconds, this.nanoseconds), durationNs, cpu, thread, endState, priority)
  }

  /** Nanoseconds as two integers: the whole number may be beyond what a double holds exactly. */
  private readTime(): boolean {
    const start = this.position
    let end = start
    while (isDigit(this.bytes[end])) end += 1
    const digits = end - start
    if (digits === 0 || digits > MAX_DIGITS || this.bytes[end] !== COMMA) return false
    const middle = Math.max(start, end - NS_DIGITS)
    this.seconds = this.digits(start, middle)
    this.nanoseconds = this.digits(middle, end)
    this.position = end + 1
    return true
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

  private digits(start: number, end: number): number {
    let value = 0
    for (let at = start; at < end; at += 1) value = value * 10 + (this.bytes[at] ?? 0) - ZERO
    return value
  }
}
