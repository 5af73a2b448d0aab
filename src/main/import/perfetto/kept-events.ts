/** Puts the arguments of kept kernel events into columns, whether they come by field number or by name. */
import { EVENT_KINDS, findEventKind, keptName } from '../../../engine/trace/event-kinds'
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import { targetsOf } from '../ftrace/event-handlers'
import type { ValueForm } from '../ftrace/values'
import type { WireReader } from './wire-reader'

/** Arguments of the events that Perfetto has a message for, by field number (protos/perfetto/trace/ftrace/*.proto). */
const TYPED_ARGUMENTS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  mm_vmscan_direct_reclaim_begin: { 1: 'order' },
  mm_vmscan_direct_reclaim_end: { 1: 'nr_reclaimed' },
  mm_vmscan_kswapd_wake: { 1: 'nid', 2: 'order' },
  mm_vmscan_kswapd_sleep: { 1: 'nid' },
  mm_vmscan_memcg_reclaim_begin: { 1: 'order' },
  mm_vmscan_memcg_reclaim_end: { 1: 'nr_reclaimed' },
  rss_stat: { 1: 'member', 2: 'size', 3: 'curr', 4: 'mm_id' },
  rss_stat_throttled: { 1: 'curr', 2: 'member', 3: 'mm_id', 4: 'size' },
  oom_score_adj_update: { 2: 'oom_score_adj', 3: 'pid' },
  mark_victim: { 1: 'pid' },
  lowmemory_kill: { 2: 'pid' },
  task_newtask: { 1: 'pid' },
  sched_process_exit: { 2: 'pid' }
}

/** Names in the kernel's event format that differ from those in the printed text. */
const RAW_NAMES: Readonly<Record<string, string>> = { nr_activate0: 'nr_activate_anon', nr_activate1: 'nr_activate_file', usec_delayed: 'usec_delayed' }

export interface KeptColumn {
  readonly column: number
  readonly form: ValueForm
}

/** A kind of kernel event that is kept, with a scratch row. */
export class KeptEvent {
  readonly values: Float64Array
  private readonly kind: number
  private readonly byName: ReadonlyMap<string, KeptColumn>
  private readonly byField: (KeptColumn | undefined)[] = []

  private constructor(name: string, kind: number) {
    const entry = EVENT_KINDS[kind]
    this.kind = kind
    this.values = new Float64Array(Object.keys(entry?.args ?? {}).length)
    this.byName = entry === undefined ? new Map() : targetsOf(entry)
    for (const [field, argument] of Object.entries(TYPED_ARGUMENTS[name] ?? {})) this.byField[Number(field)] = this.byName.get(argument)
  }

  /** The kept kind for events of that name; null when they are only counted. */
  static of(name: string): KeptEvent | null {
    const kind = findEventKind(keptName(name))
    return kind === undefined ? null : new KeptEvent(name, EVENT_KINDS.indexOf(kind))
  }

  /** Reads a message of Perfetto's own that ends at `end`. */
  readTyped(reader: WireReader, end: number): void {
    this.values.fill(NaN)
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      const target = this.byField[field]
      if (target !== undefined) this.values[target.column] = reader.readSigned()
    }
  }

  /** Forgets the last row. */
  clear(): void {
    this.values.fill(NaN)
  }

  /** Column of an argument by the name in the kernel's event format; undefined when it is not kept. */
  column(name: string): KeptColumn | undefined {
    return this.byName.get(RAW_NAMES[name] ?? name)
  }

  /** Keeps the raw value of an argument. */
  set({ column, form }: KeptColumn, value: number): void {
    // The event stores `1 << reason`, the text prints the name of the lowest.
    this.values[column] = form === 'reason' && value > 0 ? 31 - Math.clz32(value & -value) : value
  }

  push(builder: TraceBuilder, tsNs: number, cpu: number, thread: number): void {
    builder.pushEvent(this.kind, tsNs, cpu, thread, this.values)
  }
}
