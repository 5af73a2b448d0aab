/**
 * Reads the header of one ftrace text line from bytes: `COMM-PID (TGID) [CPU] FLAGS SECONDS.FRACTION: EVENT: ARGS`.
 * COMM may hold anything (spaces, dashes, brackets), so the reader anchors on `[CPU]` and walks back to the last `-PID`.
 * In one file the bracket nearly always stands in the same column, which is tried first; and few tasks write most lines, so that
 * what stands before the time was nearly always read before.
 */
import type { ThreadTableBuilder } from '../../../engine/trace/thread-table-builder'
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import { CLOSE_BRACKET, CLOSE_PAREN, COLON, DASH, DOT, isDigit, lineEnd, NEWLINE, OPEN_BRACKET, OPEN_PAREN, RETURN, SPACE, WORD_BYTES, ZERO, type TextBlock } from './bytes'
import { NOT_FOUND, RunMemory } from './run-memory'

/** The bracket stands within this many bytes: names have at most 15 bytes, some kernels print longer worker names. */
const SEARCH_BYTES = 160
const MAX_FLAGS = 12
const INTERRUPT_FLAGS = [...'hHszZ'].map((flag) => flag.charCodeAt(0))
/** Where tasks, CPUs and flags differ: from so many bytes before the bracket on. */
const HASHED_BEFORE_BRACKET = 14
const UNASKED = -1
const MAX_NAME = 128
const MAX_PID = 0x7fffffff
const MAX_SECONDS = 1e12
const NS_DIGITS = 9
const NS_PER_US = 1000
/** The colon behind a fraction of six digits, counted from the dot. */
const MICRO_END = 7
const POWERS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1] as const

/** The line being read; fields are valid after `readHeader` returned true. Reused for all lines. */
export class FtraceLine implements TextBlock {
  bytes: Buffer = Buffer.alloc(0)
  view: DataView = new DataView(new ArrayBuffer(0))
  size = 0
  /** Where reading goes on: after the header the start of the event name, after `readName` the start of the arguments. */
  position = 0
  pid = 0
  /** -1 when not given. */
  tgid = -1
  cpu = 0
  seconds = 0
  nanoseconds = 0
  nameStart = 0
  nameEnd = 0
  /** Whole seconds of the last line as they were written, with their dot: length (0 = not kept), first and last four bytes. */
  private secondsLength = 0
  private secondsStart = 0
  private secondsEnd = 0
  private readonly threads: ThreadTableBuilder
  /** First byte of the line; the name follows after blanks. */
  private start = 0
  /** The dash behind the name. */
  private commEnd = 0
  private bracketColumn = 24
  /** Behind the flags and one blank. */
  private headEnd = 0
  /** What stood before the time on earlier lines, and the slot of this line's. */
  private readonly heads = new RunMemory()
  private head = NOT_FOUND
  private readonly headPids = new Int32Array(RunMemory.slots)
  private readonly headTgids = new Int32Array(RunMemory.slots)
  private readonly headCpus = new Uint16Array(RunMemory.slots)
  /** Column of the bracket that the head was read by. */
  private readonly headColumns = new Uint16Array(RunMemory.slots)
  private readonly headCommEnds = new Uint16Array(RunMemory.slots)
  /** Thread and name, once asked for; `UNASKED` before. */
  private readonly headThreads = new Int32Array(RunMemory.slots)
  private readonly headNames = new Int32Array(RunMemory.slots)

  constructor(threads: ThreadTableBuilder) {
    this.threads = threads
  }

  /** Sets the block of lines to read from. */
  setBlock(bytes: Uint8Array): void {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.size = bytes.byteLength
  }

  /** The newline of the line: nothing before `position` is one. */
  get end(): number {
    return this.bytes[this.position] === NEWLINE ? this.position : lineEnd(this.bytes, this.position)
  }

  /** Reads the header of the line at `start`. False when the line is no event. */
  readHeader(start: number): boolean {
    this.start = start
    const head = this.heads.find(this, start, this.hashedAt)
    if (head !== NOT_FOUND && this.headColumns[head] === this.bracketColumn && this.recall(head)) return true
    this.head = NOT_FOUND
    const limit = Math.min(start + SEARCH_BYTES, lineEnd(this.bytes, start))
    const bracket = start + this.bracketColumn
    const isFound = bracket < limit && this.bytes[bracket] === OPEN_BRACKET && this.readTask(start, bracket) && this.readCpu(bracket)
    if (!isFound && !this.searchHeader(start, limit)) return this.searchLatencyHeader(start, limit)
    this.remember()
    return true
  }

  private get hashedAt(): number {
    return this.start + Math.max(0, this.bracketColumn - HASHED_BEFORE_BRACKET)
  }

