/** What to do with the arguments of each kind of ftrace event. Adding an event with plain arguments is one line in `EVENT_KINDS`. */
import type { CounterColumns } from '../../../engine/trace/counter-columns'
import { EVENT_KINDS, findEventKind, keptName, MARK_NAMES, WAKEUP_NAMES, type EventKind } from '../../../engine/trace/event-kinds'
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import { ArgumentReader, type ArgumentTarget } from './argument-reader'
import { hasKey, isDigit, latin1, makeKey, SPACE, textEnd, type ByteKey } from './bytes'
import type { FtraceLine } from './line'
import { NOT_FOUND, RunMemory } from './run-memory'
import type { SchedLines } from './sched-lines'
import type { ValueForm } from './values'

/** Takes the arguments of one line, which start at `line.position`, and moves it forward in the line; false when they are not understood. */
export type EventHandler = (line: FtraceLine, tsNs: number, thread: number) => boolean

/** Argument spellings (`usect_delayed` is the kernel's own typo) and arguments that are not plain numbers. */
const KEY_ALIASES: Readonly<Record<string, readonly [string, ValueForm]>> = {
  flags: ['reclaim_flags', 'flags'],
  type: ['member', 'member'],
  usect_delayed: ['usec_delayed', 'number'],
  reason: ['reason', 'reason'],
  nr_activate: ['nr_activate_anon', 'number']
}
const MARK_PREFIX = makeKey('tracing_mark_write: ')
/** Where kallsyms is hidden, the address of tracing_mark_write stands for its name. */
const ADDRESS = /^(?:0x)?[0-9a-f]{8,16}$/
const LOWMEMORY_KILL = /\((\d{1,10})\), page cache/
const MAX_CPU = 8191
/** Larger states, and those written otherwise, are read by the general reader. */
const MAX_PLAIN = 0xffffffff

/** The handler of an event name; null when such events are only counted. */
export function makeHandler(name: string, builder: TraceBuilder, sched: SchedLines): EventHandler | null {
  if (name === 'sched_switch') return (line, tsNs) => sched.readSwitch(line, tsNs)
  if (WAKEUP_NAMES.has(name)) return (line, tsNs, thread) => sched.readWakeup(line, tsNs, thread)
  if (MARK_NAMES.has(name) || ADDRESS.test(name)) return markHandler(builder)
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
    line.position = reader.read(line, line.position)
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

/** Many marks come again and again (`E|4242`): they are looked up by their line before they are hashed byte by byte. */
function markHandler(builder: TraceBuilder): EventHandler {
  const runs = new RunMemory()
  const texts = new Uint32Array(RunMemory.slots)
  return (line, tsNs, thread) => {
    const at = line.position
    let run = runs.find(line, at, at)
    if (run === NOT_FOUND) {
      const end = line.end
      const start = hasKey(line, at, MARK_PREFIX) ? at + MARK_PREFIX.length : at
      const known = builder.strings.count
      const text = builder.strings.internBytes(line.bytes, start, textEnd(line.bytes, start, end))
      // Texts that come once only are most of the distinct ones.
      run = text < known ? runs.keep(line, at, end + 1, at) : NOT_FOUND
      if (run === NOT_FOUND) {
        line.position = end
        builder.pushMark(tsNs, line.cpu, thread, text)
        return true
      }
      texts[run] = text
    }
    line.position = at + (runs.lengths[run] ?? 0) - 1
    builder.pushMark(tsNs, line.cpu, thread, texts[run] ?? 0)
    return true
  }
}

const STATE = makeKey('state=')
const CPU_ID = makeKey(' cpu_id=')

/** `state=1708800 cpu_id=0`: `cpu_id` is the subject, not the CPU that wrote the line. */
function cpuCounterHandler(builder: TraceBuilder, counter: string): EventHandler {
  const reader = new ArgumentReader(2, new Map([['state', { column: 0, form: 'number' }], ['cpu_id', { column: 1, form: 'number' }]]))
  const tracks: (CounterColumns | null)[] = []
  return (line, tsNs) => {
    const start = line.position
    let state = readAfter(line, STATE)
    let cpu = readAfter(line, CPU_ID)
    if (!(state <= MAX_PLAIN) || !(cpu >= 0) || (line.bytes[line.position] ?? 0) > SPACE) {
      line.position = reader.read(line, start)
      state = reader.values[0] ?? NaN
      cpu = reader.values[1] ?? NaN
    }
    if (!(cpu >= 0 && cpu <= MAX_CPU) || Number.isNaN(state)) return false
    builder.noteTime(tsNs, line.cpu)
    const track = (tracks[cpu] ??= builder.counter(counter, cpu))
    track?.push(tsNs, state)
    return true
  }
}

/** The decimal number behind a key that stands at the position; NaN, or a number that means nothing, when the line is written otherwise. */
function readAfter(line: FtraceLine, key: ByteKey): number {
  if (!hasKey(line, line.position, key)) return NaN
  line.position += key.length
  return isDigit(line.bytes[line.position]) ? line.readUint() : NaN
}
