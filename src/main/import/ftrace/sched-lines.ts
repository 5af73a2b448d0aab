/** sched_switch and wake-up lines: the bulk of most traces, read from bytes without a string per line. */
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import { findInLine, hasKey, isDigit, latin1, makeKey, SPACE, type ByteKey } from './bytes'
import type { FtraceLine } from './line'
import { stateOfLetters, stateOfNumber, stateOfText } from './sched-states'

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
const MAX_PID = 0x7fffffff
/** Some vendors pack other data into the digits before the last three (`prev_prio=000255001000098`). */
const PRIORITY_MODULUS = 1000
const MAX_CPU = 8191
/** `comm:pid [prio] state ==> comm:pid [prio]`, trace-cmd's own form. */
const PLUGIN_SWITCH = /^(.*):(\d{1,10}) \[(\d+)\] (\S+) ==> (.*):(\d{1,10}) \[(\d+)\]/
const PLUGIN_WAKEUP = /^(.*):(\d{1,10}) \[\d+\].* CPU:(\d+)/
const MAX_PLUGIN_BYTES = 512

/** Reads the arguments of a sched_switch; `line.position` is at their start. False when they are not understood. */
export function readSwitch(line: FtraceLine, builder: TraceBuilder, tsNs: number): boolean {
  if (!takeKey(line, PREV_COMM)) return readPluginSwitch(line, builder, tsNs)
  const prevComm = line.position
  const prevCommEnd = findNumberKey(line, prevComm, PREV_PID)
  if (prevCommEnd < 0) return false
  const prevTid = readNumber(line, prevCommEnd + PREV_PID.length)
  if (!takeKey(line, PREV_PRIO)) return false
  line.skipDigits()
  if (!takeKey(line, PREV_STATE)) return false
  const prevState = readState(line)
  takeKey(line, ARROW)
  if (!takeKey(line, NEXT_COMM)) return false
  const nextComm = line.position
  const nextCommEnd = findNumberKey(line, nextComm, NEXT_PID)
  if (nextCommEnd < 0) return false
  const nextTid = readNumber(line, nextCommEnd + NEXT_PID.length)
  if (!takeKey(line, NEXT_PRIO) || prevTid > MAX_PID || nextTid > MAX_PID) return false
  const nextPriority = line.readUint() % PRIORITY_MODULUS
  const threads = builder.threads
  const prevThread = threads.ofTid(prevTid)
  const nextThread = threads.ofTid(nextTid)
  threads.noteName(prevThread, line.bytes, prevComm, prevCommEnd)
  threads.noteName(nextThread, line.bytes, nextComm, nextCommEnd)
  if (line.tgid > 0 && line.pid === prevTid) threads.noteProcess(prevThread, line.tgid)
  builder.pushSwitch(tsNs, line.cpu, prevThread, prevState, nextThread, nextPriority)
  return true
}

/** Reads the arguments of sched_waking, sched_wakeup or sched_wakeup_new. False when they are not understood. */
export function readWakeup(line: FtraceLine, builder: TraceBuilder, tsNs: number, waker: number): boolean {
  const bytes = line.bytes
  if (!hasKey(line.view, line.position, COMM)) return readPluginWakeup(line, builder, tsNs, waker)
  const comm = line.position + COMM.length
  const commEnd = findNumberKey(line, comm, PID)
  if (commEnd < 0) return false
  const tid = readNumber(line, commEnd + PID.length)
  const target = findInLine(line, line.position, TARGET_CPU)
  if (target < 0 || tid > MAX_PID) return false
  const cpu = readNumber(line, target + TARGET_CPU.length)
  if (cpu > MAX_CPU) return false
  const thread = builder.threads.ofTid(tid)
  builder.threads.noteName(thread, bytes, comm, commEnd)
  builder.pushWakeup(tsNs, line.cpu, thread, waker, cpu)
  return true
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

/** Moves behind `key` if it stands at the position. */
function takeKey(line: FtraceLine, key: ByteKey): boolean {
  if (!hasKey(line.view, line.position, key)) return false
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

function readPluginSwitch(line: FtraceLine, builder: TraceBuilder, tsNs: number): boolean {
  const match = PLUGIN_SWITCH.exec(pluginText(line))
  if (match === null) return false
  const [, prevName = '', prevTid, , state = '', nextName = '', nextTid, nextPriority] = match
  if (Number(prevTid) > MAX_PID || Number(nextTid) > MAX_PID) return false
  const threads = builder.threads
  const prevThread = threads.ofTid(Number(prevTid))
  const nextThread = threads.ofTid(Number(nextTid))
  threads.noteNameText(prevThread, prevName)
  threads.noteNameText(nextThread, nextName)
  builder.pushSwitch(tsNs, line.cpu, prevThread, stateOfText(state), nextThread, Number(nextPriority) % PRIORITY_MODULUS)
  return true
}

function readPluginWakeup(line: FtraceLine, builder: TraceBuilder, tsNs: number, waker: number): boolean {
  const match = PLUGIN_WAKEUP.exec(pluginText(line))
  const [, name = '', tid, cpu] = match ?? []
  if (match === null || Number(tid) > MAX_PID || Number(cpu) > MAX_CPU) return false
  const thread = builder.threads.ofTid(Number(tid))
  builder.threads.noteNameText(thread, name)
  builder.pushWakeup(tsNs, line.cpu, thread, waker, Number(cpu))
  return true
}