  /** Takes over what is known of a head, and reads the time behind it. */
  private recall(head: number): boolean {
    this.head = head
    this.pid = this.headPids[head] ?? 0
    this.tgid = this.headTgids[head] ?? 0
    this.cpu = this.headCpus[head] ?? 0
    this.commEnd = this.start + (this.headCommEnds[head] ?? 0)
    let at = (this.headEnd = this.start + (this.heads.lengths[head] ?? 0))
    while (this.bytes[at] === SPACE) at += 1
    this.position = at
    return this.readTime()
  }

  /** The bracket was tried first where it stood in this line: reading an equal head again would end the same way. */
  private remember(): void {
    const head = this.heads.keep(this, this.start, this.headEnd, this.hashedAt)
    if (head === NOT_FOUND) return
    this.headPids[head] = this.pid
    this.headTgids[head] = this.tgid
    this.headCpus[head] = this.cpu
    this.headColumns[head] = this.bracketColumn
    this.headCommEnds[head] = this.commEnd - this.start
    this.headThreads[head] = UNASKED
    this.head = head
  }

  /** Index of the thread that the line is of; notes its name and process. */
  thread(): number {
    const { head, threads } = this
    const known = head === NOT_FOUND ? UNASKED : (this.headThreads[head] ?? UNASKED)
    const thread = known === UNASKED ? threads.ofTid(this.pid) : known
    if (known !== UNASKED) threads.noteNameId(thread, this.headNames[head] ?? 0)
    else {
      const name = threads.noteName(thread, this.bytes, this.commStart, this.commEnd)
      if (head !== NOT_FOUND) {
        this.headThreads[head] = thread
        this.headNames[head] = name
      }
    }
    if (this.tgid > 0) threads.noteProcess(thread, this.tgid)
    return thread
  }

  private get commStart(): number {
    let at = this.start
    while (this.bytes[at] === SPACE) at += 1
    return at
  }

  /** Reads the event name up to its colon and moves to the arguments. */
  readName(): boolean {
    const bytes = this.bytes
    const start = this.position
    let at = start
    let byte = bytes[at]
    while (byte !== COLON) {
      if (byte === undefined || byte <= SPACE || at - start > MAX_NAME) return false
      at += 1
      byte = bytes[at]
    }
    this.nameStart = start
    this.nameEnd = at
    at += 1
    while (bytes[at] === SPACE) at += 1
    this.position = at
    return at > start + 1
  }

