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

export class EventNames {
  private readonly builder: TraceBuilder
  private readonly sched: SchedLines
  private readonly ids = new StringTable()
  /** By id. Id 0 is the empty string, which no event has: it stands for all names beyond the limit of the table. */
  private readonly names: EventName[]
  /** By a few characters of the name: the two names that were looked up last, one behind the other. */
  private readonly slots: EventName[]

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
    const slot = slotOf(bytes, at)
    let name = this.slots[slot]
    if (name === undefined || !hasKey(line, at, name.key)) name = this.slots[slot + 1]
    if (name === undefined || !hasKey(line, at, name.key)) return this.lookUp(line, slot)
    let next = at + name.key.length
    while (bytes[next] === SPACE) next += 1
    line.nameStart = at
    line.position = next
    return name
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
    this.slots[slot + 1] = this.slots[slot] ?? name
    this.slots[slot] = name
    return name
  }

  private describe(text: string): EventName {
    return { text, key: makeKey(`${text}:`), isSwitch: text === 'sched_switch', handler: makeHandler(text, this.builder, this.sched), count: 0 }
  }
}

/** Slot by characters in which the frequent names differ: sched_switch/sched_waking/sched_wakeup, mm_vmscan_*, rss_stat, cpu_*. */
function slotOf(bytes: Uint8Array, at: number): number {
  return (((bytes[at + 1] ?? 0) + (bytes[at + 6] ?? 0) * 3 + (bytes[at + 9] ?? 0) * 7 + (bytes[at + 14] ?? 0) * 13) & (SLOTS - 1)) * 2
}
