/** What to do with the arguments of each kind of ftrace event. Adding an event with plain arguments is one line in `EVENT_KINDS`. */
import type { CounterColumns } from '../../../engine/trace/counter-columns'
import { EVENT_KINDS, findEventKind, type EventKind } from '../../../engine/trace/event-kinds'
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import { ArgumentReader, type ArgumentTarget } from './argument-reader'
import { hasKey, latin1, makeKey, textEnd } from './bytes'
import type { FtraceLine } from './line'
import { readSwitch, readWakeup } from './sched-lines'
import type { ValueForm } from './values'

/** Takes the arguments of one line, which start at `line.position`; false when they are not understood. */
export type EventHandler = (line: FtraceLine, tsNs: number, thread: number) => boolean

const MARK_NAMES = new Set(['tracing_mark_write', 'print', 'bprint', 'bputs', '0'])
const WAKEUP_NAMES = new Set(['sched_waking', 'sched_wakeup', 'sched_wakeup_new'])
/** Kernel spellings that are stored under another name. */
const EVENT_ALIASES: Readonly<Record<string, string>> = { mm_vmscan_writepage: 'mm_vmscan_write_folio', rss_stat_throttled: 'rss_stat' }
/** Argument spellings (`usect_delayed` is the kernel's own typo) and arguments that are not plain numbers. */
const KEY_ALIASES: Readonly<Record<string, readonly [string, ValueForm]>> = {
  flags: ['reclaim_flags', 'flags'],
  type: ['member', 'member'],
  usect_delayed: ['usec_delayed', 'number'],
  reason: ['reason', 'reason'],
  nr_activate: ['nr_activate_anon', 'number']
}
const MARK_PREFIX = makeKey('tracing_mark_write: ')
const LOWMEMORY_KILL = /\((\d{1,10})\), page cache/
const MAX_CPU = 8191

/** Name under which an event of the kernel is kept. */
export function keptName(name: string): string {
  return Object.hasOwn(EVENT_ALIASES, name) ? (EVENT_ALIASES[name] ?? name) : name
}

/** The handler of an event name; null when such events are only counted. */
export function makeHandler(name: string, builder: TraceBuilder): EventHandler | null {
  if (name === 'sched_switch') return (line, tsNs) => readSwitch(line, builder, tsNs)
  if (WAKEUP_NAMES.has(name)) return (line, tsNs, thread) => readWakeup(line, builder, tsNs, thread)
  if (MARK_NAMES.has(name)) return markHandler(builder)
  if (name === 'cpu_frequency') return cpuCounterHandler(builder, 'cpufreq')
  if (name === 'cpu_idle') return cpuCounterHandler(builder, 'cpuidle')
  const kind = findEventKind(keptName(name))
  if (kind === undefined) return null
  return name === 'lowmemory_kill' ? lowmemoryKillHandler(builder, kind) : argumentHandler(builder, kind)
}

/** Targets of all keys that an event of that kind may carry. */
export function targetsOf(kind: EventKind): Map<string, ArgumentTarget> {
  const columns = Object.keys(kind.args)
  const targets = new Map<string, ArgumentTarget>(columns.map((name, column) => [name, { column, form: 'number' }]))
  for (const [key, [name, form]] of Object.entries(KEY_ALIASES)) {
    const column = columns.indexOf(name)
    if (column >= 0) targets.set(key, { column, form })
  }
  return targets
}

function argumentHandler(builder: TraceBuilder, kind: EventKind): EventHandler {
  const index = EVENT_KINDS.indexOf(kind)
  const reader = new ArgumentReader(Object.keys(kind.args).length, targetsOf(kind))
  return (line, tsNs, thread) => {
    reader.read(line, line.position)
    builder.pushEvent(index, tsNs, line.cpu, thread, reader.values)
    return true
  }
}

/** `com.foo (4245), page cache 182340kB (limit 184320kB), free 38764Kb`: the killed process is the subject. */
function lowmemoryKillHandler(builder: TraceBuilder, kind: EventKind): EventHandler {
  const index = EVENT_KINDS.indexOf(kind)
  return (line, tsNs, thread) => {
    const end = Math.min(line.end, line.position + 512)
    const match = LOWMEMORY_KILL.exec(latin1(line.bytes, line.position, end))
    builder.pushEvent(index, tsNs, line.cpu, thread, Float64Array.of(match === null ? NaN : Number(match[1])))
    return match !== null
  }
}

function markHandler(builder: TraceBuilder): EventHandler {
  return (line, tsNs, thread) => {
    const bytes = line.bytes
    const start = hasKey(line.view, line.position, MARK_PREFIX) ? line.position + MARK_PREFIX.length : line.position
    const end = textEnd(bytes, start, line.end)
    builder.pushMark(tsNs, line.cpu, thread, builder.strings.internBytes(bytes, start, end))
    return true
  }
}

/** `state=1708800 cpu_id=0`: `cpu_id` is the subject, not the CPU that wrote the line. */
function cpuCounterHandler(builder: TraceBuilder, counter: string): EventHandler {
  const reader = new ArgumentReader(2, new Map([['state', { column: 0, form: 'number' }], ['cpu_id', { column: 1, form: 'number' }]]))
  const tracks: (CounterColumns | null)[] = []
  return (line, tsNs) => {
    reader.read(line, line.position)
    const state = reader.values[0] ?? NaN
    const cpu = reader.values[1] ?? NaN
    if (!(cpu >= 0 && cpu <= MAX_CPU) || Number.isNaN(state)) return false
    builder.noteTime(tsNs, line.cpu)
    const track = (tracks[cpu] ??= builder.counter(counter, cpu))
    track?.push(tsNs, state)
    return true
  }
}
