/**
 * Importer of trace_processor's long export of kernel events, one row per argument: `id, ts, cpu, name, tid, thread_name, key, display_value`,
 * or the columns of the table `args` themselves (`flat_key`, `int_value`, `string_value`, `real_value`). Rows of one event stand together.
 */
import { EVENT_KINDS, findEventKind, keptName, WAKEUP_NAMES } from '../../../engine/trace/event-kinds'
import { NO_THREAD } from '../../../engine/trace/thread-table-builder'
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import { withoutNeutralising } from '../../../shared/csv-cell'
import type { AppError } from '../../../shared/errors'
import { targetsOf } from '../ftrace/event-handlers'
import { priorityOf } from '../ftrace/priority'
import { stateOfNumber, stateOfText } from '../ftrace/sched-states'
import { symbolicValue } from '../ftrace/values'
import { hasTrace, type Importer, type InputHead } from '../importer'
import { columnIndexes, readCsvHeader } from './header'
import { isNull, SampleSession, toNumber } from './table-session'
import { MAX_TID } from './tp-sched-columns'

const COLUMNS = ['ts', 'cpu', 'name', 'tid', 'thread_name'] as const
/** What tells events apart, how arguments are called and where their values are: the first column that is there, the first value that is. */
const IDS = ['id', 'event_id', 'arg_set_id'] as const
const KEYS = ['key', 'flat_key'] as const
const VALUES = ['display_value', 'int_value', 'string_value', 'real_value'] as const
const MARKS = new Set(['print', 'tracing_mark_write'])
const CPU_COUNTERS: Readonly<Record<string, string>> = { cpu_frequency: 'cpufreq', cpu_idle: 'cpuidle' }

export const tpArgs: Importer = {
  id: 'tp-args',
  detect,
  start: (target) => new ArgumentsSession(target)
}

function detect(head: InputHead): number {
  const columns = readCsvHeader(head.text)?.columns ?? []
  const has = (name: string): boolean => columns.includes(name)
  return ['ts', 'cpu', 'name', 'tid'].every(has) && KEYS.some(has) && VALUES.some(has) ? 0.97 : 0
}

interface PendingEvent {
  readonly id: string
  readonly tsNs: number
  readonly cpu: number
  readonly name: string
  readonly thread: number
  readonly line: number
  readonly values: Map<string, string>
}

class ArgumentsSession extends SampleSession {
  private at = columnIndexes({ delimiter: ',', columns: [] }, COLUMNS)
  private ids: readonly number[] = []
  private key = 0
  private values: readonly number[] = []
  private event: PendingEvent | null = null
  private readonly counts = new Map<string, number>()
  private isDuplicate = false

  protected override begin(line: number): AppError | null {
    this.at = columnIndexes({ delimiter: ',', columns: this.columns }, COLUMNS)
    const indexesOf = (names: readonly string[]): number[] => names.map((name) => this.columns.indexOf(name)).filter((index) => index >= 0)
    const ids = indexesOf(IDS)
    this.ids = ids.length > 0 ? ids.slice(0, 1) : indexesOf(['ts', 'cpu', 'name', 'tid'])
    this.key = indexesOf(KEYS)[0] ?? 0
    this.values = indexesOf(VALUES)
    this.setTimeColumn(this.at.ts, 'ns')
    this.isDuplicate = hasTrace(this.target)
    if (this.isDuplicate) this.warn('FILE_SKIPPED', `${this.target.file} is skipped: the trace of this capture has the same events.`, line, 0)
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    if (this.isDuplicate) return
    const id = this.ids.map((index) => cells[index] ?? '').join(' ')
    if (this.event?.id !== id) {
      this.release()
      this.event = this.start(id, tsNs, cells, line)
    }
    const key = cells[this.key] ?? ''
    const value = this.values.map((index) => cells[index]).find((cell) => !isNull(cell))
    if (!isNull(key) && value !== undefined) this.event?.values.set(key, value)
  }

  protected override finishRows(): void {
    super.finishRows()
    this.release()
    for (const [name, count] of this.counts) this.target.builder.countEvent(name, count)
  }

