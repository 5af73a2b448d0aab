/**
 * `CompactSched`: the context switches and wake-ups of one CPU as packed lists, one per argument. The thread before a switch
 * is the one after the switch before; of the first switch on a CPU it is not known, and that switch only tells who runs.
 */
import { NO_THREAD } from '../../../engine/trace/thread-table-builder'
import { priorityOf } from '../ftrace/priority'
import { isInterrupt } from './interrupt-flags'
import type { PerfettoContext } from './perfetto-context'
import { stateOfRaw } from './task-states'
import { BOOTTIME } from './trace-clock'
import { MalformedMessage, type WireReader } from './wire-reader'

const MAX_PID = 0x7fffffff
const MAX_CPU = 8191
const NS_PER_S = 1e9
const INTERN_TABLE = 5
/** Fields 1 - 4, 6 and 7 - 12. */
const LAST_FIELD = 13
const SWITCH = { time: 1, state: 2, tid: 3, priority: 4, name: 6 } as const
const WAKING = { time: 7, tid: 8, cpu: 9, name: 11, flags: 12 } as const

/** Where a name lies in the buffer. */
interface Name {
  readonly start: number
  readonly end: number
}

/** Packed list being walked. */
interface List {
  at: number
  end: number
}

export class CompactSched {
  switches = 0
  wakings = 0
  private readonly context: PerfettoContext
  /** By CPU: the thread that runs since the last switch. */
  private readonly running: (number | undefined)[] = []
  private names: Name[] = []
  private lists: List[] = []
  private seconds = 0
  private nanoseconds = 0

  constructor(context: PerfettoContext) {
    this.context = context
  }

  /** Reads a `CompactSched` message that ends at `end`. */
  read(end: number, cpu: number, clock = BOOTTIME): void {
    this.collect(end)
    const switchTimes = this.times(SWITCH.time, clock)
    const wakingTimes = this.times(WAKING.time, clock)
    let waking = 0
    for (const tsNs of switchTimes) {
      while (waking < wakingTimes.length && (wakingTimes[waking] ?? 0) < tsNs) this.readWaking(cpu, wakingTimes[waking++] ?? 0)
      this.readSwitch(cpu, tsNs)
    }
    while (waking < wakingTimes.length) this.readWaking(cpu, wakingTimes[waking++] ?? 0)
    if (this.lists.some((list) => list.at < list.end)) this.context.warn('PACKET_MALFORMED', 'Lists of compact scheduling data differ in length: the rest is left out.')
  }

  private collect(end: number): void {
    const { reader } = this.context
    this.names = []
    this.lists = Array.from({ length: LAST_FIELD }, () => ({ at: 0, end: 0 }))
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field >= LAST_FIELD) continue
      const valueEnd = reader.enter(end)
      if (field === INTERN_TABLE) this.names.push({ start: reader.pos, end: valueEnd })
      else this.lists[field] = { at: reader.pos, end: valueEnd }
      reader.seek(valueEnd)
    }
  }

  /** Times of a list of differences, on the trace clock; NaN where they cannot be told. */
  private times(field: number, clock: number): number[] {
    const { reader } = this.context
    const list = this.lists[field]
    const times: number[] = []
    this.seconds = 0
    this.nanoseconds = 0
    while (list !== undefined && list.at < list.end) {
      reader.seek(list.at)
      reader.readTimeValue()
      this.advance(reader, list)
      times.push(this.context.timeOf(clock))
    }
    return times
  }

  private advance(reader: WireReader, list: List): void {
    if (reader.pos > list.end) throw new MalformedMessage('a list ends inside a number')
    list.at = reader.pos
    const nanoseconds = this.nanoseconds + reader.nanoseconds
    const carry = nanoseconds >= NS_PER_S ? 1 : 0
    this.seconds += reader.seconds + carry
    this.nanoseconds = nanoseconds - carry * NS_PER_S
    reader.seconds = this.seconds
    reader.nanoseconds = this.nanoseconds
  }

  /** The next number of a list; NaN at its end. */
  private take(field: number): number {
    const { reader } = this.context
    const list = this.lists[field]
    if (list === undefined || list.at >= list.end) return NaN
    reader.seek(list.at)
    const value = reader.readVarint(true)
    if (reader.pos > list.end) throw new MalformedMessage('a list ends inside a number')
    list.at = reader.pos
    return value
  }

  private readSwitch(cpu: number, tsNs: number): void {
    const state = this.take(SWITCH.state)
    const tid = this.take(SWITCH.tid)
    const priority = this.take(SWITCH.priority)
    const name = this.take(SWITCH.name)
    if (!(tid >= 0 && tid <= MAX_PID) || Number.isNaN(state) || Number.isNaN(priority)) throw new MalformedMessage('compact scheduling data is incomplete')
    const next = this.thread(tid, name, tsNs)
    const previous = this.running[cpu]
    this.running[cpu] = next
    if (previous === undefined || !(tsNs >= this.context.startNs)) return
    this.switches += 1
    const { builder, kernelVersion } = this.context
    builder.pushSwitch(tsNs, cpu, previous, stateOfRaw(state, kernelVersion), next, priorityOf(priority))
  }

  private readWaking(cpu: number, tsNs: number): void {
    const tid = this.take(WAKING.tid)
    const target = this.take(WAKING.cpu)
    const name = this.take(WAKING.name)
    if (!(tid >= 0 && tid <= MAX_PID) || !(target >= 0 && target <= MAX_CPU)) throw new MalformedMessage('compact scheduling data is incomplete')
    this.take(10)
    const thread = this.thread(tid, name, tsNs)
    const flags = this.take(WAKING.flags)
    const running = this.running[cpu]
    if (running === undefined || !(tsNs >= this.context.startNs)) return
    this.wakings += 1
    this.context.builder.pushWakeup(tsNs, cpu, thread, isInterrupt(flags) ? NO_THREAD : running, target)
  }

  private thread(tid: number, nameIndex: number, tsNs: number): number {
    const thread = this.context.builder.threads.ofTid(tid)
    const name = this.names[nameIndex]
    if (name === undefined) throw new MalformedMessage('a name is not in the table of names')
    this.context.names.note(thread, tsNs, this.context.reader.buf, name.start, name.end)
    return thread
  }
}
