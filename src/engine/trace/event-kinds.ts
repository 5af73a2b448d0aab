/**
 * Which kernel events a trace keeps, with the arguments kept of each. One registry for all importers: adding an event is
 * one line here. Events that are not listed are only counted. Argument spellings per kernel version: FORMATS in docs.
 */

/** `i` = 32-bit integer column, `f` = double column (byte sizes, ids beyond 2^31, 64-bit masks). */
export type ArgType = 'i' | 'f'

export interface EventKind {
  readonly name: string
  readonly args: Readonly<Record<string, ArgType>>
}

const kind = (name: string, args: Record<string, ArgType>): EventKind => ({ name, args })

export const EVENT_KINDS: readonly EventKind[] = [
  kind('mm_vmscan_kswapd_wake', { nid: 'i', order: 'i' }),
  kind('mm_vmscan_kswapd_sleep', { nid: 'i' }),
  kind('mm_vmscan_wakeup_kswapd', { nid: 'i', order: 'i' }),
  kind('mm_vmscan_direct_reclaim_begin', { order: 'i' }),
  kind('mm_vmscan_direct_reclaim_end', { nr_reclaimed: 'i' }),
  kind('mm_vmscan_memcg_reclaim_begin', { order: 'i' }),
  kind('mm_vmscan_memcg_reclaim_end', { nr_reclaimed: 'i' }),
  /** `reclaim_flags`: bit 0 anon, bit 1 file, 0x10 mixed, 4 sync, 8 async (RECLAIM_WB_*, include/trace/events/vmscan.h). */
  kind('mm_vmscan_lru_shrink_inactive', {
    nr_scanned: 'i', nr_reclaimed: 'i', nr_dirty: 'i', nr_writeback: 'i', nr_immediate: 'i', nr_activate_anon: 'i',
    nr_activate_file: 'i', nr_ref_keep: 'i', nr_unmap_fail: 'i', priority: 'i', reclaim_flags: 'i'
  }),
  kind('mm_vmscan_lru_shrink_active', { nr_taken: 'i', nr_active: 'i', nr_deactivated: 'i', nr_referenced: 'i', priority: 'i', reclaim_flags: 'i' }),
  /** `mm_vmscan_writepage` of older kernels is stored under this name. */
  kind('mm_vmscan_write_folio', { pfn: 'f', reclaim_flags: 'i' }),
  kind('mm_page_alloc_extfrag', { alloc_order: 'i', fallback_order: 'i' }),
  kind('mm_vmscan_throttled', { usec_timeout: 'i', usec_delayed: 'i', reason: 'i' }),
  /** member: 0 file, 1 anon, 2 swap entries, 3 shmem. `size` in bytes. */
  kind('rss_stat', { mm_id: 'f', curr: 'i', member: 'i', size: 'f' }),
  kind('oom_score_adj_update', { pid: 'i', oom_score_adj: 'i' }),
  kind('mark_victim', { pid: 'i' }),
  kind('lowmemory_kill', { pid: 'i' }),
  kind('task_newtask', { pid: 'i' }),
  kind('sched_process_exit', { pid: 'i' })
]

const BY_NAME = new Map(EVENT_KINDS.map((entry) => [entry.name, entry]))

/** The kept kind of that name, if any. */
export function findEventKind(name: string): EventKind | undefined {
  return BY_NAME.get(name)
}

/** Kernel spellings that are stored under another name. */
const ALIASES: Readonly<Record<string, string>> = { mm_vmscan_writepage: 'mm_vmscan_write_folio', rss_stat_throttled: 'rss_stat' }

/** Names under which wake-ups and user-space marks come. */
export const WAKEUP_NAMES: ReadonlySet<string> = new Set(['sched_waking', 'sched_wakeup', 'sched_wakeup_new'])
export const MARK_NAMES: ReadonlySet<string> = new Set(['tracing_mark_write', 'print', 'bprint', 'bputs', '0'])

/** Name under which an event of the kernel is kept. */
export function keptName(name: string): string {
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name
}

/** The table that holds the events of that name: a kept kind, `sched`, `wakeups` or `marks`; null when they are only counted. */
export function countedAs(name: string): string | null {
  if (name === 'sched_switch') return 'sched'
  if (WAKEUP_NAMES.has(name)) return 'wakeups'
  if (MARK_NAMES.has(name)) return 'marks'
  return findEventKind(keptName(name))?.name ?? null
}
