/**
 * A trace as tables, in the columns of trace_processor's standard export (FORMATS b.5), so that spreadsheets, scripts and our own import read
 * them. Rows come in pieces: a table may be larger than a string can be.
 */
import { END_STATES, ABSENT, type EventTable, type Trace } from '../../engine/trace/trace'
import { exportedText } from '../../shared/csv-cell'

export interface TraceTable {
  readonly name: string
  /** Text in pieces, in order; each call begins anew. */
  readonly pieces: () => Iterable<string>
}

const NO_THREAD = 0xffffffff
const NULL = '"[NULL]"'
const ROWS_PER_PIECE = 4096
const NS_PER_S = 1e9

/** The tables that a trace fills: `sched.csv`, `events.csv`, `counters.csv`. */
export function traceTables(trace: Trace): TraceTable[] {
  const tables: TraceTable[] = []
  const eventRows = Object.values(trace.events).reduce((sum, table) => sum + table.count, trace.wakeups.count + trace.marks.count)
  if (trace.sched.count > 0) tables.push({ name: 'sched.csv', pieces: () => inPieces(schedLines(trace)) })
  if (eventRows > 0) tables.push({ name: 'events.csv', pieces: () => inPieces(eventLines(trace)) })
  if (trace.counters.length + (trace.processCounters?.length ?? 0) > 0) tables.push({ name: 'counters.csv', pieces: () => inPieces(counterLines(trace)) })
  return tables
}

function* inPieces(lines: Iterable<string>): Iterable<string> {
  let piece = ''
  let rows = 0
  for (const line of lines) {
    piece += line
    rows += 1
    if (rows % ROWS_PER_PIECE === 0) {
      yield piece
      piece = ''
    }
  }
  if (piece !== '') yield piece
}

function* schedLines(trace: Trace): Iterable<string> {
  const { sched } = trace
  const names = threadTexts(trace)
  yield '"ts","dur","cpu","end_state","priority","tid","thread_name","pid","process_name"\n'
  for (let row = 0; row < sched.count; row += 1) {
    const state = END_STATES[sched.endState[row] ?? 0] ?? ''
    yield `${timeText(trace, sched.startNs[row] ?? 0)},${sched.durationNs[row]},${sched.cpu[row]},${state === '' ? NULL : `"${state}"`},${sched.priority[row]},${names[sched.thread[row] ?? 0]}\n`
  }
}

/** `tid,thread_name,pid,process_name` of every thread. */
function threadTexts({ threads }: Trace): string[] {
  return Array.from({ length: threads.count }, (_, i) => {
    const tgid = threads.tgid[i] ?? -1
    const pid = i === 0 ? '0' : tgid > 0 ? String(tgid) : NULL
    return `${threads.tid[i]},${exportedText(threads.name[i] ?? '')},${pid},${exportedText(threads.processName[i] ?? '')}`
  })
}

/** One row per argument, rows of one event together. */
function* eventLines(trace: Trace): Iterable<string> {
  yield '"id","ts","cpu","name","tid","thread_name","key","display_value"\n'
  let id = 0
  for (const table of Object.values(trace.events)) {
    for (let row = 0; row < table.count; row += 1) {
      const head = `${(id += 1)},${timeText(trace, table.tsNs[row] ?? 0)},${table.cpu[row]},"${table.kind}",${threadText(trace, table.thread[row] ?? 0)}`
      yield argumentLines(head, table, row)
    }
  }
  const { wakeups, marks } = trace
  for (let row = 0; row < wakeups.count; row += 1) {
    const head = `${(id += 1)},${timeText(trace, wakeups.tsNs[row] ?? 0)},${wakeups.targetCpu[row]},"sched_waking",${threadText(trace, wakeups.waker[row] ?? NO_THREAD)}`
    const [woken = '', comm = ''] = [String(trace.threads.tid[wakeups.thread[row] ?? 0]), exportedText(trace.threads.name[wakeups.thread[row] ?? 0] ?? '')]
    yield `${head},"comm",${comm}\n${head},"pid",${woken}\n${head},"target_cpu",${wakeups.targetCpu[row]}\n`
  }
  for (let row = 0; row < marks.count; row += 1) {
    yield `${(id += 1)},${timeText(trace, marks.tsNs[row] ?? 0)},0,"print",${threadText(trace, marks.thread[row] ?? 0)},"buf",${exportedText(trace.strings[marks.text[row] ?? 0] ?? '')}\n`
  }
}

function argumentLines(head: string, table: EventTable, row: number): string {
  const lines = Object.entries(table.args).flatMap(([key, column]) => {
    const value = column[row] ?? NaN
    return Number.isNaN(value) || (column instanceof Int32Array && value === ABSENT) ? [] : [`${head},"${key}",${value}\n`]
  })
  return lines.length === 0 ? `${head},${NULL},${NULL}\n` : lines.join('')
}

function threadText({ threads }: Trace, thread: number): string {
  return thread === NO_THREAD ? `${NULL},${NULL}` : `${threads.tid[thread]},${exportedText(threads.name[thread] ?? '')}`
}

function* counterLines(trace: Trace): Iterable<string> {
  yield '"ts","name","cpu","pid","value"\n'
  for (const track of [...trace.counters, ...(trace.processCounters ?? [])]) {
    const key = `${exportedText(track.name)},${track.cpu < 0 ? NULL : track.cpu},${track.tgid ?? NULL}`
    for (let row = 0; row < track.tsNs.length; row += 1) yield `${timeText(trace, track.tsNs[row] ?? 0)},${key},${track.value[row]}\n`
  }
}

/** Nanoseconds on the trace clock, exact: a wall clock in nanoseconds does not fit into a double. */
function timeText({ originS }: Trace, timeNs: number): string {
  const seconds = originS + Math.floor(timeNs / NS_PER_S)
  const nanoseconds = timeNs - Math.floor(timeNs / NS_PER_S) * NS_PER_S
  if (seconds < 0) return String(seconds * NS_PER_S + nanoseconds)
  return seconds === 0 ? String(nanoseconds) : `${seconds}${String(nanoseconds).padStart(9, '0')}`
}
