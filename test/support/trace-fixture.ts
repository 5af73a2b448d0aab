/**
 * Builds small traces by hand for tests: times in milliseconds, threads by tid. Rows may be given in any order; they are
 * sorted by time as an importer would. Thread index 0 is the idle task, as in every real trace.
 */
import type { Device } from '../../src/shared/device'
import { findEventKind } from '../../src/engine/trace/event-kinds'
import { ABSENT, END_STATES, type CounterTrack, type EndState, type EventTable, type Trace } from '../../src/engine/trace/trace'

const NS_PER_MS = 1e6
const toNs = (ms: number): number => Math.round(ms * NS_PER_MS)

interface Slice { startNs: number; durationNs: number; cpu: number; thread: number; endState: number; priority: number }
interface Row { tsNs: number; cpu: number; thread: number; args: Record<string, number> }

/** A trace under construction. Every method returns the fixture, so that a test reads like a recording. */
export class TraceFixture {
  private readonly threads: { tid: number; tgid: number; name: string; firstName: string; processName: string }[] = [{ tid: 0, tgid: 0, name: 'swapper', firstName: 'swapper', processName: '' }]
  private readonly slices: Slice[] = []
  private readonly wakeups: { tsNs: number; thread: number; waker: number; targetCpu: number }[] = []
  private readonly rows = new Map<string, Row[]>()
  private readonly counters: CounterTrack[] = []
  private readonly marks: { tsNs: number; thread: number; text: string }[] = []
  private device: Device | null = null
  private spanNs: readonly [number, number] | null = null

  thread(tid: number, name: string, process: { tgid?: number; processName?: string; firstName?: string } = {}): this {
    this.threads.push({ tid, name, firstName: process.firstName ?? name, tgid: process.tgid ?? -1, processName: process.processName ?? '' })
    return this
  }

  /** A slice of `tid` on `cpu`; `toMs` null leaves it open at the end of the trace. */
  runs(cpu: number, tid: number, fromMs: number, toMs: number | null, endState: EndState = 'S', priority = 120): this {
    const startNs = toNs(fromMs)
    const durationNs = toMs === null ? -1 : toNs(toMs) - startNs
    this.slices.push({ startNs, durationNs, cpu, thread: this.index(tid), endState: END_STATES.indexOf(endState), priority })
    return this
  }

  /** A wake-up by thread `byTid`; null = by an interrupt. */
  wakeup(ms: number, tid: number, targetCpu = 0, byTid: number | null = null): this {
    this.wakeups.push({ tsNs: toNs(ms), thread: this.index(tid), waker: byTid === null ? 0xffffffff : this.index(byTid), targetCpu })
    return this
  }

  event(kind: string, ms: number, tid: number, args: Record<string, number> = {}, cpu = 0): this {
    const rows = this.rows.get(kind) ?? []
    rows.push({ tsNs: toNs(ms), cpu, thread: this.index(tid), args })
    this.rows.set(kind, rows)
    return this
  }

  /** Begin and end of one direct reclaim of `tid`. */
  directReclaim(tid: number, fromMs: number, toMs: number, reclaimed = 32): this {
    return this.event('mm_vmscan_direct_reclaim_begin', fromMs, tid, { order: 0 }).event('mm_vmscan_direct_reclaim_end', toMs, tid, { nr_reclaimed: reclaimed })
  }

  /** Samples `[ms, value]` of a cumulative counter, or of a level with `cumulative: false`. */
  counter(name: string, samples: readonly (readonly [number, number])[], options: { cumulative?: boolean; cpu?: number; unit?: string } = {}): this {
    this.counters.push({
      name, cpu: options.cpu ?? -1, unit: options.unit ?? 'pages', cumulative: options.cumulative ?? true,
      tsNs: Float64Array.from(samples, ([ms]) => toNs(ms)), value: Float64Array.from(samples, ([, value]) => value)
    })
    return this
  }

  mark(ms: number, tid: number, text: string): this {
    this.marks.push({ tsNs: toNs(ms), thread: this.index(tid), text })
    return this
  }

  withDevice(device: Device): this {
    this.device = device
    return this
  }

