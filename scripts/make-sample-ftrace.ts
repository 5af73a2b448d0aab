/** Writes a trace of the engine as ftrace text, in the layout of a kernel with five flag columns and record-tgid. */
import { END_STATES, type EventTable, type Trace } from '../src/engine/trace/trace'

const IDLE = 0
/** Order of lines with the same time: a batch is over before the reclaim that it belongs to ends, all of it before a switch. */
const RANKS = [
  'rss_stat', 'mm_vmscan_lru_shrink_inactive', 'mm_vmscan_throttled', 'mm_vmscan_direct_reclaim_end', 'mm_vmscan_wakeup_kswapd', 'mm_vmscan_kswapd_sleep',
  'mm_vmscan_kswapd_wake', 'mm_vmscan_direct_reclaim_begin', 'sched_wakeup', 'sched_switch'
] as const
type EventName = (typeof RANKS)[number]

const RECLAIM_FLAGS = [[1, 'RECLAIM_WB_ANON'], [2, 'RECLAIM_WB_FILE'], [0x10, 'RECLAIM_WB_MIXED'], [4, 'RECLAIM_WB_SYNC'], [8, 'RECLAIM_WB_ASYNC']] as const
const THROTTLE_REASONS = ['VMSCAN_THROTTLE_WRITEBACK', 'VMSCAN_THROTTLE_ISOLATED', 'VMSCAN_THROTTLE_NOPROGRESS', 'VMSCAN_THROTTLE_CONGESTED']
const FAULT_FLAGS = 'GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO'

/** One line to come: `row` of the table of that name. */
interface Entry {
  readonly tsNs: number
  readonly rank: number
  readonly row: number
}

type Arguments = (column: (name: string) => number) => string

/** Printed arguments, as in include/trace/events of Linux 6.1. */
const PRINTED: Readonly<Partial<Record<EventName, Arguments>>> = {
  rss_stat: (v) => `mm_id=${v('mm_id')} curr=${v('curr')} type=MM_ANONPAGES size=${v('size')}B`,
  mm_vmscan_lru_shrink_inactive: (v) =>
    `nid=0 nr_scanned=${v('nr_scanned')} nr_reclaimed=${v('nr_reclaimed')} nr_dirty=${v('nr_dirty')} nr_writeback=${v('nr_writeback')} nr_congested=0` +
    ` nr_immediate=${v('nr_immediate')} nr_activate_anon=${v('nr_activate_anon')} nr_activate_file=${v('nr_activate_file')} nr_ref_keep=${v('nr_ref_keep')}` +
    ` nr_unmap_fail=${v('nr_unmap_fail')} priority=${v('priority')} flags=${reclaimFlags(v('reclaim_flags'))}`,
  // The kernel itself spells "usect_delayed".
  mm_vmscan_throttled: (v) => `nid=0 usec_timeout=${v('usec_timeout')} usect_delayed=${v('usec_delayed')} reason=${THROTTLE_REASONS[v('reason')] ?? v('reason')}`,
  mm_vmscan_direct_reclaim_begin: (v) => `order=${v('order')} gfp_flags=${FAULT_FLAGS}`,
  mm_vmscan_direct_reclaim_end: (v) => `nr_reclaimed=${v('nr_reclaimed')}`,
  mm_vmscan_wakeup_kswapd: (v) => `nid=${v('nid')} order=${v('order')} gfp_flags=${FAULT_FLAGS}`,
  mm_vmscan_kswapd_wake: (v) => `nid=${v('nid')} order=${v('order')}`,
  mm_vmscan_kswapd_sleep: (v) => `nid=${v('nid')}`
}

/** The whole file. `remarks` stand as comments before everything else. */
export function toFtraceText(trace: Trace, remarks: readonly string[]): string {
  const lines = new TraceLines(trace).all()
  return [...remarks.map((remark) => `# ${remark}`), ...header(lines.length, trace.cpuCount), ...lines, ''].join('\n')
}

function header(count: number, cpuCount: number): string[] {
  const gap = ' '.repeat(12)
  return [
    '# tracer: nop', '#', `# entries-in-buffer/entries-written: ${count}/${count}   #P:${cpuCount}`, '#',
    `#                            ${gap}  _-----=> irqs-off/BH-disabled`,
    `#                            ${gap} / _----=> need-resched`,
    `#                            ${gap}| / _---=> hardirq/softirq`,
    `#                            ${gap}|| / _--=> preempt-depth`,
    `#                            ${gap}||| / _-=> migrate-disable`,
    `#                            ${gap}|||| /     delay`,
    '#           TASK-PID         TGID    CPU#  |||||  TIMESTAMP  FUNCTION',
    '#              | |             |       |   |||||     |         |'
  ]
}

