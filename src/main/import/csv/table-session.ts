/** What all CSV importers share: rows in, warnings about odd rows, an error when there is nothing. */
import { excerpt, type AppError, type SourcePosition } from '../../../shared/errors'
import type { ImportSession, ImportTarget } from '../importer'
import { CsvRows, type RowSink } from './csv-rows'
import { MAX_COLUMNS, readCsvHeader } from './header'
import { clockOf, guessUnit, isTimeOfDay, parseTime, withoutGroups, type ExactTime, type TimeUnit } from './time-column'

const HEAD_BYTES = 65_536
const PROBE_ROWS = 8
const HALF_DAY_S = 43_200
const DECIMAL_COMMA = /^\s*-?\d+,\d+\s*$/
const UNIT_WORDS: Readonly<Record<TimeUnit, string>> = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' }

const TIMES_WANTED = {
  message: 'No row of the table has a readable time.', expected: 'times as numbers, or like 2026-11-20 19:21:24.5', advice: 'Write the times so; date +%s.%N prints seconds since 1970.'
} as const

/** Base of a CSV import. Subclasses say what the columns mean and take the rows. */
export abstract class TableSession implements ImportSession, RowSink {
  protected readonly target: ImportTarget
  protected columns: readonly string[] = []
  protected acceptedRows = 0
  /** The first time that could not be read. */
  protected firstBadTime: string | null = null
  private rows: CsvRows | null = null
  private error: AppError | null = null
  private delimiter = ','

  constructor(target: ImportTarget) {
    this.target = target
  }

  get lines(): number {
    return this.rows?.lines ?? 0
  }

  push(chunk: Uint8Array): AppError | null {
    if (this.rows === null) {
      this.delimiter = delimiterOf(chunk)
      this.rows = new CsvRows(this.delimiter, this)
    }
    this.rows.push(chunk)
    return this.error
  }

  end(isTruncated: boolean): AppError | null {
    this.rows?.end(isTruncated)
    if (this.error === null) this.finishRows()
    if (this.error !== null || this.acceptedRows > 0) return this.error
    const error: AppError = { code: 'INPUT_NO_EVENTS', message: 'The table holds no usable rows.', file: this.target.file, expected: 'rows below the header' }
    return this.firstBadTime === null ? error : { ...error, ...TIMES_WANTED, found: excerpt(this.firstBadTime) }
  }

  onHeader(cells: readonly string[], line: number): void {
    this.columns = cells.map((cell) => cell.trim())
    this.error = cells.length > MAX_COLUMNS ? tooManyColumns(this.target.file, line, cells.length) : this.begin(line)
  }

  onRow(cells: readonly string[], line: number): void {
    if (this.error === null) this.readRow(this.delimiter === ',' ? cells : this.withPoints(cells, line), line)
  }

  onBadRow(text: string, line: number): void {
    if (this.error === null) this.warn('ROW_BAD_WIDTH', 'A row has another number of cells than the header: skipped.', line, 0, text)
  }

  onLongLine(line: number): void {
    this.warn('LINE_TOO_LONG', 'A line is too long: skipped.', line, 0)
  }

  /** Decimal commas become points; only where commas do not set cells apart. */
  private withPoints(cells: readonly string[], line: number): readonly string[] {
    const first = cells.findIndex((cell) => DECIMAL_COMMA.test(cell))
    if (first < 0) return cells
    this.warn('DECIMAL_COMMA', 'Commas inside numbers are taken for decimal points.', line, first, cells[first])
    return cells.map((cell) => (DECIMAL_COMMA.test(cell) ? cell.replace(',', '.') : cell))
  }

  /** Called once with `columns` set; returns why the table cannot be read. */
  protected abstract begin(line: number): AppError | null
  protected abstract readRow(cells: readonly string[], line: number): void

  /** Called after the last row. */
  protected finishRows(): void {}

  /** `known` if it says where, else the position of cell `column` (from 0). */
  protected firstPlace(known: SourcePosition, line: number, column: number): SourcePosition {
    return known.line === undefined ? { file: this.target.file, line, column: column + 1 } : known
  }

