/** sched_switch, wake-ups and the events that name threads, as messages of their own. */
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import { priorityOf } from '../ftrace/priority'
import type { PerfettoContext } from './perfetto-context'
import { stateOfRaw } from './task-states'
import { MalformedMessage, type WireReader } from './wire-reader'

const MAX_PID = 0x7fffffff
/** `CLONE_THREAD` (include/uapi/linux/sched.h): the new task belongs to the process of the old one. */
const CLONE_THREAD = 0x10000

/** A thread id of the current field. */
export function readTid(reader: WireReader): number {
  const tid = reader.readSigned()
  if (!(tid >= 0 && tid <= MAX_PID)) throw new MalformedMessage('a thread id is out of range')
  return tid
}

/** A priority of the current field. */
export function readPriority(reader: WireReader): number {
  return priorityOf(reader.readSigned())
}

/** A CPU number of the current field. */
export function readCpu(reader: WireReader): number {
  const cpu = reader.readSigned()
  if (!(cpu >= 0 && cpu < MAX_CPUS)) throw new MalformedMessage('a CPU number is out of range')
  return cpu
}

/** `SchedSwitch { prev_comm 1, prev_pid 2, prev_prio 3, prev_state 4, next_comm 5, next_pid 6, next_prio 7 }`. */
export function readSwitch(context: PerfettoContext, end: number, tsNs: number, cpu: number): void {
  const { reader, builder } = context
  let prevTid = 0
  let prevState = 0
  let nextTid = 0
  let nextPriority = 0
  let prevStart = 0
  let prevEnd = 0
  let nextStart = 0
  let nextEnd = 0
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 2) prevTid = readTid(reader)
    else if (field === 4) prevState = reader.readSigned()
    else if (field === 6) nextTid = readTid(reader)
    else if (field === 7) nextPriority = readPriority(reader)
    else if (field === 1) {
      prevEnd = reader.enter(end)
      prevStart = reader.pos
      reader.seek(prevEnd)
    } else if (field === 5) {
      nextEnd = reader.enter(end)
      nextStart = reader.pos
      reader.seek(nextEnd)
    }
  }
  const { threads } = builder
  const prevThread = threads.ofTid(prevTid)
  const nextThread = threads.ofTid(nextTid)
  context.names.note(prevThread, tsNs, reader.buf, prevStart, prevEnd)
  context.names.note(nextThread, tsNs, reader.buf, nextStart, nextEnd)
  builder.pushSwitch(tsNs, cpu, prevThread, stateOfRaw(prevState, context.kernelVersion), nextThread, nextPriority)
}

/** `SchedWakeup { comm 1, pid 2, prio 3, success 4, target_cpu 5 }`, the same for sched_waking and sched_wakeup_new. */
export function readWakeup(context: PerfettoContext, end: number, tsNs: number, cpu: number, waker: number): void {
  const { reader, builder } = context
  let tid = 0
  let target = 0
  let nameStart = 0
  let nameEnd = 0
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 2) tid = readTid(reader)
    else if (field === 5) target = readCpu(reader)
    else if (field === 1) {
      nameEnd = reader.enter(end)
      nameStart = reader.pos
      reader.seek(nameEnd)
    }
  }
  const thread = builder.threads.ofTid(tid)
  context.names.note(thread, tsNs, reader.buf, nameStart, nameEnd)
  builder.pushWakeup(tsNs, cpu, thread, waker, target)
}

/** `TaskNewtask { pid 1, comm 2, clone_flags 3 }`: names a new thread and its process. */
export function readNewTask(context: PerfettoContext, end: number, tsNs: number, parent: number): void {
  const { reader, builder } = context
  let tid = 0
  let flags = 0
  let name = ''
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) tid = readTid(reader)
    else if (field === 2) name = reader.readText(end)
    else if (field === 3) flags = reader.readUnsigned()
  }
  const thread = builder.threads.ofTid(tid)
  if (Math.floor(flags / CLONE_THREAD) % 2 === 1) context.names.joinProcess(thread, parent)
  else builder.threads.noteProcess(thread, tid)
  context.names.noteText(thread, tsNs, name)
}

/** `TaskRename { pid 1, oldcomm 2, newcomm 3 }`. */
export function readRename(context: PerfettoContext, end: number, tsNs: number): void {
  const { reader, builder } = context
  let tid = 0
  let name = ''
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) tid = readTid(reader)
    else if (field === 3) name = reader.readText(end)
  }
  context.names.noteText(builder.threads.ofTid(tid), tsNs, name)
}
