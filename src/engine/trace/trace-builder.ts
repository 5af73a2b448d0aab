/**
 * The mutable builder that all importers push into. Push methods take numbers only: no object per event. Times are in
 * nanoseconds since the origin (`toNs`). `finish` sorts, derives and returns the immutable `Trace`; the builder is spent then.
 */
import type { Device } from '../../shared/device'
import type { SourcePosition } from '../../shared/errors'
import { CounterColumns, countResets } from './counter-columns'
import { describeCounter, type CounterMeaning } from './counter-names'
import { CpuSpans } from './cpu-spans'
import { EventColumns, MarkColumns, WakeupColumns } from './event-columns'
import { EventCounts } from './event-counts'
import { EVENT_KINDS } from './event-kinds'
import type { ExactTime } from './exact-time'
import { joinSched, rowsFrom, SliceColumns, SwitchColumns } from './sched-columns'
import { StringTable } from './string-table'
import { ThreadTableBuilder } from './thread-table-builder'
import type { CounterTrack, EventTable, SchedTable, Trace, TraceSource } from './trace'
import { WarningLog } from './warning-log'

/** CPU numbers must be below this (CONFIG_NR_CPUS is at most 8192 in mainline). */
export const MAX_CPUS = 8192
/** Counter tracks per trace. */
const MAX_TRACKS = 200_000
const NS_PER_S = 1e9
/** What ftrace prints times in, and trace_processor reads them from text in but for rounding. */
const TEXT_STEP_NS = 1000
/** Nanoseconds within 104 days of the origin are exact in a double. */
const EXACT_SECONDS = 9_007_198

export interface FinishOptions {
  readonly name: string
  readonly sources: readonly TraceSource[]
  readonly device: Device | null
  readonly clock: string | null
}

/** What recordings tell about the device so far. */
export interface RecordedDevice {
  readonly kernel: string | null
  /** At least so many. */
  readonly cpuCount: number
}

/** What of a file was taken back because a file before it has the same over the same time. */
export interface RepeatedData {
  /** Names of counters of which what the files before cover was taken back, and of those that were wholly, as they contradict them. */
  readonly counters: readonly string[]
  readonly contradicting: readonly string[]
  /** Number of context switches or slices. */
  readonly schedRows: number
  /** Number of events of kept kinds, wake-ups and marks. */
  readonly events: number
}

export class TraceBuilder {
  readonly strings = new StringTable()
  readonly threads = new ThreadTableBuilder(this.strings)
  readonly warnings = new WarningLog()
  private readonly known = new CpuSpans()
  private readonly switches = new SwitchColumns(this.known)
  private readonly slices = new SliceColumns(this.known)
  private readonly wakeups = new WakeupColumns()
  private readonly marks = new MarkColumns()
  private readonly events = EVENT_KINDS.map((kind) => new EventColumns(kind))
  private readonly tracks = new Map<string, CounterColumns>()
  private readonly processTracks = new Map<string, CounterColumns>()
  private readonly eventCounts = new EventCounts()
  /** Times less than this apart are the same in two files: what the coarsest file so far is exact to. */
  private toleranceNs = 1
  private originS: number | null = null
  /** What the times of the file being read count from: the origin, unless its clock is far from it. */
  private baseS: number | null = null
  /** Span of the events of the file being read, and of the files before. */
  private minNs = Infinity
  private maxNs = -Infinity
  private earlier = { span: [Infinity, -Infinity] as readonly [number, number], schedStartNs: -Infinity, schedRows: 0, onlineCpus: 0 }
  private maxCpu = -1
  private farTimes = 0
  private onlineCpus = 0
  private lostEvents: number | null = null
  private schedStartNs = -Infinity
  private clock: string | null = null
  private readonly facts = new Map<string, string>()

  /** Time since the origin, ns, of a time given as two integers. The first call sets the origin to its whole seconds. */
  toNs(seconds: number, nanoseconds: number): number {
    const distanceS = seconds - (this.baseS ?? this.setBase(seconds))
    if (distanceS > EXACT_SECONDS || distanceS < -EXACT_SECONDS) this.farTimes += 1
    return distanceS * NS_PER_S + nanoseconds
  }

  private setBase(seconds: number): number {
    this.originS ??= seconds
    return (this.baseS = Math.abs(seconds - this.originS) > EXACT_SECONDS ? seconds : this.originS)
  }

  /** Begins one more file: until `endFile`, its times are on its own clock. */
  beginFile(): void {
    for (const columns of this.timed()) columns.beginFile()
    const { schedStartNs, schedRows, onlineCpus } = this
    this.earlier = { span: this.span ?? [Infinity, -Infinity], schedStartNs, schedRows, onlineCpus: Math.max(onlineCpus, this.earlier.onlineCpus) }
    this.onlineCpus = 0
    this.schedStartNs = -Infinity
    this.minNs = Infinity
    this.maxNs = -Infinity
    this.baseS = null
  }

