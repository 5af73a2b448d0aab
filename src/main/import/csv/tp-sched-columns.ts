/** The columns of trace_processor's scheduling export, and what one row means. */
import { MAX_CPUS, type TraceBuilder } from '../../../engine/trace/trace-builder'
import { stateOfText } from '../ftrace/sched-states'
import { isNull, toNumber } from './table-session'
import { parseTime } from './time-column'

/** In the order of the documented query. */
export const SCHED_COLUMNS = ['ts', 'dur', 'cpu', 'end_state', 'priority', 'tid', 'thread_name', 'pid', 'process_name'] as const
export type SchedColumn = (typeof SCHED_COLUMNS)[number]

/** Columns without which a row says nothing. */
export const REQUIRED_SCHED_COLUMNS: readonly SchedColumn[] = ['ts', 'dur', 'cpu', 'tid']

export const MAX_TID = 0x7fffffff
const MAX_PRIORITY = 32_767
/** Duration of a slice that was still running when the recording ended. */
export const STILL_RUNNING = -1

/** Pushes one row given as text; `at` says where each column is (-1 = missing). False when the row cannot be read. */
export function pushSchedRow(builder: TraceBuilder, cells: readonly string[], at: Record<SchedColumn, number>): boolean {
  const time = parseTime(cells[at.ts] ?? '', 'ns')
  const duration = toNumber(cells[at.dur])
  const cpu = toNumber(cells[at.cpu])
  const tid = toNumber(cells[at.tid])
  if (time === null || !Number.isInteger(duration) || !isIndex(cpu, MAX_CPUS - 1) || !isIndex(tid, MAX_TID)) return false
  const thread = builder.threads.ofTid(tid)
  const [name, processName, state] = [cells[at.thread_name], cells[at.process_name], cells[at.end_state]]
  if (name !== undefined && !isNull(name)) builder.threads.noteNameText(thread, name)
  if (processName !== undefined && !isNull(processName)) builder.threads.noteProcessNameText(thread, processName)
  const pid = toNumber(cells[at.pid])
  if (isIndex(pid, MAX_TID)) builder.threads.noteProcess(thread, pid)
  const endState = state === undefined || isNull(state) ? 0 : stateOfText(state)
  const priority = toNumber(cells[at.priority])
  const tsNs = builder.toNs(time.seconds, time.nanoseconds)
  builder.pushSlice(tsNs, duration < 0 ? STILL_RUNNING : duration, cpu, thread, endState, isIndex(priority, MAX_PRIORITY) || priority === -1 ? priority : 0)
  return true
}

function isIndex(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max
}
