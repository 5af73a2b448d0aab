/**
 * sched_switch and wake-up lines: the bulk of most traces, read from bytes without a string per line. What a line says about a
 * thread (`prev_comm=… prev_pid=…`) is nearly always what another line said before, and then only compared.
 */
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import { NO_THREAD } from '../../../engine/trace/thread-table-builder'
import { DASH, findInLine, hasKey, isDigit, latin1, makeKey, SPACE, type ByteKey } from './bytes'
import type { FtraceLine } from './line'
import { priorityOf } from './priority'
import { NOT_FOUND } from './run-memory'
import { stateOfLetters, stateOfNumber, stateOfText } from './sched-states'
import { ThreadRuns } from './thread-runs'

const PREV_COMM = makeKey('prev_comm=')
const PREV_PID = makeKey(' prev_pid=')
const PREV_PRIO = makeKey(' prev_prio=')
const PREV_STATE = makeKey(' prev_state=')
const ARROW = makeKey('==> ')
const NEXT_COMM = makeKey('next_comm=')
const NEXT_PID = makeKey(' next_pid=')
const NEXT_PRIO = makeKey(' next_prio=')
const COMM = makeKey('comm=')
const PID = makeKey(' pid=')
const TARGET_CPU = makeKey(' target_cpu=')
const ARROW_AND_COMM_BYTES = ' ==> next_comm='.length
const MAX_PID = 0x7fffffff
const MAX_CPU = 8191
/** `comm:pid [prio] state ==> comm:pid [prio]`, trace-cmd's own form. */
const PLUGIN_SWITCH = /^(.*):(\d{1,10}) \[(-?\d+)\] (\S+) ==> (.*):(\d{1,10}) \[(-?\d+)\]/
const PLUGIN_WAKEUP = /^(.*):(\d{1,10}) \[-?\d+\].*?\bCPU:(\d+)/
const MAX_PLUGIN_BYTES = 512

/** Reads the arguments of scheduling events; `line.position` is at their start. */
export class SchedLines {
  private readonly builder: TraceBuilder
  /** `prev_comm=… prev_state=`, ` ==> next_comm=… next_prio=120` with the byte behind it, `comm=… target_cpu=`. */
  private readonly previous: ThreadRuns
  private readonly next: ThreadRuns
  private readonly woken: ThreadRuns

  constructor(builder: TraceBuilder) {
    this.builder = builder
    this.previous = new ThreadRuns(builder.threads)
    this.next = new ThreadRuns(builder.threads)
    this.woken = new ThreadRuns(builder.threads)
  }

  /** Reads a sched_switch. False when its arguments are not understood. */
  readSwitch(line: FtraceLine, tsNs: number): boolean {
    const start = line.position
    const previous = this.previous.find(line, start, start + PREV_COMM.length)
    if (previous === NOT_FOUND) return this.readNewSwitch(line, tsNs)
    const stateAt = start + this.previous.lengthOf(previous)
    const bytes = line.bytes
    let stateEnd = stateAt
    while ((bytes[stateEnd] ?? 0) > SPACE) stateEnd += 1
    const next = this.next.find(line, stateEnd, stateEnd + ARROW_AND_COMM_BYTES)
    if (next === NOT_FOUND || isDigit(bytes[stateAt])) return this.readNewSwitch(line, tsNs)
    line.position = stateEnd + this.next.lengthOf(next) - 1
    const prevThread = this.previous.use(previous)
    const nextThread = this.next.use(next)
    const { builder } = this
    if (line.tgid > 0 && line.pid === builder.threads.tid(prevThread)) builder.threads.noteProcess(prevThread, line.tgid)
    builder.pushSwitch(tsNs, line.cpu, prevThread, stateOfLetters(bytes[stateAt] ?? 0, bytes[stateAt + 1] ?? 0), nextThread, this.next.numberOf(next))
    return true
  }

  /** Reads a sched_waking, sched_wakeup or sched_wakeup_new. False when its arguments are not understood. */
  readWakeup(line: FtraceLine, tsNs: number, running: number): boolean {
    const waker = line.isInInterrupt() ? NO_THREAD : running
    const start = line.position
    const known = this.woken.find(line, start, start + COMM.length)
    if (known === NOT_FOUND) return this.readNewWakeup(line, tsNs, waker)
    const cpu = readNumber(line, start + this.woken.lengthOf(known))
    if (cpu > MAX_CPU) return false
    this.builder.pushWakeup(tsNs, line.cpu, this.woken.use(known), waker, cpu)
    return true
  }

