/** Importer of trace_processor's `android_lmk_events`: processes that were killed for want of memory. */
import { EVENT_KINDS, findEventKind } from '../../../engine/trace/event-kinds'
import type { AppError } from '../../../shared/errors'
import type { Importer, InputHead } from '../importer'
import { columnIndexes, readCsvHeader } from './header'
import { isNull, SampleSession, toNumber } from './table-session'
import { MAX_TID } from './tp-sched-columns'

const COLUMNS = ['ts', 'pid', 'process_name', 'oom_score_adj', 'kill_reason'] as const
const EVENT = 'lowmemory_kill'
/** The table does not tell the CPU. */
const NO_CPU = -1

export const tpLmk: Importer = {
  id: 'tp-lmk',
  detect,
  start: (target) => new KillSession(target)
}

function detect(head: InputHead): number {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return ['ts', 'pid', 'oom_score_adj', 'kill_reason'].every((name) => columns.includes(name)) ? 0.97 : 0
}

class KillSession extends SampleSession {
  private at = columnIndexes({ delimiter: ',', columns: [] }, COLUMNS)
  private readonly kind = EVENT_KINDS.findIndex((kind) => kind === findEventKind(EVENT))
  private kills = 0

  protected override begin(): AppError | null {
    this.at = columnIndexes({ delimiter: ',', columns: this.columns }, COLUMNS)
    this.setTimeColumn(this.at.ts, 'ns')
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    const pid = toNumber(cells[this.at.pid])
    if (!(Number.isInteger(pid) && pid > 0 && pid <= MAX_TID)) return this.warn('TID_NOT_UNDERSTOOD', 'A row has no readable pid: skipped.', line, this.at.pid, cells[this.at.pid])
    const { builder } = this.target
    const name = cells[this.at.process_name]
    const thread = builder.threads.ofTid(pid)
    builder.threads.noteProcess(thread, pid)
    if (!isNull(name)) builder.threads.noteProcessNameText(thread, name ?? '')
    builder.pushEvent(this.kind, tsNs, NO_CPU, thread, Float64Array.of(pid))
    this.kills += 1
  }

  protected override finishRows(): void {
    super.finishRows()
    this.target.builder.countEvent(EVENT, this.kills)
  }
}