  /** Ends the file: adds `offset` to all its times. Counters and scheduling that a file before has over the same time are taken back, and events that it has too. */
  endFile(offset: ExactTime): RepeatedData {
    const inSteps = [...this.events, this.wakeups, this.marks].map((columns) => columns.isFileInSteps(TEXT_STEP_NS))
    if (inSteps.includes(true) && !inSteps.includes(false)) this.toleranceNs = TEXT_STEP_NS
    const distanceS = (this.baseS ?? this.originS ?? 0) - (this.originS ?? 0) + offset.seconds
    const deltaNs = distanceS * NS_PER_S + offset.nanoseconds
    if (Math.abs(distanceS) > EXACT_SECONDS) this.farTimes += 1
    if (deltaNs !== 0) for (const columns of this.timed()) columns.shiftFile(deltaNs)
    this.minNs += deltaNs
    this.maxNs += deltaNs
    this.schedStartNs = Math.max(this.schedStartNs + deltaNs, this.earlier.schedStartNs)
    this.baseS = this.originS
    return this.dropRepeated()
  }

  private dropRepeated(): RepeatedData {
    const overlaps = [...this.tracks.values(), ...this.processTracks.values()].map((columns) => ({ name: columns.name, is: columns.dropRepeated() }))
    const [counters = [], contradicting = []] = (['repeated', 'contradicting'] as const).map((kind) => overlaps.filter(({ is }) => is === kind).map(({ name }) => name))
    const schedRows = this.switches.dropRepeated() + this.slices.dropRepeated()
    const tables = [...this.events.map((columns) => [columns.kind.name, columns] as const), ['wakeups', this.wakeups] as const, ['marks', this.marks] as const]
    const repeated = tables.map(([name, columns]) => [name, columns.dropRepeated(this.toleranceNs)] as const).filter(([, rows]) => rows > 0)
    this.eventCounts.endFile(new Map([...repeated, ...(schedRows > 0 ? [['sched', schedRows] as const] : [])]))
    return { counters, contradicting, schedRows, events: repeated.reduce((sum, [, rows]) => sum + rows, 0) }
  }

  /** First and last time of everything in the file being read, relative to the origin after `endFile`; null when nothing in it has a time. */
  get fileSpan(): readonly [startNs: number, endNs: number] | null {
    let [start, end] = [this.minNs, this.maxNs]
    for (const columns of [...this.tracks.values(), ...this.processTracks.values()]) {
      const own = columns.fileSpan()
      if (own === null) continue
      start = Math.min(start, own[0])
      end = Math.max(end, own[1])
    }
    return start === Infinity ? null : [start, end]
  }

  /** Whether scheduling data of the file being read is kept. */
  get hasSchedOfFile(): boolean {
    return this.schedRows > this.earlier.schedRows
  }

  /** Number of CPUs that the file being read says it had; null when it does not say. */
  get onlineCpusOfFile(): number | null {
    return this.onlineCpus === 0 ? null : this.onlineCpus
  }

  /** Calls `visit` with the file's own time and the text of each of its marks that begins with `prefix`. */
  eachMarkOfFile(prefix: string, visit: (time: ExactTime, text: string) => void): void {
    const texts = new Map<number, string>()
    for (const id of this.strings.startingWith(prefix)) texts.set(id, this.strings.text(id))
    if (texts.size === 0) return
    this.marks.eachOfFile((tsNs, id) => {
      const text = texts.get(id)
      const seconds = Math.floor(tsNs / NS_PER_S)
      if (text !== undefined) visit({ seconds: (this.baseS ?? 0) + seconds, nanoseconds: tsNs - seconds * NS_PER_S }, text)
    })
  }

  private timed(): Iterable<{ beginFile: () => void; shiftFile: (deltaNs: number) => void }> {
    return [this.switches, this.slices, this.wakeups, this.marks, ...this.events, ...this.tracks.values(), ...this.processTracks.values()]
  }

  /** A context switch. Threads are indexes of `threads`; `prevState` is an index into `END_STATES`. */
  pushSwitch(tsNs: number, cpu: number, prevThread: number, prevState: number, nextThread: number, nextPriority: number): void {
    this.noteTime(tsNs, cpu)
    this.switches.push(tsNs, cpu, prevThread, prevState, nextThread, nextPriority)
  }

  /** A finished slice; `durationNs` -1 when it was still open at the end of the recording. */
  pushSlice(startNs: number, durationNs: number, cpu: number, thread: number, endState: number, priority: number): void {
    this.noteTime(startNs, cpu)
    if (startNs + durationNs > this.maxNs) this.maxNs = startNs + durationNs
    this.slices.push(startNs, durationNs, cpu, thread, endState, priority)
  }