class TraceLines {
  /** Slice (row of sched) that runs on each CPU, and CPU that each thread runs on, at the line being written. */
  private readonly running: (number | undefined)[] = []
  private readonly cpuOf = new Map<number, number>()

  constructor(private readonly trace: Trace) {}

  all(): string[] {
    const lines: string[] = []
    for (const entry of this.entries()) {
      const line = this.lineOf(entry)
      if (line !== null) lines.push(line)
    }
    return lines
  }

  private entries(): Entry[] {
    const { sched, wakeups, events } = this.trace
    const entries: Entry[] = []
    RANKS.forEach((name, rank) => {
      const times = name === 'sched_switch' ? sched.startNs : name === 'sched_wakeup' ? wakeups.tsNs : events[name]?.tsNs
      times?.forEach((tsNs, row) => entries.push({ tsNs, rank, row }))
    })
    return entries.sort((a, b) => a.tsNs - b.tsNs || a.rank - b.rank || a.row - b.row)
  }

  private lineOf({ tsNs, rank, row }: Entry): string | null {
    const name = RANKS[rank] as EventName
    if (name === 'sched_switch') return this.switchLine(tsNs, row)
    if (name === 'sched_wakeup') return this.wakeupLine(tsNs, row)
    const table = this.trace.events[name] as EventTable
    const text = PRINTED[name]?.((column) => table.args[column]?.[row] ?? 0) ?? ''
    return this.line(table.thread[row] as number, table.cpu[row] as number, name === 'rss_stat' ? '...1.' : '.....', tsNs, name, text)
  }

  /** A slice begins where the one before on its CPU ends; the first of a CPU has no switch. */
  private switchLine(tsNs: number, row: number): string | null {
    const { sched } = this.trace
    const cpu = sched.cpu[row] as number
    const before = this.running[cpu]
    this.running[cpu] = row
    this.cpuOf.set(sched.thread[row] as number, cpu)
    if (before === undefined) return null
    const previous = sched.thread[before] as number
    const side = (kind: string, slice: number): string => {
      const thread = sched.thread[slice] as number
      return `${kind}_comm=${this.commOf(thread, cpu)} ${kind}_pid=${this.tidOf(thread)} ${kind}_prio=${sched.priority[slice]}`
    }
    const state = END_STATES[sched.endState[before] as number]
    return this.line(previous, cpu, 'd..2.', tsNs, 'sched_switch', `${side('prev', before)} prev_state=${state} ==> ${side('next', row)}`)
  }

  private wakeupLine(tsNs: number, row: number): string {
    const { wakeups } = this.trace
    const waker = wakeups.waker[row] as number
    const thread = wakeups.thread[row] as number
    const target = wakeups.targetCpu[row] as number
    const cpu = waker === IDLE ? target : (this.cpuOf.get(waker) ?? target)
    const text = `comm=${this.commOf(thread, target)} pid=${this.tidOf(thread)} prio=${this.priorityOf(thread)} target_cpu=${String(target).padStart(3, '0')}`
    return this.line(waker, cpu, waker === IDLE ? 'dNh4.' : 'd..4.', tsNs, 'sched_wakeup', text)
  }

  private line(thread: number, cpu: number, flags: string, tsNs: number, event: string, text: string): string {
    const comm = thread === IDLE ? '<idle>' : this.commOf(thread, cpu)
    const tgid = this.trace.threads.tgid[thread] as number
    const group = tgid > 0 ? `(${String(tgid).padStart(7)})` : '(-------)'
    const task = `${comm.padStart(16)}-${String(this.tidOf(thread)).padEnd(7)} ${group}`
    return `${task} [${String(cpu).padStart(3, '0')}] ${flags} ${this.time(tsNs)}: ${event}: ${text}`
  }

  /** Seconds with six digits, rounded as the kernel does (ns2usecs). */
  private time(tsNs: number): string {
    const micros = Math.floor((tsNs + 500) / 1000)
    const seconds = this.trace.originS + Math.floor(micros / 1e6)
    return `${String(seconds).padStart(6)}.${String(micros % 1e6).padStart(6, '0')}`
  }

  private commOf(thread: number, cpu: number): string {
    return thread === IDLE ? `swapper/${cpu}` : (this.trace.threads.name[thread] as string)
  }

  private tidOf(thread: number): number {
    return this.trace.threads.tid[thread] as number
  }

  private readonly priorities = new Map<number, number>()

  /** Priorities do not change in a run: that of any slice. */
  private priorityOf(thread: number): number {
    if (this.priorities.size === 0) this.trace.sched.thread.forEach((owner, row) => this.priorities.set(owner, this.trace.sched.priority[row] as number))
    return this.priorities.get(thread) ?? 120
  }
}

function reclaimFlags(bits: number): string {
  return RECLAIM_FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name).join('|')
}
