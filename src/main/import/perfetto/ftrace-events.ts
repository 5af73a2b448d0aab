/** What to do with each kernel event, by its field number in `FtraceEvent`. */
import type { CounterColumns } from '../../../engine/trace/counter-columns'
import { WAKEUP_NAMES } from '../../../engine/trace/event-kinds'
import { excerpt } from '../../../shared/errors'
import { NO_THREAD } from '../../../engine/trace/thread-table-builder'
import { ftraceEventName } from './ftrace-event-names'
import { GenericEvents, type GenericEvent } from './generic-events'
import { KeptEvent, type KeptColumn } from './kept-events'
import type { PerfettoContext } from './perfetto-context'
import { readCpu, readNewTask, readRename, readSwitch, readWakeup } from './sched-events'
import { MalformedMessage } from './wire-reader'

const GENERIC_FIELD = 327
const MAX_NAME_LENGTH = 128
const MAX_NAMES = 10_000

/** Reads the arguments of one event; they end at `end`. */
type ReadArguments = (end: number, tsNs: number, cpu: number, tid: number) => void

interface EventReader {
  readonly name: string
  count: number
  readonly read: ReadArguments
}

export class FtraceEvents {
  readonly generic = new GenericEvents()
  private readonly context: PerfettoContext
  private readonly byField: (EventReader | undefined)[] = []
  private readonly described = new Map<number, { readonly event: GenericEvent; readonly reader: EventReader }>()
  /** Events that carry their name, by name. */
  private readonly named = new Map<string, { count: number; readonly kept: KeptEvent | null }>()

  constructor(context: PerfettoContext) {
    this.context = context
  }

  /** Reads the arguments of the event in `field`, which end at `end`. */
  read(field: number, end: number, tsNs: number, cpu: number, tid: number): void {
    const event = this.byField[field] ?? this.find(field)
    event.count += 1
    event.read(end, tsNs, cpu, tid)
  }

  /** Hands the counts to the builder; returns the number of events in all. */
  countAll(): number {
    let total = 0
    const count = (name: string, events: number): void => {
      this.context.builder.countEvent(name, events)
      total += events
    }
    for (const event of this.byField) if (event !== undefined && event.name !== '') count(event.name, event.count)
    for (const { event, reader } of this.described.values()) count(event.name, reader.count)
    for (const [name, { count: events }] of this.named) count(name, events)
    return total
  }

  private find(field: number): EventReader {
    const event = this.generic.find(field)
    if (event === undefined) {
      const reader = this.makeReader(field)
      // Field numbers go up to 2^29: only small ones may be used as an index.
      if (field < MAX_NAMES) this.byField[field] = reader
      return reader
    }
    const known = this.described.get(field)
    if (known?.event === event) return known.reader
    const reader = this.describedReader(event)
    if (known !== undefined) this.context.builder.countEvent(known.event.name, known.reader.count)
    this.described.set(field, { event, reader })
    return reader
  }

  private makeReader(field: number): EventReader {
    if (field === GENERIC_FIELD) return { name: '', count: 0, read: (...event) => this.readGeneric(...event) }
    const name = ftraceEventName(field) ?? '(unknown events)'
    return { name, count: 0, read: this.readArguments(name) }
  }

  private readArguments(name: string): ReadArguments {
    const { context } = this
    const { builder } = context
    if (name === 'sched_switch') return (end, tsNs, cpu) => readSwitch(context, end, tsNs, cpu)
    if (WAKEUP_NAMES.has(name)) return (end, tsNs, cpu, tid) => readWakeup(context, end, tsNs, cpu, context.isInInterrupt ? NO_THREAD : builder.threads.ofTid(tid))
    if (name === 'cpu_frequency') return this.cpuCounter('cpufreq')
    if (name === 'cpu_idle') return this.cpuCounter('cpuidle')
    if (name === 'print') return (end, tsNs, cpu, tid) => this.readPrint(end, tsNs, cpu, tid)
    if (name === 'task_rename') return (end, tsNs, cpu) => {
      builder.noteTime(tsNs, cpu)
      readRename(context, end, tsNs)
    }
    const kept = KeptEvent.of(name)
    if (kept === null) return (_, tsNs, cpu) => builder.noteTime(tsNs, cpu)
    return (end, tsNs, cpu, tid) => this.readKept(kept, name, end, tsNs, cpu, tid)
  }

