/** Finds what to do with an event by the bytes of its name, in one comparison for names met before. */
import { StringTable } from '../../../engine/trace/string-table'
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import { hasKey, makeKey, SPACE, type ByteKey } from './bytes'
import { makeHandler, type EventHandler } from './event-handlers'
import type { FtraceLine } from './line'
import type { SchedLines } from './sched-lines'

/** What is known about one event name. */
export interface EventName {
  readonly text: string
  /** Name with its colon. */
  readonly key: ByteKey
  /** sched_switch lines name both threads themselves and are most of a trace: they take a shorter way. */
  readonly isSwitch: boolean
  /** Null: only counted. */
  readonly handler: EventHandler | null
  count: number
}

const SLOTS = 256
/** Names with their colon are compared eight bytes at a time, as `RunMemory` does; those of other lengths by their key. */
const STEP = 8
const SLOT_STEPS = 4
const MAX_STEP_BYTES = STEP * SLOT_STEPS

export class EventNames {
  private readonly builder: TraceBuilder
  private readonly sched: SchedLines
  private readonly ids = new StringTable()
  /** By id. Id 0 is the empty string, which no event has: it stands for all names beyond the limit of the table. */
  private readonly names: EventName[]
  /** By a few characters of the name: the two names that were looked up last, one behind the other. */
  private readonly slots: EventName[]
  /** The same names as bytes; length 0 = compared by the key. */
  private readonly lengths = new Uint8Array(2 * SLOTS)
  private readonly steps = new Float64Array(2 * SLOTS * SLOT_STEPS)

  constructor(builder: TraceBuilder, sched: SchedLines) {
    this.builder = builder
    this.sched = sched
    const others = this.describe('(further names)')
    this.names = [others]
    this.slots = new Array<EventName>(2 * SLOTS).fill(others)
  }

  /** Reads the name at `line.position` and moves to the arguments; null when no name stands there. */
  read(line: FtraceLine): EventName | null {
    const bytes = line.bytes
    const at = line.position
    const first = slotOf(bytes, at)
    let slot = first
    let length = this.lengthAt(line, at, slot)
    if (length === 0) length = this.lengthAt(line, at, (slot = first + 1))
    const name = this.slots[slot]
    if (length === 0 || name === undefined) return this.lookUp(line, first)
    let next = at + length
    while (bytes[next] === SPACE) next += 1
    line.nameStart = at
    line.position = next
    return name
  }

  /** Length, with the colon, of the name in the slot when it stands at `at`; 0 when another one does. */
  private lengthAt(line: FtraceLine, at: number, slot: number): number {
    const length = this.lengths[slot] ?? 0
    if (length === 0 || at + MAX_STEP_BYTES > line.size) return this.keyLengthAt(line, at, slot)
    const { view } = line
    const last = at + length - STEP
    let step = slot * SLOT_STEPS
    for (let position = at; position < last; position += STEP) {
      if (view.getFloat64(position, true) !== this.steps[step]) return 0
      step += 1
    }
    return view.getFloat64(last, true) === this.steps[step] ? length : 0
  }

  private keyLengthAt(line: FtraceLine, at: number, slot: number): number {
    const key = this.slots[slot]?.key
    return key !== undefined && hasKey(line, at, key) ? key.length : 0
  }

  /** Hands the counts to the builder; returns the number of events in all. */
  countAll(): number {
    for (const name of this.names) this.builder.countEvent(name.text, name.count)
    return this.names.reduce((sum, name) => sum + name.count, 0)
  }

  private lookUp(line: FtraceLine, slot: number): EventName | null {
    if (!line.readName()) return null
    const id = this.ids.internBytes(line.bytes, line.nameStart, line.nameEnd)
    const name = (this.names[id] ??= this.describe(this.ids.text(id)))
    this.put(slot + 1, this.slots[slot] ?? name)
    this.put(slot, name)
    return name
  }

  private put(slot: number, name: EventName): void {
    this.slots[slot] = name
    const bytes = Buffer.from(`${name.text}:`)
    const canStep = bytes.length >= STEP && bytes.length <= MAX_STEP_BYTES && name.text.length + 1 === bytes.length
    this.lengths[slot] = canStep ? bytes.length : 0
    if (!canStep) return
    const count = Math.ceil(bytes.length / STEP)
    for (let step = 0; step < count; step += 1) this.steps[slot * SLOT_STEPS + step] = bytes.readDoubleLE(Math.min(step * STEP, bytes.length - STEP))
  }

  private describe(text: string): EventName {
    return { text, key: makeKey(`${text}:`), isSwitch: text === 'sched_switch', handler: makeHandler(text, this.builder, this.sched), count: 0 }
  }
}

/** Slot by characters in which the frequent names differ: sched_switch/sched_waking/sched_wakeup, mm_vmscan_*, rss_stat, cpu_*, binder_transaction*. */
function slotOf(bytes: Uint8Array, at: number): number {
  return (((bytes[at + 1] ?? 0) + (bytes[at + 6] ?? 0) * 3 + (bytes[at + 9] ?? 0) * 7 + (bytes[at + 14] ?? 0) * 13 + (bytes[at + 19] ?? 0) * 29) & (SLOTS - 1)) * 2
}