  /** Reads decimal digits at `position` and moves behind them; 0 without digits. */
  readUint(): number {
    const bytes = this.bytes
    let at = this.position
    let value = 0
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      value = value * 10 + digit
      at += 1
    }
    this.position = at
    return value
  }

  /** Tries every `[` near the start. */
  private searchHeader(start: number, limit: number): boolean {
    const bytes = this.bytes
    for (let at = start; at < limit; at += 1) {
      if (bytes[at] !== OPEN_BRACKET || !this.readTask(start, at) || !this.readCpu(at)) continue
      this.bracketColumn = at - start
      return true
    }
    return false
  }

  /** From the bracket backwards: blanks, optional `(TGID)`, blanks, PID, dash; what is left is the name. */
  private readTask(start: number, bracket: number): boolean {
    const bytes = this.bytes
    let at = bracket - 1
    while (bytes[at] === SPACE) at -= 1
    this.tgid = -1
    if (bytes[at] === CLOSE_PAREN) {
      at = this.readTgid(start, at)
      while (bytes[at] === SPACE) at -= 1
    }
    return this.readPid(start, at)
  }

  /** PID and dash that end at `at`, and the name before them. */
  private readPid(start: number, at: number): boolean {
    const bytes = this.bytes
    let pid = 0
    let scale = 1
    let dash = at
    for (let digit = (bytes[dash] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[dash] ?? 0) - ZERO) {
      pid += digit * scale
      scale *= 10
      dash -= 1
    }
    if (dash < start || dash === at || bytes[dash] !== DASH || pid > MAX_PID) return false
    this.pid = pid
    this.commEnd = dash
    return true
  }

  /** `( 1234)` or `(-----)` that ends at `close`; returns the position before it. */
  private readTgid(start: number, close: number): number {
    const bytes = this.bytes
    let at = close - 1
    let tgid = 0
    let scale = 1
    let digits = 0
    for (let byte = bytes[at]; at > start && byte !== OPEN_PAREN; byte = bytes[at]) {
      if (isDigit(byte)) {
        tgid += ((byte ?? 0) - ZERO) * scale
        scale *= 10
        digits += 1
      } else if (byte !== SPACE && byte !== DASH) return close
      at -= 1
    }
    if (digits > 0 && tgid <= MAX_PID) this.tgid = tgid
    return at - 1
  }

  /** `[CPU]`, optional flags, time. */
  private readCpu(bracket: number): boolean {
    const bytes = this.bytes
    this.position = bracket + 1
    this.cpu = this.readUint()
    let at = this.position
    if (bytes[at] !== CLOSE_BRACKET || at === bracket + 1 || this.cpu >= MAX_CPUS) return false
    at += 1
    if (bytes[at] !== SPACE) return false
    return this.readFlagsAndTime(at)
  }

  private readFlagsAndTime(from: number): boolean {
    const bytes = this.bytes
    let at = from
    this.headEnd = at + 1
    while (bytes[at] === SPACE) at += 1
    if (!isDigit(bytes[at])) {
      const flags = at
      while ((bytes[at] ?? 0) > SPACE && at - flags <= MAX_FLAGS) at += 1
      if (at === flags || bytes[at] !== SPACE) return false
      this.headEnd = at + 1
      while (bytes[at] === SPACE) at += 1
    }
    this.position = at
    return this.readTime()
  }

  /** `SECONDS.FRACTION: `, both parts as integers: a double would lose nanoseconds. */
  private readTime(): boolean {
    const dot = this.readSeconds()
    if (dot < 0) return false
    const bytes = this.bytes
    const micros = dot + MICRO_END < this.size && bytes[dot + MICRO_END] === COLON ? microsAt(this.view, dot + 1) : -1
    if (micros >= 0) {
      this.nanoseconds = micros * NS_PER_US
      this.position = dot + MICRO_END
    } else if (!this.readFraction(dot + 1)) return false
    let at = this.position + 1
    while (bytes[at] === SPACE) at += 1
    this.position = at
    return bytes[at] !== NEWLINE && bytes[at] !== RETURN
  }

  /** Reads the whole seconds at the position; most lines have those of the line before. Returns where their dot stands, -1 without. */
  private readSeconds(): number {
    const start = this.position
    const length = this.secondsLength
    const last = start + length - WORD_BYTES
    const view = this.view
    if (length > 0 && last + WORD_BYTES <= this.size && view.getInt32(start, true) === this.secondsStart && view.getInt32(last, true) === this.secondsEnd) return last + WORD_BYTES - 1
    this.seconds = this.readUint()
    const dot = this.position
    this.secondsLength = 0
    if (dot === start || this.bytes[dot] !== DOT || this.seconds > MAX_SECONDS) return -1
    if (dot + 1 - start < WORD_BYTES || dot + 1 - start > 2 * WORD_BYTES) return dot
    this.secondsLength = dot + 1 - start
    this.secondsStart = view.getInt32(start, true)
    this.secondsEnd = view.getInt32(dot + 1 - WORD_BYTES, true)
    return dot
  }

  /** Any number of digits up to nanoseconds, from `start` to a colon. */
  private readFraction(start: number): boolean {
    this.position = start
    const fraction = this.readUint()
    const digits = this.position - start
    if (digits === 0 || digits > NS_DIGITS || this.bytes[this.position] !== COLON) return false
    this.nanoseconds = fraction * (POWERS[digits] ?? 1)
    return true
  }

  /**
   * Written by an interrupt, not by the line's task: the flags hold `h`, `H`, `s`, `z` or `Z` then (trace_print_lat_fmt,
   * kernel/trace/trace_output.c). False where the layout has no flags.
   */
  isInInterrupt(): boolean {
    for (let at = this.headEnd - 2; at > this.start; at -= 1) {
      const byte = this.bytes[at] ?? SPACE
      if (byte <= SPACE) return false
      if (INTERRUPT_FLAGS.includes(byte)) return true
    }
    return false
  }

  /** The layout of `trace-cmd report -l`, where the CPU is glued to the flags: `comm-pid   1d..3. SECONDS.FRACTION:`. */
  private searchLatencyHeader(start: number, limit: number): boolean {
    const bytes = this.bytes
    for (let at = start + 1; at < limit; at += 1) {
      if (!isDigit(bytes[at]) || bytes[at - 1] !== SPACE) continue
      let task = at - 1
      while (task > start && bytes[task] === SPACE) task -= 1
      if (!this.readPid(start, task)) continue
      this.tgid = -1
      this.position = at
      this.cpu = this.readUint()
      if (this.cpu < MAX_CPUS && (bytes[this.position] ?? 0) > SPACE && this.readFlagsAndTime(this.position)) return true
    }
    return false
  }
}

/** The six digits at `at` as a number; -1 when they are not all digits. Four at a time: pairs are joined in the bytes of a word, then the pairs. */
function microsAt(view: DataView, at: number): number {
  const digits = view.getInt32(at, true) ^ 0x30303030
  const fifth = view.getUint8(at + 4) - ZERO
  const sixth = view.getUint8(at + 5) - ZERO
  if (((digits | (digits + 0x06060606)) & 0xf0f0f0f0) !== 0 || fifth < 0 || fifth > 9 || sixth < 0 || sixth > 9) return -1
  const pairs = (Math.imul(digits, 2561) >>> 8) & 0x00ff00ff
  return (Math.imul(pairs, 6553601) >>> 16) * 100 + fifth * 10 + sixth
}
