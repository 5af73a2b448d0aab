/**
 * Importer of trace_processor's `thread_state` table with the thread's `tid`: a row with state `Running` is a time slice; the state
 * of the thread's next row is how the slice ended.
 */
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import type { AppError } from '../../../shared/errors'
import { stateOfText } from '../ftrace/sched-states'
import type { Importer, InputHead } from '../importer'
import { columnIndexes, readCsvHeader } from './header'
import { isNull, SampleSession, toNumber } from './table-session'
import { MAX_TID, STILL_RUNNING } from './tp-sched-columns'

const COLUMNS = ['ts', 'dur', 'cpu', 'state', 'tid', 'thread_name', 'pid', 'process_name', 'waker_tid'] as const
const REQUIRED = ['ts', 'dur', 'cpu', 'state', 'tid'] as const
const RUNNING = 'Running'

export const tpThreadState: Importer = {
  id: 'tp-thread-state',
  detect,
  start: (target) => new StateSession(target)
}

function detect(head: InputHead): number {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return REQUIRED.every((name) => columns.includes(name)) && !columns.includes('end_state') ? 0.97 : 0
}

/** A slice whose end is not known yet. */
interface OpenSlice {
  readonly tsNs: number
  readonly durationNs: number
  readonly cpu: number
}

class StateSession extends SampleSession {
  private at = columnIndexes({ delimiter: ',', columns: [] }, COLUMNS)
  private readonly open = new Map<number, OpenSlice>()
  private slices = 0
  private isDuplicate = false

  protected override begin(line: number): AppError | null {
    this.at = columnIndexes({ delimiter: ',', columns: this.columns }, COLUMNS)
    this.setTimeColumn(this.at.ts, 'ns')
    this.isDuplicate = this.target.builder.hasSched
    if (this.isDuplicate) this.warn('FILE_SKIPPED', `${this.target.file} is skipped: another file of this capture has the same scheduling data.`, line, 0)
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    if (this.isDuplicate) return
    const tid = toNumber(cells[this.at.tid])
    const durationNs = toNumber(cells[this.at.dur])
    if (!(Number.isInteger(tid) && tid >= 0 && tid <= MAX_TID) || Number.isNaN(durationNs)) {
      return this.warn('ROW_NOT_UNDERSTOOD', 'A row has no readable tid or dur: skipped.', line, this.at.tid, cells.join(','))
    }
    const thread = this.noteThread(tid, cells)
    const state = cells[this.at.state] ?? ''
    this.close(thread, isNull(state) || state === RUNNING ? 0 : stateOfText(state))
    if (state !== RUNNING) return
    const cpu = toNumber(cells[this.at.cpu])
    if (!(Number.isInteger(cpu) && cpu >= 0 && cpu < MAX_CPUS)) return this.warn('CPU_NOT_UNDERSTOOD', 'A row has no readable CPU: skipped.', line, this.at.cpu, cells[this.at.cpu])
    this.open.set(thread, { tsNs, durationNs: durationNs < 0 ? STILL_RUNNING : durationNs, cpu })
  }

  protected override finishRows(): void {
    super.finishRows()
    for (const thread of [...this.open.keys()]) this.close(thread, 0)
    this.target.builder.countEvent('sched_switch', this.slices)
  }

  private noteThread(tid: number, cells: readonly string[]): number {
    const { threads } = this.target.builder
    const thread = threads.ofTid(tid)
    const [name, processName] = [cells[this.at.thread_name], cells[this.at.process_name]]
    const pid = toNumber(cells[this.at.pid])
    if (!isNull(name)) threads.noteNameText(thread, name ?? '')
    if (!isNull(processName)) threads.noteProcessNameText(thread, processName ?? '')
    if (Number.isInteger(pid) && pid >= 0 && pid <= MAX_TID) threads.noteProcess(thread, pid)
    return thread
  }

  private close(thread: number, endState: number): void {
    const slice = this.open.get(thread)
    if (slice === undefined) return
    this.open.delete(thread)
    this.slices += 1
    this.target.builder.pushSlice(slice.tsNs, slice.durationNs, slice.cpu, thread, endState, 0)
  }
}