  private readNewSwitch(line: FtraceLine, tsNs: number): boolean {
    const start = line.position
    if (!takeKey(line, PREV_COMM)) return this.readPluginSwitch(line, tsNs)
    const prevCommEnd = findNumberKey(line, line.position, PREV_PID)
    if (prevCommEnd < 0) return false
    const prevTid = readNumber(line, prevCommEnd + PREV_PID.length)
    if (!takeKey(line, PREV_PRIO)) return false
    readSigned(line)
    // Vendors add arguments of their own behind the kernel's.
    if (!skipTo(line, PREV_STATE)) return false
    const stateAt = line.position
    const prevState = readState(line)
    const stateEnd = line.position
    takeKey(line, ARROW)
    const isPlain = takeKey(line, NEXT_COMM)
    if (!isPlain && !skipTo(line, NEXT_COMM)) return false
    const nextComm = line.position
    const nextCommEnd = findNumberKey(line, nextComm, NEXT_PID)
    if (nextCommEnd < 0) return false
    const nextTid = readNumber(line, nextCommEnd + NEXT_PID.length)
    if (!takeKey(line, NEXT_PRIO) || prevTid > MAX_PID || nextTid > MAX_PID) return false
    const nextPriority = priorityOf(readSigned(line))
    const { builder } = this
    const prevThread = builder.threads.ofTid(prevTid)
    const nextThread = builder.threads.ofTid(nextTid)
    this.previous.keep(line, start, stateAt, start + PREV_COMM.length, prevCommEnd, prevThread, 0)
    if (isPlain) this.next.keep(line, stateEnd - 1, line.position + 1, nextComm, nextCommEnd, nextThread, nextPriority)
    if (line.tgid > 0 && line.pid === prevTid) builder.threads.noteProcess(prevThread, line.tgid)
    builder.pushSwitch(tsNs, line.cpu, prevThread, prevState, nextThread, nextPriority)
    return true
  }

  private readNewWakeup(line: FtraceLine, tsNs: number, waker: number): boolean {
    const start = line.position
    if (!hasKey(line, start, COMM)) return this.readPluginWakeup(line, tsNs, waker)
    const comm = start + COMM.length
    const commEnd = findNumberKey(line, comm, PID)
    if (commEnd < 0) return false
    const tid = readNumber(line, commEnd + PID.length)
    const target = findInLine(line, line.position, TARGET_CPU)
    if (target < 0 || tid > MAX_PID) return false
    const cpu = readNumber(line, target + TARGET_CPU.length)
    if (cpu > MAX_CPU) return false
    const thread = this.builder.threads.ofTid(tid)
    this.woken.keep(line, start, target + TARGET_CPU.length, comm, commEnd, thread, 0)
    this.builder.pushWakeup(tsNs, line.cpu, thread, waker, cpu)
    return true
  }

  private readPluginSwitch(line: FtraceLine, tsNs: number): boolean {
    const match = PLUGIN_SWITCH.exec(pluginText(line))
    if (match === null) return false
    const [, prevName = '', prevTid, , state = '', nextName = '', nextTid, nextPriority] = match
    if (Number(prevTid) > MAX_PID || Number(nextTid) > MAX_PID) return false
    const { builder } = this
    const prevThread = builder.threads.ofTid(Number(prevTid))
    const nextThread = builder.threads.ofTid(Number(nextTid))
    builder.threads.noteNameText(prevThread, prevName)
    builder.threads.noteNameText(nextThread, nextName)
    builder.pushSwitch(tsNs, line.cpu, prevThread, stateOfText(state), nextThread, priorityOf(Number(nextPriority)))
    return true
  }

  private readPluginWakeup(line: FtraceLine, tsNs: number, waker: number): boolean {
    const match = PLUGIN_WAKEUP.exec(pluginText(line))
    const [, name = '', tid, cpu] = match ?? []
    if (match === null || Number(tid) > MAX_PID || Number(cpu) > MAX_CPU) return false
    const thread = this.builder.threads.ofTid(Number(tid))
    this.builder.threads.noteNameText(thread, name)
    this.builder.pushWakeup(tsNs, line.cpu, thread, waker, Number(cpu))
    return true
  }
}

/** Position of `key` followed by a digit: a name may itself hold the key. */
function findNumberKey(line: FtraceLine, from: number, key: ByteKey): number {
  let at = findInLine(line, from, key)
  while (at >= 0 && !isDigit(line.bytes[at + key.length])) at = findInLine(line, at + 1, key)
  return at
}

function readNumber(line: FtraceLine, position: number): number {
  line.position = position
  return line.readUint()
}

/** Reads decimal digits, with a sign or without, and moves behind them. */
function readSigned(line: FtraceLine): number {
  const isNegative = line.bytes[line.position] === DASH
  if (isNegative) line.position += 1
  const value = line.readUint()
  return isNegative ? -value : value
}

/** Moves behind the next `key` of the line; false when there is none. */
function skipTo(line: FtraceLine, key: ByteKey): boolean {
  const at = findInLine(line, line.position, key)
  if (at >= 0) line.position = at + key.length
  return at >= 0
}

/** Moves behind `key` if it stands at the position. */
function takeKey(line: FtraceLine, key: ByteKey): boolean {
  if (!hasKey(line, line.position, key)) return false
  line.position += key.length
  return true
}

/** Reads the state and moves behind it and the blank that follows. */
function readState(line: FtraceLine): number {
  const bytes = line.bytes
  const start = line.position
  let at = start
  while ((bytes[at] ?? 0) > SPACE) at += 1
  line.position = bytes[at] === SPACE ? at + 1 : at
  const first = bytes[start] ?? 0
  if (isDigit(first)) return stateOfNumber(Number(latin1(bytes, start, Math.min(at, start + 10))))
  return stateOfLetters(first, bytes[start + 1] ?? 0)
}

function pluginText(line: FtraceLine): string {
  const end = Math.min(line.end, line.position + MAX_PLUGIN_BYTES)
  return Buffer.from(line.bytes.subarray(line.position, end)).toString('utf8')
}