  /** Sets the span; without it the span is that of the rows. */
  span(fromMs: number, toMs: number): this {
    this.spanNs = [toNs(fromMs), toNs(toMs)]
    return this
  }

  build(): Trace {
    const slices = [...this.slices].sort((a, b) => a.startNs - b.startNs)
    const wakeups = [...this.wakeups].sort((a, b) => a.tsNs - b.tsNs)
    const marks = [...this.marks].sort((a, b) => a.tsNs - b.tsNs)
    const [startNs, endNs] = this.spanNs ?? this.rowSpan()
    const counterTimes = this.counters.flatMap((track) => [...track.tsNs])
    const strings = [...new Set(marks.map((row) => row.text))]
    const tables = [...this.rows].map(([kind, rows]) => [kind, eventTable(kind, rows)] as const)
    return {
      version: 1, name: 'fixture', sources: [], originS: 0, startNs, endNs,
      counterStartNs: counterTimes.length === 0 ? 0 : Math.min(...counterTimes),
      counterEndNs: counterTimes.length === 0 ? 0 : Math.max(...counterTimes),
      clock: 'mono', cpuCount: 1 + Math.max(-1, ...slices.map((row) => row.cpu)), lostEvents: 0, strings,
      threads: {
        count: this.threads.length, tid: Int32Array.from(this.threads, (row) => row.tid), tgid: Int32Array.from(this.threads, (row) => row.tgid),
        name: this.threads.map((row) => row.name), firstName: this.threads.map((row) => row.firstName), processName: this.threads.map((row) => row.processName)
      },
      sched: {
        count: slices.length, startNs: Float64Array.from(slices, (row) => row.startNs), durationNs: Float64Array.from(slices, (row) => row.durationNs),
        cpu: Uint16Array.from(slices, (row) => row.cpu), thread: Uint32Array.from(slices, (row) => row.thread),
        endState: Uint8Array.from(slices, (row) => row.endState), priority: Int16Array.from(slices, (row) => row.priority)
      },
      wakeups: {
        count: wakeups.length, tsNs: Float64Array.from(wakeups, (row) => row.tsNs), thread: Uint32Array.from(wakeups, (row) => row.thread),
        waker: Uint32Array.from(wakeups, (row) => row.waker), targetCpu: Uint16Array.from(wakeups, (row) => row.targetCpu)
      },
      events: Object.fromEntries(tables),
      eventCounts: Object.fromEntries(tables.map(([kind, table]) => [kind, table.count])),
      counters: this.counters,
      marks: {
        count: marks.length, tsNs: Float64Array.from(marks, (row) => row.tsNs), thread: Uint32Array.from(marks, (row) => row.thread),
        text: Uint32Array.from(marks, (row) => strings.indexOf(row.text))
      },
      device: this.device, warnings: []
    }
  }

  private rowSpan(): readonly [number, number] {
    const times = [
      ...this.slices.flatMap((row) => [row.startNs, row.startNs + Math.max(0, row.durationNs)]),
      ...[...this.rows.values()].flat().map((row) => row.tsNs), ...this.marks.map((row) => row.tsNs)
    ]
    return times.length === 0 ? [0, 0] : [Math.min(...times), Math.max(...times)]
  }

  private index(tid: number): number {
    const index = this.threads.findIndex((row) => row.tid === tid)
    if (index < 0) throw new Error(`fixture has no thread ${tid}`)
    return index
  }
}

/** Starts an empty fixture. */
export function traceFixture(): TraceFixture {
  return new TraceFixture()
}

function eventTable(kind: string, unsorted: readonly Row[]): EventTable {
  const rows = [...unsorted].sort((a, b) => a.tsNs - b.tsNs)
  const types = findEventKind(kind)?.args ?? {}
  const columns = Object.entries(types).map(([name, type]) => [
    name,
    type === 'i' ? Int32Array.from(rows, (row) => row.args[name] ?? ABSENT) : Float64Array.from(rows, (row) => row.args[name] ?? Number.NaN)
  ] as const)
  return {
    kind, count: rows.length, tsNs: Float64Array.from(rows, (row) => row.tsNs), cpu: Uint16Array.from(rows, (row) => row.cpu),
    thread: Uint32Array.from(rows, (row) => row.thread), args: Object.fromEntries(columns)
  }
}