  /** A warning about cell `column` (from 0) of a line. */
  protected warn(code: string, message: string, line: number, column: number, found?: string): void {
    const position = { file: this.target.file, line, column: column + 1 }
    this.target.builder.warn(code, message, position, found === undefined ? undefined : excerpt(found))
  }
}

/** A table of samples: has a time column of any unit. The unit is guessed from the first rows, which are held back until then. */
export abstract class SampleSession extends TableSession {
  private pending: { readonly cells: readonly string[]; readonly line: number }[] = []
  private timeColumn = 0
  private unit: TimeUnit | null = null
  /** What the midnights passed add to times of day, and the time of the last row. */
  private midnightS = 0
  private lastS = -Infinity

  protected abstract readSample(tsNs: number, cells: readonly string[], line: number): void

  protected setTimeColumn(index: number, unit: TimeUnit | null): void {
    this.timeColumn = index
    this.unit = unit
  }

  protected override readRow(cells: readonly string[], line: number): void {
    if (this.unit !== null) return this.readTimedRow(cells, line, this.unit)
    this.pending.push({ cells, line })
    if (this.pending.length >= PROBE_ROWS) this.releasePending()
  }

  protected override finishRows(): void {
    this.releasePending()
  }

  private releasePending(): void {
    const pending = this.pending
    this.pending = []
    if (pending.length === 0) return
    const unit = (this.unit ??= this.guessTimeUnit(pending.map(({ cells }) => cells[this.timeColumn] ?? '')))
    for (const { cells, line } of pending) this.readTimedRow(cells, line, unit)
  }

  private guessTimeUnit(cells: readonly string[]): TimeUnit {
    const unit = guessUnit(cells)
    if (unit !== 's') this.warn('TIME_UNIT_ASSUMED', `The times are taken for ${UNIT_WORDS[unit]}.`, 1, this.timeColumn, cells[0])
    return unit
  }

  private noteClock(cell: string, first: ExactTime): void {
    if (isTimeOfDay(cell)) return this.warn('TIME_OF_DAY', 'The times are times of day without a date: they are on no known clock.', 1, this.timeColumn, cell)
    const clock = clockOf(this.columns[this.timeColumn] ?? '', first)
    if (clock !== null) this.target.clocks.noteName(clock)
  }

  private readTimedRow(cells: readonly string[], line: number, unit: TimeUnit): void {
    const cell = cells[this.timeColumn] ?? ''
    const time = parseTime(cell, unit)
    if (time === null) this.firstBadTime ??= cell
    if (time === null) return this.warn('TIME_NOT_UNDERSTOOD', 'A row has no readable time: skipped.', line, this.timeColumn, cells[this.timeColumn])
    if (this.acceptedRows === 0) this.noteClock(cell, time)
    this.acceptedRows += 1
    if (isTimeOfDay(cell) && time.seconds + this.midnightS < this.lastS - HALF_DAY_S) this.midnightS += 2 * HALF_DAY_S
    this.lastS = time.seconds + this.midnightS
    this.readSample(this.target.builder.toNs(this.lastS, time.nanoseconds), cells, line)
  }
}

/** Counters are 64 bits wide: nothing larger is a value. */
const MAX_VALUE = 2 ** 64

/** NaN for anything that is no number of at most 64 bits. */
export function toNumber(cell: string | undefined): number {
  const value = cell === undefined || cell.trim() === '' ? NaN : Number(withoutGroups(cell))
  return Math.abs(value) <= MAX_VALUE ? value : NaN
}

/** Whether a cell says "no value". */
export function isNull(cell: string | undefined): boolean {
  return cell === undefined || cell === '' || cell === '[NULL]' || cell === 'NULL' || cell === 'null'
}

function delimiterOf(chunk: Uint8Array): string {
  return readCsvHeader(Buffer.from(chunk.subarray(0, HEAD_BYTES)).toString('latin1'))?.delimiter ?? ','
}

function tooManyColumns(file: string, line: number, count: number): AppError {
  return {
    code: 'INPUT_BAD_HEADER', message: 'The table has too many columns.', file, line, column: 1,
    found: `${count} columns`, expected: `at most ${MAX_COLUMNS}`
  }
}
