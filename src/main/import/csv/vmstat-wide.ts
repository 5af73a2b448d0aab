/** Importer of wide time series: one time column, one column per counter (/proc/vmstat, /proc/meminfo, PSI, zram … sampled in a loop). */
import { describeCounter } from '../../../engine/trace/counter-names'
import type { ColumnMapping } from '../../../shared/column-mapping'
import { excerpt, type AppError } from '../../../shared/errors'
import type { Importer, ImportTarget, InputHead } from '../importer'
import { meaningOf, type ColumnMeaning } from './counter-aliases'
import { MemoryUnit } from './counter-units'
import { readCsvHeader } from './header'
import { IntervalTrack } from './interval-track'
import { isNull, SampleSession, toNumber } from './table-session'
import { findTimeColumn } from './time-column'

/** Names that make a wide table a memory time series. */
const KNOWN = /^(nr_|pg|pswp|allocstall|workingset_|kswapd_|psi|zram_|MemFree$|MemAvailable$|SwapFree$|cpu\d+_|compact_)/

export const vmstatWide: Importer = {
  id: 'vmstat-wide',
  detect,
  start: (target) => new WideSession(target)
}

function detect(head: InputHead): number {
  const header = readCsvHeader(head.text)
  if (header === null || header.columns.length < 2) return 0
  if (header.columns.includes('name') && header.columns.includes('value')) return 0
  if (!header.columns.some(isKnownCounter)) return 0
  return findTimeColumn(header.columns) === null ? 0.5 : 0.8
}

/** Whether a header says by itself which counter it is. */
export function isKnownCounter(header: string): boolean {
  return KNOWN.test(meaningOf(header).name)
}

/** How questions and answers call a column: its header, shortened and harmless. */
export function columnKey(header: string): string {
  return excerpt(header, 60)
}

/** The first mapping whose time column a table has, and at least one of its counters. */
export function fittingMapping(columns: readonly string[], mappings: readonly ColumnMapping[]): ColumnMapping | null {
  const keys = new Set(columns.map(columnKey))
  return mappings.find(({ time, counters }) => keys.has(time) && Object.keys(counters).some((key) => keys.has(key))) ?? null
}

interface WideColumn {
  readonly index: number
  readonly track: IntervalTrack
  readonly scale: number
  readonly isUnitAssumed: boolean
}

/** Reads rows `time, value, value, …`. With mappings the columns mean what the first that fits says. */
export class WideSession extends SampleSession {
  private tracks: WideColumn[] = []
  private readonly memoryUnit = new MemoryUnit()
  private readonly mappings: readonly ColumnMapping[]
  private mapping: ColumnMapping | null = null

  constructor(target: ImportTarget, mappings: readonly ColumnMapping[] = []) {
    super(target)
    this.mappings = mappings
  }

  protected override begin(line: number): AppError | null {
    const mapping = (this.mapping = fittingMapping(this.columns, this.mappings))
    const time = mapping === null ? findTimeColumn(this.columns) : { index: this.columns.findIndex((name) => columnKey(name) === mapping.time), unit: mapping.timeUnit }
    if (time === null || time.index < 0) return noTimeColumn(this.target.file, line, this.columns)
    this.setTimeColumn(time.index, time.unit)
    const seen = new Set<string>()
    for (const [index, header] of this.columns.entries()) {
      if (index === time.index || header === '') continue
      const meaning = this.meaningOf(header)
      if (meaning === null) continue
      if (seen.has(meaning.name)) this.warn('COLUMN_TWICE', `Two columns mean the same counter, ${excerpt(meaning.name, 40)}: the first counts.`, line, index, header)
      else this.addColumn(index, meaning)
      seen.add(meaning.name)
    }
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    for (const { index, track, isUnitAssumed } of this.tracks) {
      const value = toNumber(cells[index])
      if (value === value) {
        if (isUnitAssumed) this.memoryUnit.note(value)
        track.noteReset(value, line, index)
        track.push(tsNs, value)
      } else if (!isNull(cells[index])) this.warn('VALUE_NOT_A_NUMBER', `A value of ${excerpt(track.name, 40)} is no number: left out.`, line, index, cells[index])
    }
  }

  protected override finishRows(): void {
    super.finishRows()
    const memory = this.tracks.find(({ isUnitAssumed }) => isUnitAssumed)
    const memoryScale = memory === undefined ? 1 : this.memoryUnit.settle(this.target.builder, { file: this.target.file, line: 1, column: memory.index + 1 })
    for (const { index, track, scale, isUnitAssumed } of this.tracks) {
      if (track.finish(this.target.builder, this.target.file, isUnitAssumed ? memoryScale : scale)) {
        this.warn('VALUES_PER_INTERVAL', 'A counter goes backwards in many rows: its values are taken for what was added since the row before.', 1, index, track.name)
      }
    }
  }

  private meaningOf(header: string): ColumnMeaning | null {
    if (this.mapping === null) return meaningOf(header)
    const key = columnKey(header)
    const told = Object.hasOwn(this.mapping.counters, key) ? this.mapping.counters[key] : undefined
    if (told === undefined) return null
    const meaning = meaningOf(told)
    const isAdded = this.mapping.perInterval && meaning.form === 'total' && describeCounter(meaning.name).cumulative
    return isAdded ? { ...meaning, form: 'delta' } : meaning
  }

  private addColumn(index: number, { name, scale, isUnitAssumed, form }: ColumnMeaning): void {
    this.tracks.push({ index, track: new IntervalTrack(name, form), scale, isUnitAssumed })
  }
}

function noTimeColumn(file: string, line: number, names: readonly string[]): AppError {
  return {
    code: 'INPUT_BAD_HEADER', message: 'The table has no time column.', file, line, column: 1,
    found: excerpt(names.join(',')), expected: 'a column named t, ts, time or timestamp',
    advice: 'Add the time of each sample, on the clock of the trace.'
  }
}