  pushWakeup(tsNs: number, cpu: number, thread: number, waker: number, targetCpu: number): void {
    this.noteTime(tsNs, cpu)
    if (targetCpu > this.maxCpu) this.maxCpu = targetCpu
    this.wakeups.push(tsNs, thread, waker, targetCpu)
  }

  /** An event of `EVENT_KINDS[kind]`; `values` in the order of its arguments, NaN = not carried. */
  pushEvent(kind: number, tsNs: number, cpu: number, thread: number, values: Float64Array): void {
    this.noteTime(tsNs, cpu)
    this.events[kind]?.push(tsNs, cpu, thread, values)
  }

  /** A user-space mark; `text` is an id of `strings`. */
  pushMark(tsNs: number, cpu: number, thread: number, text: number): void {
    this.noteTime(tsNs, cpu)
    this.marks.push(tsNs, thread, text)
  }

  /** An event that is only counted, but still is part of the recorded span. `cpu` -1 when the event has none. */
  noteTime(tsNs: number, cpu: number): void {
    if (tsNs < this.minNs) this.minNs = tsNs
    if (tsNs > this.maxNs) this.maxNs = tsNs
    if (cpu > this.maxCpu) this.maxCpu = cpu
  }

  /** Adds `count` to the number of events of that name. */
  countEvent(name: string, count: number): void {
    this.eventCounts.add(name, count)
  }

  /** The track of a counter, made when new; `cpu` -1 when it is not per CPU. Null when there are too many tracks. */
  counter(name: string, cpu: number, meaning: CounterMeaning = describeCounter(name)): CounterColumns | null {
    if (cpu > this.maxCpu) this.maxCpu = cpu
    return trackOf(this.tracks, `${cpu} ${name}`, () => new CounterColumns(name, cpu, meaning))
  }

  /** The track of a counter of one process (thread group). Null when there are too many tracks. */
  processCounter(name: string, tgid: number): CounterColumns | null {
    return trackOf(this.processTracks, `${tgid} ${name}`, () => new CounterColumns(name, -1, describeCounter(name), tgid))
  }

  pushCounter(name: string, cpu: number, tsNs: number, value: number): void {
    this.counter(name, cpu)?.push(tsNs, value)
  }

  /** Says how many events the recorder lost; several recordings add up. Never calling it means "cannot be told". */
  noteLostEvents(count: number): void {
    this.lostEvents = (this.lostEvents ?? 0) + count
  }

  /** Number of CPUs that the recording says it had. */
  noteOnlineCpus(count: number): void {
    if (count > this.onlineCpus && count <= MAX_CPUS) this.onlineCpus = count
  }

  /** Scheduling before this time is not complete on all CPUs: its slices are left out. The latest time counts. */
  noteSchedStart(tsNs: number): void {
    if (tsNs > this.schedStartNs) this.schedStartNs = tsNs
  }

  /** Name of the clock that all times are on, as in trace_clock. The first recording that tells counts. */
  noteClock(name: string): void {
    this.clock ??= name
  }

  /** Something that the recording says about the device, e.g. `kernel` = its release. The first word counts. */
  noteFact(name: string, value: string): void {
    if (value !== '' && !this.facts.has(name)) this.facts.set(name, value)
  }

  warn(code: string, message: string, position?: SourcePosition, found?: string, count = 1): void {
    this.warnings.add(code, message, position, found, count)
  }

  get recordedDevice(): RecordedDevice {
    return { kernel: this.facts.get('kernel') ?? null, cpuCount: this.maxCpu + 1 }
  }

  /** Whether any scheduling data came as switches or as slices. */
  get hasSched(): boolean {
    return this.schedRows > 0
  }

  private get schedRows(): number {
    return this.switches.count + this.slices.count
  }

  get sliceCount(): number {
    return this.slices.count
  }

  /** Events of kept kinds and scheduling rows so far. */
  get eventCount(): number {
    return this.events.reduce((sum, columns) => sum + columns.count, this.schedRows)
  }

  /** Whether an event of that kept kind has come. */
  hasEvents(kind: number): boolean {
    return (this.events[kind]?.count ?? 0) > 0
  }

  /** First and last time of all events so far; null before the first. */
  get span(): readonly [startNs: number, endNs: number] | null {
    const [start, end] = [Math.min(this.minNs, this.earlier.span[0]), Math.max(this.maxNs, this.earlier.span[1])]
    return start === Infinity ? null : [start, end]
  }

  /** Whether anything with a time has come. */
  get isEmpty(): boolean {
    return this.span === null && this.tracks.size === 0 && this.processTracks.size === 0
  }

