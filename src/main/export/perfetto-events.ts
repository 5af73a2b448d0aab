/** Scheduler and reclaim events of a trace as ftrace events, per CPU and in order of time. */
import type { PbfWriter } from 'pbf'
import { ABSENT, END_STATES, type Trace } from '../../engine/trace/trace'
import { message, type PacketWriter } from './perfetto-packets'

/** Events per packet: tools read bundles as a whole. */
const BUNDLE_EVENTS = 2000
/** TracePacket.ftrace_events, FtraceEventBundle.cpu and .event, FtraceEvent.timestamp and .pid. */
const FTRACE_EVENTS = 1
const BUNDLE_CPU = 1
const BUNDLE_EVENT = 2
const EVENT_TIMESTAMP = 1
const EVENT_PID = 2
/** FtraceEvent's oneof. */
const SCHED_SWITCH = 4
const SCHED_WAKING = 20
const DIRECT_BEGIN = 46
const DIRECT_END = 47
const KSWAPD_WAKE = 48
const KSWAPD_SLEEP = 49
/** prev_state bits of Linux >= 4.14 by end state; R+ carries the report bit. */
const STATE_BITS: Readonly<Record<string, number>> = { '': 0, R: 0, 'R+': 0x100, S: 1, D: 2, T: 4, t: 8, X: 16, Z: 32, P: 64, I: 128 }
const IDLE_PRIORITY = 120
const DEFAULT_PRIORITY = 120

interface FtraceEvent {
  readonly tsNs: number
  readonly tid: number
  readonly field: number
  readonly write: (writer: PbfWriter) => void
}

/** Adds the bundles of every CPU. */
export function addEvents(trace: Trace, packets: PacketWriter): void {
  const perCpu: FtraceEvent[][] = Array.from({ length: trace.cpuCount }, () => [])
  addSwitches(trace, perCpu)
  addWakeups(trace, perCpu)
  addReclaim(trace, perCpu)
  perCpu.forEach((events, cpu) => {
    const ordered = events.map((event, i) => ({ event, i })).sort((a, b) => a.event.tsNs - b.event.tsNs || a.i - b.i)
    for (let start = 0; start < ordered.length; start += BUNDLE_EVENTS) {
      packets.add(null, (packet) => message(packet, FTRACE_EVENTS, (bundle) => {
        bundle.writeVarintField(BUNDLE_CPU, cpu)
        for (const { event } of ordered.slice(start, start + BUNDLE_EVENTS)) message(bundle, BUNDLE_EVENT, (inner) => writeEvent(inner, event, packets))
      }))
    }
  })
}

function writeEvent(writer: PbfWriter, event: FtraceEvent, packets: PacketWriter): void {
  writer.writeVarintField(EVENT_TIMESTAMP, packets.absoluteNs(event.tsNs))
  writer.writeVarintField(EVENT_PID, event.tid)
  message(writer, event.field, event.write)
}

const nameOf = (trace: Trace, thread: number): string => (thread === 0 ? 'swapper' : (trace.threads.name[thread] ?? ''))
const tidOf = (trace: Trace, thread: number): number => trace.threads.tid[thread] ?? 0

/** A slice's start is the switch to its thread; gaps and the end of the last slice switch to idle. */
function addSwitches(trace: Trace, perCpu: readonly FtraceEvent[][]): void {
  const { sched } = trace
  const last = new Map<number, { readonly row: number; readonly endNs: number }>()
  const push = (cpu: number, tsNs: number, previousRow: number, thread: number, priority: number): void => {
    const previous = previousRow < 0 ? 0 : (sched.thread[previousRow] as number)
    const state = previousRow < 0 ? 0 : (STATE_BITS[END_STATES[sched.endState[previousRow] as number] ?? ''] ?? 0)
    const previousPriority = previousRow < 0 ? IDLE_PRIORITY : (sched.priority[previousRow] as number)
    perCpu[cpu]?.push({ tsNs, tid: tidOf(trace, previous), field: SCHED_SWITCH, write: (writer) => {
      writer.writeStringField(1, nameOf(trace, previous))
      writer.writeVarintField(2, tidOf(trace, previous))
      writer.writeVarintField(3, previousPriority)
      writer.writeVarintField(4, state)
      writer.writeStringField(5, nameOf(trace, thread))
      writer.writeVarintField(6, tidOf(trace, thread))
      writer.writeVarintField(7, priority)
    } })
  }
  for (let row = 0; row < sched.count; row++) {
    const cpu = sched.cpu[row] as number
    const startNs = sched.startNs[row] as number
    const before = last.get(cpu)
    const isGap = before !== undefined && before.endNs < startNs
    if (before !== undefined && isGap && sched.thread[before.row] !== 0) push(cpu, before.endNs, before.row, 0, IDLE_PRIORITY)
    push(cpu, startNs, before === undefined || isGap ? -1 : before.row, sched.thread[row] as number, sched.priority[row] as number)
    const durationNs = sched.durationNs[row] as number
    last.set(cpu, { row, endNs: durationNs < 0 ? Infinity : startNs + durationNs })
  }
  for (const [cpu, { row, endNs }] of last) if (endNs !== Infinity && sched.thread[row] !== 0) push(cpu, endNs, row, 0, IDLE_PRIORITY)
}

function addWakeups(trace: Trace, perCpu: readonly FtraceEvent[][]): void {
  const { wakeups } = trace
  for (let i = 0; i < wakeups.count; i++) {
    const thread = wakeups.thread[i] as number
    const cpu = wakeups.targetCpu[i] as number
    const waker = wakeups.waker[i] as number
    perCpu[cpu]?.push({ tsNs: wakeups.tsNs[i] as number, tid: waker === 0xffffffff ? 0 : tidOf(trace, waker), field: SCHED_WAKING, write: (writer) => {
      writer.writeStringField(1, nameOf(trace, thread))
      writer.writeVarintField(2, tidOf(trace, thread))
      writer.writeVarintField(3, DEFAULT_PRIORITY)
      writer.writeVarintField(4, 1)
      writer.writeVarintField(5, cpu)
    } })
  }
}

/** Kernel event, its field in FtraceEvent, and its arguments with their field numbers. */
const RECLAIM_EVENTS = [
  { kind: 'mm_vmscan_kswapd_wake', field: KSWAPD_WAKE, args: { nid: 1, order: 2 } },
  { kind: 'mm_vmscan_kswapd_sleep', field: KSWAPD_SLEEP, args: { nid: 1 } },
  { kind: 'mm_vmscan_direct_reclaim_begin', field: DIRECT_BEGIN, args: { order: 1 } },
  { kind: 'mm_vmscan_direct_reclaim_end', field: DIRECT_END, args: { nr_reclaimed: 1 } }
] as const

function addReclaim(trace: Trace, perCpu: readonly FtraceEvent[][]): void {
  for (const { kind, field, args } of RECLAIM_EVENTS) {
    const table = trace.events[kind]
    for (let i = 0; i < (table?.count ?? 0); i++) {
      perCpu[table?.cpu[i] ?? 0]?.push({ tsNs: table?.tsNs[i] ?? 0, tid: tidOf(trace, table?.thread[i] ?? 0), field, write: (writer) => {
        for (const [name, number] of Object.entries(args)) {
          const value = table?.args[name]?.[i] ?? ABSENT
          if (value !== ABSENT) writer.writeVarintField(number, value)
        }
      } })
    }
  }
}
