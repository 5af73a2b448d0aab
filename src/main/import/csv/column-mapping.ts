/** Tables whose header nobody knows: the question that a dialog asks about them, and the importer that uses the answer. */
import { MAX_MAPPED_COLUMNS, type ColumnMapping } from '../../../shared/column-mapping'
import { excerpt, type AppError, type UnknownColumns } from '../../../shared/errors'
import type { Importer, InputHead } from '../importer'
import { isPreamble, readCsvHeader, utf8Of } from './header'
import { splitLine } from './row-joiner'
import { findTimeColumn, parseTime } from './time-column'
import { columnKey, fittingMapping, isKnownCounter, WideSession } from './vmstat-wide'

const SAMPLE_ROWS = 5
const MAX_CELL = 60
const ADVICE = 'Say which column is the time and what the others count, or check the names: exports must keep those of the documented queries.'
/** For tables in which nothing can be the time. */
export const NO_TIME_ADVICE = 'No column grows like a time. A table of totals cannot be replayed: open the recording that it was made from.'
const NUMBER = /^\s*-?\d+(?:[.,]\d+)?\s*$/

/** The question about a table; null when the head is no table with numbers in it. */
export function questionAbout(head: InputHead): AppError | null {
  const header = readCsvHeader(head.text)
  // a NUL in the header: binary data that only looks like a table further down
  if (header === null || header.columns.length < 2 || header.columns.some((name) => name.includes('\0'))) return null
  if (header.columns.includes('utid') && !header.columns.includes('tid')) return withoutThreads(head, header.columns)
  const lines = utf8Of(head.text).replace(/^\ufeff/, '').split(/\r?\n/).filter((line) => line !== '' && !isPreamble(line))
  const rows = lines.slice(1, 1 + SAMPLE_ROWS).map((line) => cellsOf(line, header.delimiter)).filter((cells) => cells.length === header.columns.length)
  const numeric = header.columns.map((_, index) => rows.length > 0 && rows.every((cells) => NUMBER.test(cells[index] ?? '') || parseTime(cells[index] ?? '', 's') !== null))
  if (rows.length === 0 || numeric.filter((isNumeric) => isNumeric).length < 2) return null
  const names = header.columns.slice(0, MAX_MAPPED_COLUMNS)
  const columns: UnknownColumns = {
    header: names.map(columnKey),
    samples: rows.map((cells) => cells.slice(0, MAX_MAPPED_COLUMNS).map((cell) => excerpt(cell, MAX_CELL))),
    timeCandidates: names.filter((_, index) => numeric[index] === true && grows(rows, index)).map(columnKey),
    knownCounters: names.filter(isKnownCounter).map(columnKey)
  }
  return {
    code: 'INPUT_COLUMNS_UNKNOWN', message: 'The columns of the table are not known.', file: head.name, line: 1, column: 1,
    found: excerpt(header.columns.join(', ')), expected: 'a time column and counters named as in /proc/vmstat or /proc/meminfo',
    advice: columns.timeCandidates.length === 0 ? `${NO_TIME_ADVICE} ${ADVICE}` : ADVICE, columns
  }
}

function cellsOf(line: string, delimiter: string): string[] {
  return delimiter === ' ' ? line.trim().split(/\s+/) : splitLine(line, delimiter)
}

function grows(rows: readonly (readonly string[])[], index: number): boolean {
  const values = rows.map((cells) => parseTime((cells[index] ?? '').replace(',', '.'), 's'))
  return values.every((time, row) => {
    const before = row === 0 ? null : values[row - 1]
    return time !== null && (before == null || time.seconds > before.seconds || (time.seconds === before.seconds && time.nanoseconds >= before.nanoseconds))
  })
}

/** Whether a table of known counters lacks a time column by name, so that only the user can say which it is. */
export function lacksTime(head: InputHead): boolean {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return findTimeColumn(columns) === null
}

/** Reads tables as the first mapping that fits says. Not in the registry: the meaning comes from the user, not from the content. */
export function mappedTable(mappings: readonly ColumnMapping[]): Importer {
  return {
    id: 'table-mapped',
    detect: (head) => (fittingMapping(readCsvHeader(head.text)?.columns ?? [], mappings) === null ? 0 : 1),
    start: (target) => new WideSession(target, mappings)
  }
}

const SCHED_QUERY = 'SELECT s.ts, s.dur, s.cpu, s.end_state, s.priority, t.tid, t.name AS thread_name FROM sched s JOIN thread t USING(utid)'
const EVENTS_QUERY = 'SELECT f.id, f.ts, f.cpu, f.name, t.tid, t.name AS thread_name, a.key, a.display_value FROM ftrace_event f JOIN thread t USING(utid) JOIN args a USING(arg_set_id)'

/** Tables of trace_processor as they are in its database. */
function withoutThreads(head: InputHead, columns: readonly string[]): AppError {
  return {
    code: 'INPUT_BAD_HEADER', message: 'The table tells threads by utid only, a number that means nothing outside trace_processor.', file: head.name, line: 1, column: 1,
    found: excerpt(columns.join(', ')), expected: 'columns tid and thread_name', advice: `Join the table of threads: ${columns.includes('dur') ? SCHED_QUERY : EVENTS_QUERY}.`
  }
}
