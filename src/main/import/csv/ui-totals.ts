/**
 * Importer of the totals per thread that Perfetto's UI copies from a selection: `Process PID Thread TID State Wall duration (ms) …`.
 * They have no times. They become levels at one moment, to be inspected; nothing can be replayed from them.
 */
import type { AppError } from '../../../shared/errors'
import type { Importer, InputHead } from '../importer'
import { columnIndexes, readCsvHeader } from './header'
import { isNull, TableSession, toNumber } from './table-session'
import { MAX_TID } from './tp-sched-columns'

const COLUMNS = ['Process', 'PID', 'Thread', 'TID', 'State', 'Wall duration (ms)', 'Occurrences'] as const
const REQUIRED = ['Thread', 'TID', 'Wall duration (ms)'] as const

export const uiTotals: Importer = {
  id: 'ui-totals',
  detect,
  start: (target) => new TotalsSession(target)
}

function detect(head: InputHead): number {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return REQUIRED.every((name) => columns.includes(name)) ? 0.95 : 0
}

class TotalsSession extends TableSession {
  private at = columnIndexes({ delimiter: '\t', columns: [] }, COLUMNS)
  private tsNs = 0

  protected override begin(line: number): AppError | null {
    this.at = columnIndexes({ delimiter: '\t', columns: this.columns }, COLUMNS)
    const { builder } = this.target
    this.tsNs = builder.span?.[0] ?? builder.toNs(0, 0)
    this.warn('TOTALS_ONLY', 'The table holds totals per thread without times: they can be inspected, not replayed.', line, 0)
    return null
  }

  protected override readRow(cells: readonly string[], line: number): void {
    const tid = toNumber(cells[this.at.TID])
    const wallMs = toNumber(cells[this.at['Wall duration (ms)']])
    if (!(Number.isInteger(tid) && tid >= 0 && tid <= MAX_TID) || Number.isNaN(wallMs)) {
      // The first row of newer versions sums up all others.
      if (!isNull(cells[this.at.TID])) this.warn('ROW_NOT_UNDERSTOOD', 'A row has no readable TID or duration: skipped.', line, this.at.TID, cells.join(' '))
      return
    }
    this.acceptedRows += 1
    const { builder } = this.target
    const [name = '', process = '', state = ''] = [cells[this.at.Thread], cells[this.at.Process], cells[this.at.State]]
    const thread = builder.threads.ofTid(tid)
    if (!isNull(name)) builder.threads.noteNameText(thread, name)
    if (!isNull(process)) builder.threads.noteProcessNameText(thread, process)
    const pid = toNumber(cells[this.at.PID])
    if (Number.isInteger(pid) && pid > 0 && pid <= MAX_TID) builder.threads.noteProcess(thread, pid)
    this.pushTotals(`${name} ${tid} ${state}`.trim(), wallMs, toNumber(cells[this.at.Occurrences]))
  }

  private pushTotals(what: string, wallMs: number, occurrences: number): void {
    const { builder } = this.target
    builder.counter(`${what}: wall time`, -1, { unit: 'ms', cumulative: false })?.push(this.tsNs, wallMs)
    if (!Number.isNaN(occurrences)) builder.counter(`${what}: occurrences`, -1, { unit: 'count', cumulative: false })?.push(this.tsNs, occurrences)
  }
}