  private start(id: string, tsNs: number, cells: readonly string[], line: number): PendingEvent | null {
    const cpu = toNumber(cells[this.at.cpu])
    const name = cells[this.at.name] ?? ''
    // Who woke a task may not be known; every other event is of a thread.
    const isOfNobody = WAKEUP_NAMES.has(name) && isNull(cells[this.at.tid])
    const tid = isOfNobody ? 0 : toNumber(cells[this.at.tid])
    if (!isIndex(cpu, MAX_CPUS - 1) || !isIndex(tid, MAX_TID) || isNull(name)) {
      this.warn('ROW_NOT_UNDERSTOOD', 'A row has no readable cpu, tid or name: skipped.', line, this.at.cpu, cells.join(','))
      return null
    }
    const { threads } = this.target.builder
    const thread = isOfNobody ? NO_THREAD : threads.ofTid(tid)
    const threadName = cells[this.at.thread_name]
    if (!isOfNobody && !isNull(threadName)) threads.noteNameText(thread, withoutNeutralising(threadName ?? ''))
    return { id, tsNs, cpu, name, thread, line, values: new Map() }
  }

  /** Pushes the event whose rows are complete. */
  private release(): void {
    const { event } = this
    this.event = null
    if (event === null) return
    this.counts.set(event.name, (this.counts.get(event.name) ?? 0) + 1)
    const { builder } = this.target
    builder.noteTime(event.tsNs, event.cpu)
    if (!this.pushEvent(event)) this.warn('ARGUMENTS_NOT_UNDERSTOOD', 'The arguments of an event are not understood: only counted.', event.line, this.key, event.name)
  }

  private pushEvent(event: PendingEvent): boolean {
    if (event.name === 'sched_switch') return this.pushSwitch(event)
    if (WAKEUP_NAMES.has(event.name)) return this.pushWakeup(event)
    if (MARKS.has(event.name)) return this.pushMark(event)
    const counter = CPU_COUNTERS[event.name]
    if (counter !== undefined) return this.pushCounter(event, counter)
    const kind = findEventKind(keptName(event.name))
    if (kind === undefined) return true
    const values = new Float64Array(Object.keys(kind.args).length).fill(NaN)
    for (const [key, { column, form }] of targetsOf(kind)) {
      const value = event.values.get(key)
      if (value !== undefined) values[column] = symbolicValue(form, value)
    }
    this.target.builder.pushEvent(EVENT_KINDS.indexOf(kind), event.tsNs, event.cpu, event.thread, values)
    return true
  }

  private pushSwitch({ tsNs, cpu, values }: PendingEvent): boolean {
    const [prevTid, nextTid] = [toNumber(values.get('prev_pid')), toNumber(values.get('next_pid'))]
    if (!isIndex(prevTid, MAX_TID) || !isIndex(nextTid, MAX_TID)) return false
    const { builder } = this.target
    const [prev, next] = [builder.threads.ofTid(prevTid), builder.threads.ofTid(nextTid)]
    builder.threads.noteNameText(prev, values.get('prev_comm') ?? '')
    builder.threads.noteNameText(next, values.get('next_comm') ?? '')
    const state = values.get('prev_state') ?? ''
    const priority = toNumber(values.get('next_prio'))
    builder.pushSwitch(tsNs, cpu, prev, /^\d+$/.test(state) ? stateOfNumber(Number(state)) : stateOfText(state), next, Number.isNaN(priority) ? 0 : priorityOf(priority))
    return true
  }

  private pushWakeup({ tsNs, cpu, thread, values }: PendingEvent): boolean {
    const [tid, target] = [toNumber(values.get('pid')), toNumber(values.get('target_cpu'))]
    if (!isIndex(tid, MAX_TID) || !isIndex(target, MAX_CPUS - 1)) return false
    const { builder } = this.target
    const woken = builder.threads.ofTid(tid)
    builder.threads.noteNameText(woken, withoutNeutralising(values.get('comm') ?? ''))
    builder.pushWakeup(tsNs, cpu, woken, thread, target)
    return true
  }

  private pushMark({ tsNs, cpu, thread, values }: PendingEvent): boolean {
    const text = values.get('buf')
    if (text === undefined) return false
    const { builder } = this.target
    builder.pushMark(tsNs, cpu, thread, builder.strings.internText(withoutNeutralising(text).replace(/\n$/, '')))
    return true
  }

  private pushCounter({ tsNs, values }: PendingEvent, counter: string): boolean {
    const [cpu, state] = [toNumber(values.get('cpu_id')), toNumber(values.get('state'))]
    if (!isIndex(cpu, MAX_CPUS - 1) || Number.isNaN(state)) return false
    this.target.builder.pushCounter(counter, cpu, tsNs, state)
    return true
  }
}

function isIndex(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max
}