  private readKept(kept: KeptEvent, name: string, end: number, tsNs: number, cpu: number, tid: number): void {
    const { reader, builder } = this.context
    const start = reader.pos
    const thread = builder.threads.ofTid(tid)
    kept.readTyped(reader, end)
    kept.push(builder, tsNs, cpu, thread)
    if (name !== 'task_newtask') return
    reader.seek(start)
    readNewTask(this.context, end, tsNs, thread)
  }

  /** `{ state 1, cpu_id 2 }`: `cpu_id` is the subject, not the CPU that wrote the event. */
  private cpuCounter(counter: string): ReadArguments {
    const { reader, builder } = this.context
    const tracks: (CounterColumns | null)[] = []
    return (end, tsNs, writer) => {
      let state = 0
      let cpu = 0
      for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
        if (field === 1) state = reader.readUnsigned()
        else if (field === 2) cpu = readCpu(reader)
      }
      builder.noteTime(tsNs, writer)
      const track = (tracks[cpu] ??= builder.counter(counter, cpu))
      track?.push(tsNs, state)
    }
  }

  /** `Print { ip 1, buf 2 }`. */
  private readPrint(end: number, tsNs: number, cpu: number, tid: number): void {
    const { reader, builder } = this.context
    let start = 0
    let stop = 0
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field !== 2) continue
      stop = reader.enter(end)
      start = reader.pos
      reader.seek(stop)
    }
    while (stop > start && (reader.buf[stop - 1] ?? 0) <= 0x20) stop -= 1
    builder.pushMark(tsNs, cpu, builder.threads.ofTid(tid), builder.strings.internBytes(reader.buf, start, stop))
  }

  private describedReader(event: GenericEvent): EventReader {
    const { reader, builder } = this.context
    const kept = KeptEvent.of(event.name)
    if (kept === null) return { name: event.name, count: 0, read: (_, tsNs, cpu) => builder.noteTime(tsNs, cpu) }
    const columns = new Map<number, KeptColumn & { readonly isSigned: boolean }>()
    for (const [number, { name, isSigned }] of event.fields) {
      const column = kept.column(name)
      if (column !== undefined) columns.set(number, { ...column, isSigned })
    }
    const read: ReadArguments = (end, tsNs, cpu, tid) => {
      kept.clear()
      for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
        const column = columns.get(field)
        if (column !== undefined) kept.set(column, column.isSigned ? reader.readSigned() : reader.readUnsigned())
      }
      kept.push(builder, tsNs, cpu, builder.threads.ofTid(tid))
    }
    return { name: event.name, count: 0, read }
  }

  /** `GenericFtraceEvent { event_name 1, field 2 { name 1, str_value 3, int_value 4, uint_value 5 } }`. */
  private readGeneric(end: number, tsNs: number, cpu: number, tid: number): void {
    const { reader, builder } = this.context
    const start = reader.pos
    let name = ''
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) if (field === 1) name = reader.readText(end)
    const event = this.namedEvent(name)
    event.count += 1
    const { kept } = event
    if (kept === null) return builder.noteTime(tsNs, cpu)
    kept.clear()
    reader.seek(start)
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) if (field === 2) this.readGenericField(reader.enter(end), kept)
    kept.push(builder, tsNs, cpu, builder.threads.ofTid(tid))
  }

  private readGenericField(end: number, kept: KeptEvent): void {
    const { reader } = this.context
    let column: KeptColumn | undefined
    let value = NaN
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field === 1) column = kept.column(reader.readText(end))
      else if (field === 4) value = reader.readSigned()
      else if (field === 5) value = reader.readUnsigned()
    }
    if (column !== undefined && !Number.isNaN(value)) kept.set(column, value)
  }

  private namedEvent(name: string): { count: number; readonly kept: KeptEvent | null } {
    let event = this.named.get(name)
    if (event !== undefined) return event
    if (name.length > MAX_NAME_LENGTH) throw new MalformedMessage(`an event name is too long: ${excerpt(name, 40)}`)
    const key = this.named.size < MAX_NAMES ? name : '(further names)'
    event = this.named.get(key) ?? { count: 0, kept: KeptEvent.of(key) }
    this.named.set(key, event)
    return event
  }
}
