/**
 * Importer of logs with one row per interval: PSI stall time (`some_delta`, `full_delta`, microseconds) and differences of
 * /proc/vmstat counters since the row before. The first row holds the totals since boot, so adding up gives the counters back.
 */
import { CounterColumns } from '../../../engine/trace/counter-columns'
import { knownMeaning, UNKNOWN_LEVEL, type CounterMeaning } from '../../../engine/trace/counter-names'
import type { AppError } from '../../../shared/errors'
import type { Importer, InputHead } from '../importer'
import { meaningOf } from './counter-aliases'
import { readCsvHeader } from './header'
import { isNull, SampleSession, toNumber } from './table-session'
import { findTimeColumn } from './time-column'

/** Stall times; without a resource of memory. */
const STALL = /^(?:(mem(?:ory)?|io|cpu)_)?(some|full)_delta$/
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

/** What a column counts, and the factor of a level. Other loggers have other columns: what is no counter of the kernel is a level. */
function columnMeaning(header: string): Pick<LoggedColumn, 'scale'> & { readonly name: string; readonly meaning: CounterMeaning } {
  const [, resource = 'mem', share] = STALL.exec(header) ?? []
  const { name, scale } = share === undefined ? meaningOf(header) : { name: `psi_${resource === 'memory' ? 'mem' : resource}_${share}_us`, scale: 1 }
  const meaning = knownMeaning(name) ?? UNKNOWN_LEVEL
  return { name, meaning, scale: meaning.cumulative ? null : scale }
}

class PsiLoggerSession extends SampleSession {
  private logged: LoggedColumn[] = []
  private lastNs = -Infinity

  protected override begin(line: number): AppError | null {
    const time = findTimeColumn(this.columns)
    this.setTimeColumn(time?.index ?? 0, time?.unit ?? null)
    for (const [index, column] of this.columns.entries()) {
      if (index === time?.index || TEXT_COLUMNS.has(column) || column === '') continue
      const { name, meaning, scale } = columnMeaning(column)
      const track = this.target.builder.counter(name, -1, meaning)
      if (track !== null) this.logged.push({ index, logged: new CounterColumns(name, -1, meaning), track, scale })
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
