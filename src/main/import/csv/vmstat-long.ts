/** Importers of long counter tables, one row per value: `ts,name,value`, with trace_processor's rules or hand-made. */
import type { CounterColumns } from '../../../engine/trace/counter-columns'
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import { withoutNeutralising } from '../../../shared/csv-cell'
import type { AppError } from '../../../shared/errors'
import type { Importer, ImportTarget, InputHead } from '../importer'
import { meminfoScale, MemoryUnit } from './counter-units'
import { readCsvHeader } from './header'
import { splitLine } from './row-joiner'
import { isNull, SampleSession, toNumber } from './table-session'
import { findTimeColumn, guessUnit } from './time-column'

/** As trace_processor's tables and common scripts call it. */
const NAME_COLUMNS = ['name', 'track_name', 'counter_name', 'counter', 'metric', 'key'] as const

const PROBE_LINES = 300
/** Times of a trace later than a second after its start. */
const EXACT_NS = /^\d{10,19}$/
const EVERY_NAME_QUOTED = /^"[^"]*"(,"[^"]*")*$/
const EXPORTED_VALUE = /^-?\d+\.\d{6}$/

/** Counter exports of trace_processor: `"ts","name","value"` in nanoseconds, optionally `"cpu"`. */
export const tpCounters: Importer = {
  id: 'tp-counters',
  detect: (head) => (isLongTable(head) && (/^"ts"/m.test(head.text) || isExported(head)) ? 0.95 : 0),
  start: (target) => new LongSession(target, true)
}

/** The same written by a script: any time unit, values as /proc prints them. */
export const vmstatLong: Importer = {
  id: 'vmstat-long',
  detect: (head) => (isLongTable(head) ? 0.9 : 0),
  start: (target) => new LongSession(target, false)
}

function isLongTable(head: InputHead): boolean {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return findTimeColumn(columns) !== null && nameColumn(columns) >= 0 && columns.includes('value') && !columns.includes('tid') && !columns.includes('dur')
}

/** The same in another order of columns, with six decimals to every value as trace_processor writes them; or copied from Perfetto's UI, with tabs. */
function isExported(head: InputHead): boolean {
  const header = readCsvHeader(head.text)
  const at = header?.columns.indexOf('ts') ?? -1
  if (header === null || at < 0) return false
  const lines = head.text.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r?\n/, PROBE_LINES)
  const rows = lines.slice(1, -1).map((line) => splitLine(line, header.delimiter))
  if (header.delimiter === '\t') return rows.every((cells) => EXACT_NS.test(cells[at] ?? '')) && guessUnit(rows.map((cells) => cells[at] ?? '')) === 'ns'
  return EVERY_NAME_QUOTED.test(lines[0] ?? '') && EXPORTED_VALUE.test(rows[0]?.[header.columns.indexOf('value')] ?? '')
}

/** Position of the column with the names of the counters. */
function nameColumn(columns: readonly string[]): number {
  return NAME_COLUMNS.map((name) => columns.indexOf(name)).find((index) => index >= 0) ?? -1
}

class LongSession extends SampleSession {
  private readonly isExport: boolean
  private readonly tracks = new Map<string, CounterColumns | null>()
  /** Those whose values are kB or bytes, which the values tell. */
  private readonly memory = new Set<CounterColumns>()
  private readonly memoryUnit = new MemoryUnit()
  private name = 0
  private value = 0
  private cpu = -1
  private pid = -1

  constructor(target: ImportTarget, isExport: boolean) {
    super(target)
    this.isExport = isExport
  }

  protected override begin(): AppError | null {
    const time = findTimeColumn(this.columns)
    this.setTimeColumn(time?.index ?? 0, this.isExport ? 'ns' : (time?.unit ?? null))
    this.name = nameColumn(this.columns)
    this.value = this.columns.indexOf('value')
    this.cpu = this.columns.indexOf('cpu')
    this.pid = this.columns.indexOf('pid')
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    const name = cells[this.name] ?? ''
    const value = toNumber(cells[this.value])
    const track = value === value && name !== '' ? this.track(name, cells) : null
    if (track?.isReset(value) === true) track.resetAt = this.firstPlace(track.resetAt, line, this.value)
    track?.push(tsNs, value)
    if (track !== null && this.memory.has(track)) this.memoryUnit.note(value)
    if (value !== value && !isNull(cells[this.value])) this.warn('VALUE_NOT_A_NUMBER', 'A value is no number: left out.', line, this.value, cells[this.value])
  }

  protected override finishRows(): void {
    super.finishRows()
    if (this.memory.size === 0) return
    const scale = this.memoryUnit.settle(this.target.builder, { file: this.target.file, line: 1, column: this.value + 1 })
    for (const track of this.memory) track.scaleFile(scale)
  }

  private newTrack(name: string, cpu: number, pid: number): CounterColumns | null {
    const { builder } = this.target
    const track = pid >= 0 ? builder.processCounter(name, pid) : builder.counter(name, cpu)
    if (track !== null && !this.isExport && meminfoScale(name) !== 1) this.memory.add(track)
    return track
  }

  private track(name: string, cells: readonly string[]): CounterColumns | null {
    const cell = this.cpu < 0 ? '' : (cells[this.cpu] ?? '')
    const process = this.pid < 0 ? '' : (cells[this.pid] ?? '')
    const key = `${cell} ${process} ${name}`
    let track = this.tracks.get(key)
    if (track === undefined) {
      const cpu = isNull(cell) ? -1 : Number(cell)
      const pid = isNull(process) ? -1 : Number(process)
      const isReadable = Number.isInteger(cpu) && cpu >= -1 && cpu < MAX_CPUS && Number.isInteger(pid)
      track = isReadable ? this.newTrack(withoutNeutralising(name), cpu, pid) : null
      this.tracks.set(key, track)
    }
    return track
  }
}
