/** `FtraceEventBundle`: what one CPU recorded between two reads of its buffer. */
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import { CompactSched } from './compact-sched'
import { FtraceEvents } from './ftrace-events'
import { isInterrupt } from './interrupt-flags'
import type { PerfettoContext } from './perfetto-context'
import { readTid } from './sched-events'
import { BOOTTIME, type ClockReading } from './trace-clock'
import { MalformedMessage } from './wire-reader'

const BYTES = 2
/** Field of `FtraceEvent`. */
const COMMON_FLAGS = 5
/** `FtraceClock`: 0 boot, 1 unknown, 2 global, 3 local, 4 mono_raw. */
const CLOCK_GLOBAL = 2
const CLOCK_LOCAL = 3
const CLOCK_MONO_RAW = 4
const MONOTONIC_RAW = 5
/** The recorder's per-CPU clocks have no id of their own: the first one of the packet sequence stands for them. */
const SEQUENCE_CLOCK = 64
const NOT_A_CPU = -1
const FIRST_EVENTS = 1024

interface BundleHead {
  cpu: number
  clock: number
  hasLostEvents: boolean
  /** Start and end of the compact scheduling data. */
  compact: readonly [number, number] | null
  ftraceTime: ClockReading | null
  bootTime: ClockReading | null
  validFrom: ClockReading | null
}

export class FtraceBundles {
  readonly events: FtraceEvents
  readonly compact: CompactSched
  private readonly context: PerfettoContext
  /** CPUs of which a bundle was read. */
  private readonly seenCpus = new Set<number>()
  /** Start and end of each event of the bundle being read. */
  private places = new Int32Array(2 * FIRST_EVENTS)
  private eventCount = 0

  constructor(context: PerfettoContext) {
    this.context = context
    this.events = new FtraceEvents(context)
    this.compact = new CompactSched(context)
  }

  /** Reads a bundle that ends at `end`. Its events last, because the CPU and descriptions of events may come after them. */
  read(end: number, sequence: number): void {
    const { reader } = this.context
    const head = this.readHead(end)
    if (head.cpu === NOT_A_CPU) throw new MalformedMessage('a bundle of kernel events names no CPU')
    if (head.hasLostEvents) this.context.warn('EVENTS_LOST_UNCOUNTED', `The recorder lost events and does not say how many. First on CPU ${head.cpu}.`)
    const clock = this.clockOf(head, sequence)
    this.noteStart(head, clock)
    if (head.compact !== null) {
      reader.seek(head.compact[0])
      this.compact.read(head.compact[1], head.cpu, clock)
    }
    for (let event = 0; event < this.eventCount; event += 1) {
      reader.seek(this.places[2 * event] ?? 0)
      this.readEvent(this.places[2 * event + 1] ?? 0, head.cpu, clock)
    }
  }

  private noteEvent(end: number): void {
    const { reader } = this.context
    if (2 * this.eventCount === this.places.length) {
      const larger = new Int32Array(2 * this.places.length)
      larger.set(this.places)
      this.places = larger
    }
    const eventEnd = reader.enter(end)
    this.places[2 * this.eventCount] = reader.pos
    this.places[2 * this.eventCount + 1] = eventEnd
    this.eventCount += 1
    reader.seek(eventEnd)
  }

  private readHead(end: number): BundleHead {
    const { reader } = this.context
    this.eventCount = 0
    const head: BundleHead = { cpu: NOT_A_CPU, clock: 0, hasLostEvents: false, compact: null, ftraceTime: null, bootTime: null, validFrom: null }
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field === 2) this.noteEvent(end)
      else if (field === 1) head.cpu = reader.readUnsigned()
      else if (field === 3) head.hasLostEvents = reader.readUnsigned() !== 0
      else if (field === 5) head.clock = reader.readUnsigned()
      else if (field === 6) head.ftraceTime = this.readReading(SEQUENCE_CLOCK)
      else if (field === 7) head.bootTime = this.readReading(BOOTTIME)
      else if (field === 9 || field === 10) head.validFrom = this.readReading(BOOTTIME)
      else if (field === 4) {
        const compactEnd = reader.enter(end)
        head.compact = [reader.pos, compactEnd]
        reader.seek(compactEnd)
      } else if (field === 11) {
        const descriptorEnd = reader.enter(end)
        this.events.generic.readDescriptor(reader, descriptorEnd)
        reader.seek(descriptorEnd)
      }
    }
    if (head.cpu >= MAX_CPUS) throw new MalformedMessage('a CPU number is out of range')
    return head
  }

  private readReading(clock: number): ClockReading {
    const { reader } = this.context
    reader.readTime()
    return { clock, seconds: reader.seconds, nanoseconds: reader.nanoseconds }
  }

  private clockOf({ clock, ftraceTime, bootTime }: BundleHead, sequence: number): number {
    if (clock === CLOCK_MONO_RAW) return MONOTONIC_RAW
    if (clock !== CLOCK_GLOBAL && clock !== CLOCK_LOCAL) return BOOTTIME
    const key = this.context.clock.key(SEQUENCE_CLOCK, sequence)
    if (ftraceTime !== null && bootTime !== null) this.context.clock.addSnapshot([{ ...ftraceTime, clock: key }, bootTime])
    return key
  }

  /**
   * The buffers of the CPUs begin at different times when old events were overwritten. Before the latest of these beginnings
   * a CPU without events may have run anything, so that scheduling is only told from there on.
   */
  private noteStart({ cpu, validFrom }: BundleHead, clock: number): void {
    if (this.seenCpus.has(cpu)) return
    this.seenCpus.add(cpu)
    if (validFrom === null) return
    const { reader, builder } = this.context
    reader.seconds = validFrom.seconds
    reader.nanoseconds = validFrom.nanoseconds
    const ns = this.context.timeOf(clock)
    if (ns === ns) builder.noteSchedStart(ns)
  }

  private readEvent(end: number, cpu: number, clock: number): void {
    const { reader } = this.context
    let tid = 0
    let flags = 0
    let event = 0
    let eventStart = 0
    let eventEnd = 0
    let hasTime = false
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field === 1) {
        reader.readTime()
        hasTime = true
      } else if (field === 2) tid = readTid(reader)
      else if (field === COMMON_FLAGS) flags = reader.readUnsigned()
      else if (event === 0 && reader.type === BYTES) {
        event = field
        eventEnd = reader.enter(end)
        eventStart = reader.pos
        reader.seek(eventEnd)
      }
    }
    if (!hasTime || event === 0) throw new MalformedMessage('a kernel event has no time or no contents')
    const tsNs = this.context.timeOf(clock)
    if (!(tsNs >= this.context.startNs)) return this.skip(tsNs)
    reader.seek(eventStart)
    this.context.isInInterrupt = isInterrupt(flags)
    this.events.read(event, eventEnd, tsNs, cpu, tid)
  }

  private skip(tsNs: number): void {
    if (tsNs === tsNs) this.context.warn('EVENTS_BEFORE_START', 'Kernel events from before the start of the recording are left out.')
  }
}
