/** Importer of wide time series: one time column, one column per counter (/proc/vmstat, /proc/meminfo, PSI, zram … sampled in a loop). */
import type { CounterColumns } from '../../../engine/trace/counter-columns'
import { describeCounter } from '../../../engine/trace/counter-names'
import { excerpt, type AppError } from '../../../shared/errors'
import type { Importer, ImportSession, ImportTarget, InputHead } from '../importer'
import { CsvRows } from './csv-rows'
import { MAX_COLUMNS, readCsvHeader } from './header'
import { findTimeColumn, guessUnit, parseTime, type TimeUnit } from './time-column'

/** Names that make a wide table a memory time series. */
const KNOWN = /^(nr_|pg|pswp|allocstall|workingset_|kswapd_|psi|zram_|MemFree$|MemAvailable$|SwapFree$|cpu\d+_|compact_)/
const PROBE_ROWS = 8

export const vmstatWide: Importer = {
  id: 'vmstat-wide',
  stage: 'counters',
  detect,
  start: (target) => new WideSession(target)
}

function detect(head: InputHead): number {
  const header = readCsvHeader(head.text)
  if (header === null || header.columns.length < 2) return 0
  if (header.columns.includes('name') && header.columns.includes('value')) return 0
  const known = header.columns.filter((name) => KNOWN.test(name)).length
  if (known === 0) return 0
  return findTimeColumn(header.columns) === null ? 0.5 : 0.9
}

/** Reads rows `time, value, value, …`. The unit of an unnamed time column is guessed from the first rows, which are held back. */
class WideSession implements ImportSession {
  private readonly target: ImportTarget
  private rows: CsvRows | null = null
  private error: AppError | null = null
  private timeColumn = 0
  private unit: TimeUnit | null = null
  private tracks: (CounterColumns | null)[] = []
  private names: readonly string[] = []
  private pending: { cells: readonly string[]; line: number }[] = []
  private samples = 0

  constructor(target: ImportTarget) {
    this.target = target
  }

  get lines(): number {
    return this.rows?.lines ?? 0
  }

  push(chunk: Uint8Array): AppError | null {
    if (this.rows === null) {
      const delimiter = readCsvHeader(Buffer.from(chunk.subarray(0, 65_536)).toString('latin1'))?.delimiter ?? ','
      this.rows = new CsvRows(delimiter, this)
    }
    this.rows.push(chunk)
    return this.error
  }

  end(isTruncated: boolean): AppError | null {
    this.rows?.end(isTruncated)
    this.releasePending()
    if (this.error !== null || this.samples > 0) return this.error
    return { code: 'INPUT_NO_EVENTS', message: 'The table holds no samples.', file: this.target.file, expected: 'rows of numbers below the header' }
  }

  onHeader(cells: readonly string[], line: number): void {
    this.names = cells.map((cell) => cell.trim())
    const time = findTimeColumn(this.names)
    if (time === null) this.error = noTimeColumn(this.target.file, line, this.names)
    if (this.names.length > MAX_COLUMNS) this.error = tooManyColumns(this.target.file, line, this.names.length)
    if (this.error !== null || time === null) return
    this.timeColumn = time.index
    this.unit = time.unit
    this.tracks = this.names.map((name, index) => (index === time.index || name === '' ? null : this.track(name)))
  }

  onRow(cells: readonly string[], line: number): void {
    if (this.error !== null) return
    if (this.unit !== null) return this.readRow(cells, line)
    this.pending.push({ cells, line })
    if (this.pending.length >= PROBE_ROWS) this.releasePending()
  }

  onBadRow(text: string, line: number): void {
    if (this.error !== null) return
    this.target.builder.warn('ROW_BAD_WIDTH', 'A row has another number of cells than the header: skipped.', { file: this.target.file, line }, excerpt(text))
  }

  onLongLine(line: number): void {
    this.target.builder.warn('LINE_TOO_LONG', 'A line is too long: skipped.', { file: this.target.file, line })
  }

  private track(name: string): CounterColumns | null {
    return this.target.builder.counter(name, -1, describeCounter(name))
  }

  private releasePending(): void {
    if (this.pending.length === 0 || this.error !== null) return
    this.unit ??= guessUnit(this.pending.map(({ cells }) => cells[this.timeColumn] ?? ''))
    const pending = this.pending
    this.pending = []
    for (const { cells, line } of pending) this.readRow(cells, line)
  }

  private readRow(cells: readonly string[], line: number): void {
    const builder = this.target.builder
    const time = parseTime(cells[this.timeColumn] ?? '', this.unit ?? 's')
    if (time === null) {
      const found = excerpt(cells[this.timeColumn] ?? '')
      builder.warn('TIME_NOT_UNDERSTOOD', 'A row has no readable time: skipped.', { file: this.target.file, line, column: this.timeColumn + 1 }, found)
      return
    }
    const tsNs = builder.toNs(time.seconds, time.nanoseconds)
    this.samples += 1
    for (let index = 0; index < cells.length; index += 1) {
      const track = this.tracks[index]
      if (track === null || track === undefined) continue
      const value = toNumber(cells[index] ?? '')
      if (Number.isNaN(value)) this.warnAboutValue(cells[index] ?? '', line, index)
      else track.push(tsNs, value)
    }
  }

  private warnAboutValue(cell: string, line: number, column: number): void {
    if (cell.trim() === '' || cell === '[NULL]') return
    const message = `A value of ${excerpt(this.names[column] ?? '', 40)} is no number: left out.`
    this.target.builder.warn('VALUE_NOT_A_NUMBER', message, { file: this.target.file, line, column: column + 1 }, excerpt(cell))
  }
}

/** NaN for anything that is no finite number. */
export function toNumber(cell: string): number {
  const value = cell.trim() === '' ? NaN : Number(cell)
  return Number.isFinite(value) ? value : NaN
}

function noTimeColumn(file: string, line: number, names: readonly string[]): AppError {
  return {
    code: 'INPUT_BAD_HEADER', message: 'The table has no time column.', file, line, column: 1,
    found: excerpt(names.join(',')), expected: 'a column named t, ts, time or timestamp',
    advice: 'Add the time of each sample, on the clock of the trace.'
  }
}

function tooManyColumns(file: string, line: number, count: number): AppError {
  return {
    code: 'INPUT_BAD_HEADER', message: 'The table has too many columns.', file, line, column: 1,
    found: `${count} columns`, expected: `at most ${MAX_COLUMNS}`
  }
}