  finish(options: FinishOptions): Trace {
    const sched = this.finishSched()
    const counters = this.finishCounters()
    const processCounters = [...this.processTracks.values()].map((columns) => columns.finish()).filter((track) => track.tsNs.length > 0)
    const events = this.finishEvents()
    this.warnAboutStrings()
    const counterSpan = spanOfCounters(counters.length > 0 ? counters : processCounters)
    const span = this.span ?? counterSpan
    if (counters.length > 0 && this.warnings.count('CLOCK_MISMATCH') === 0 && (counterSpan[0] > span[1] || counterSpan[1] < span[0])) {
      this.warn('CLOCK_MISMATCH', 'The counters and the events lie apart in time: probably they are on different clocks.')
    }
    if (this.farTimes > 0 && this.warnings.count('CLOCK_MISMATCH') === 0) this.warn('TIME_OUT_OF_RANGE', 'Times lie more than 104 days from the first: they are not exact, and probably on different clocks.', {}, undefined, this.farTimes)
    if (span[1] <= span[0]) this.warn('ZERO_SPAN', 'The recording spans no time: rates and utilisation cannot be told.')
    return {
      version: 1,
      name: options.name,
      sources: options.sources,
      originS: this.originS ?? 0,
      startNs: span[0],
      endNs: span[1],
      counterStartNs: counters.length === 0 ? span[0] : counterSpan[0],
      counterEndNs: counters.length === 0 ? span[1] : counterSpan[1],
      clock: options.clock ?? this.clock,
      ...(this.facts.size === 0 ? {} : { facts: Object.fromEntries(this.facts) }),
      cpuCount: Math.max(this.maxCpu + 1, this.onlineCpus, this.earlier.onlineCpus, options.device?.cpus?.length ?? 0),
      lostEvents: this.lostEvents,
      threads: this.threads.finish(),
      sched,
      wakeups: this.wakeups.finish(),
      events,
      eventCounts: this.eventCounts.finish(),
      counters,
      ...(processCounters.length === 0 ? {} : { processCounters }),
      marks: this.marks.finish(),
      strings: this.strings.toArray(),
      device: options.device,
      warnings: this.warnings.toArray()
    }
  }

  private finishSched(): SchedTable {
    if (this.switches.count === 0) return this.slices.finish()
    const { table, mismatches } = this.switches.finish()
    if (mismatches > 0) {
      this.warn('SCHED_GAP', 'A context switch names another previous thread than the one that ran: events are missing in between.', {}, undefined, mismatches)
    }
    const whole = this.withoutStart(table)
    return this.slices.count === 0 ? whole : joinSched(whole, this.slices.finish())
  }

  private withoutStart(table: SchedTable): SchedTable {
    const first = table.startNs.findIndex((startNs) => startNs >= this.schedStartNs)
    const dropped = first < 0 ? table.count : first
    if (dropped === 0) return table
    this.warn('SCHED_START_LEFT_OUT', 'Scheduling from before all CPUs were recorded is left out.', {}, undefined, dropped)
    return rowsFrom(table, dropped)
  }

  private finishCounters(): CounterTrack[] {
    const tracks: CounterTrack[] = []
    for (const columns of this.tracks.values()) {
      const track = columns.finish()
      if (track.tsNs.length === 0) continue
      tracks.push(track)
      const resets = countResets(track)
      if (resets > 0) this.warn('COUNTER_RESET', `Counter ${track.name} goes backwards: taken for a reset.`, columns.resetAt, track.name, resets)
    }
    return tracks
  }

  private finishEvents(): Record<string, EventTable> {
    const tables: Record<string, EventTable> = {}
    for (const columns of this.events) {
      if (columns.outOfRange > 0) this.warn('VALUE_OUT_OF_RANGE', `A value of ${columns.kind.name} does not fit into 32 bits: left out.`, {}, undefined, columns.outOfRange)
      if (columns.count > 0) tables[columns.kind.name] = columns.finish()
    }
    return tables
  }

  private warnAboutStrings(): void {
    if (this.strings.refused > 0) this.warn('TOO_MANY_STRINGS', 'More distinct texts than can be kept: the later ones are empty.', {}, undefined, this.strings.refused)
  }
}

function trackOf(tracks: Map<string, CounterColumns>, key: string, make: () => CounterColumns): CounterColumns | null {
  const known = tracks.get(key)
  if (known !== undefined) return known
  if (tracks.size >= MAX_TRACKS) return null
  const track = make()
  tracks.set(key, track)
  return track
}

function spanOfCounters(counters: readonly CounterTrack[]): readonly [number, number] {
  let start = Infinity
  let end = -Infinity
  for (const track of counters) {
    start = Math.min(start, track.tsNs[0] ?? Infinity)
    end = Math.max(end, track.tsNs[track.tsNs.length - 1] ?? -Infinity)
  }
  return start === Infinity ? [0, 0] : [start, end]
}
