/** Importer of trace_processor's export of kernel events with their arguments as columns: `"ts","cpu","name","tid","thread_name",…`. */
import { EVENT_KINDS, findEventKind, keptName } from '../../../engine/trace/event-kinds'
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import type { AppError } from '../../../shared/errors'
import { targetsOf } from '../ftrace/event-handlers'
import { symbolicValue } from '../ftrace/values'
import { hasTrace, type Importer, type InputHead } from '../importer'
import { columnIndexes, readCsvHeader } from './header'
import { isNull, SampleSession, toNumber } from './table-session'

const REQUIRED = ['ts', 'cpu', 'name', 'tid'] as const
const MAX_TID = 0x7fffffff

export const tpVmscan: Importer = {
  id: 'tp-vmscan',
  detect,
  start: (target) => new VmscanSession(target)
}

function detect(head: InputHead): number {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return REQUIRED.every((name) => columns.includes(name)) && !columns.includes('dur') ? 0.9 : 0
}

/** How the columns of the table fill the arguments of one event name; `kind` -1 = only counted. */
interface EventPlan {
  readonly kind: number
  readonly values: Float64Array
  readonly cells: readonly { readonly from: number; readonly to: number; readonly form: 'number' | 'flags' | 'member' | 'reason' }[]
  count: number
}

class VmscanSession extends SampleSession {
  private readonly plans = new Map<string, EventPlan>()
  private at = columnIndexes({ delimiter: ',', columns: [] }, REQUIRED)
  private threadName = -1
  private isDuplicate = false

  protected override begin(line: number): AppError | null {
    this.at = columnIndexes({ delimiter: ',', columns: this.columns }, REQUIRED)
    this.threadName = this.columns.indexOf('thread_name')
    this.setTimeColumn(this.at.ts, 'ns')
    this.isDuplicate = hasTrace(this.target) && EVENT_KINDS.some((kind, index) => kind.name.startsWith('mm_vmscan') && this.target.builder.hasEvents(index))
    if (this.isDuplicate) this.warn('FILE_SKIPPED', `${this.target.file} is skipped: the trace of this capture has the same events.`, line, 0)
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    if (this.isDuplicate) return
    const cpu = toNumber(cells[this.at.cpu])
    const tid = toNumber(cells[this.at.tid])
    if (!(Number.isInteger(cpu) && cpu >= 0 && cpu < MAX_CPUS)) return this.warn('CPU_NOT_UNDERSTOOD', 'A row has no readable CPU: skipped.', line, this.at.cpu, cells[this.at.cpu])
    if (!(Number.isInteger(tid) && tid >= 0 && tid <= MAX_TID)) return this.warn('TID_NOT_UNDERSTOOD', 'A row has no readable tid: skipped.', line, this.at.tid, cells[this.at.tid])
    const plan = this.plan(cells[this.at.name] ?? '', line)
    const builder = this.target.builder
    const thread = builder.threads.ofTid(tid)
    const name = cells[this.threadName]
    if (name !== undefined && !isNull(name)) builder.threads.noteNameText(thread, name)
    plan.count += 1
    if (plan.kind < 0) return builder.noteTime(tsNs, cpu)
    for (const { from, to, form } of plan.cells) plan.values[to] = isNull(cells[from]) ? NaN : symbolicValue(form, cells[from] ?? '')
    builder.pushEvent(plan.kind, tsNs, cpu, thread, plan.values)
  }

  protected override finishRows(): void {
    super.finishRows()
    for (const [name, plan] of this.plans) this.target.builder.countEvent(name, plan.count)
  }

  private plan(name: string, line: number): EventPlan {
    let plan = this.plans.get(name)
    if (plan === undefined) this.plans.set(name, (plan = this.makePlan(name, line)))
    return plan
  }

  private makePlan(name: string, line: number): EventPlan {
    const kind = findEventKind(keptName(name))
    if (kind === undefined) return { kind: -1, values: new Float64Array(0), cells: [], count: 0 }
    const cells = [...targetsOf(kind)].flatMap(([key, { column, form }]) => {
      const from = this.columns.indexOf(key)
      return from < 0 ? [] : [{ from, to: column, form }]
    })
    if (cells.length === 0) this.warn('ARGUMENTS_MISSING', `The table has no column for the arguments of ${kind.name}: only that such events happened is known. Add extract_arg(arg_set_id, …) columns to the query.`, line, this.at.name, Object.keys(kind.args).join(', '))
    const values = new Float64Array(Object.keys(kind.args).length).fill(NaN)
    return { kind: EVENT_KINDS.indexOf(kind), values, cells, count: 0 }
  }
}
