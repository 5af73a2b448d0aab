/**
 * Importer of logs with one row per interval: PSI stall time (`some_delta`, `full_delta`, microseconds) and differences of
 * /proc/vmstat counters since the row before. The first row holds the totals since boot, so adding up gives the counters back.
 */
import { CounterColumns } from '../../../engine/trace/counter-columns'
import type { AppError } from '../../../shared/errors'
import type { Importer, InputHead } from '../importer'
import { readCsvHeader } from './header'
import { isNull, SampleSession, toNumber } from './table-session'
import { findTimeColumn } from './time-column'

const RENAMED: Readonly<Record<string, string>> = { some_delta: 'psi_mem_some_us', full_delta: 'psi_mem_full_us', mem_available: 'MemAvailable' }
const LEVELS: Readonly<Record<string, number>> = { mem_available: 1024 }
const TEXT_COLUMNS = new Set(['phase'])

export const psiLogger: Importer = {
  id: 'psi-logger',
  detect,
  start: (target) => new PsiLoggerSession(target)
}

function detect(head: InputHead): number {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return findTimeColumn(columns) !== null && columns.includes('some_delta') && columns.includes('full_delta') ? 0.95 : 0
}

interface LoggedColumn {
  readonly index: number
  /** Values as logged; sorted by time before they are added up, because several loggers may have written into one file. */
  readonly logged: CounterColumns
  readonly track: CounterColumns
  /** Factor of a level; null when differences are added up. */
  readonly scale: number | null
}

class PsiLoggerSession extends SampleSession {
  private logged: LoggedColumn[] = []
  private lastNs = -Infinity

  protected override begin(line: number): AppError | null {
    const time = findTimeColumn(this.columns)
    this.setTimeColumn(time?.index ?? 0, time?.unit ?? null)
    for (const [index, column] of this.columns.entries()) {
      if (index === time?.index || TEXT_COLUMNS.has(column) || column === '') continue
      const track = this.target.builder.counter(RENAMED[column] ?? column, -1)
      if (track !== null) this.logged.push({ index, logged: new CounterColumns(track.name, -1, track.meaning), track, scale: LEVELS[column] ?? null })
    }
    this.warn('VALUES_PER_INTERVAL', 'The values are differences since the row before, in the first row totals: added up to counters.', line, 0)
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    if (tsNs < this.lastNs) this.warn('ROWS_OUT_OF_ORDER', 'A row is older than the one before: rows are sorted by time.', line, 0)
    this.lastNs = tsNs
    for (const { index, logged } of this.logged) {
      const value = toNumber(cells[index])
      if (value === value) logged.push(tsNs, value)
      else if (!isNull(cells[index])) this.warn('VALUE_NOT_A_NUMBER', `A value of ${logged.name} is no number: left out.`, line, index, cells[index])
    }
  }

  protected override finishRows(): void {
    super.finishRows()
    for (const { logged, track, scale } of this.logged) {
      const { tsNs, value } = logged.finish()
      let total = 0
      for (let row = 0; row < tsNs.length; row += 1) {
        total += value[row] ?? 0
        track.push(tsNs[row] ?? 0, scale === null ? total : (value[row] ?? 0) * scale)
      }
    }
  }
}
