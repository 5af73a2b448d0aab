/** The answer to "What should I record?": a ready Perfetto configuration and a trace-cmd line. */

export interface Recipe {
  readonly id: string
  readonly title: string
  readonly hint: string
  readonly text: string
}

const FTRACE_EVENTS = [
  'sched/sched_switch', 'sched/sched_waking', 'power/cpu_frequency', 'power/cpu_idle',
  'vmscan/mm_vmscan_kswapd_wake', 'vmscan/mm_vmscan_kswapd_sleep', 'vmscan/mm_vmscan_wakeup_kswapd',
  'vmscan/mm_vmscan_direct_reclaim_begin', 'vmscan/mm_vmscan_direct_reclaim_end',
  'vmscan/mm_vmscan_memcg_reclaim_begin', 'vmscan/mm_vmscan_memcg_reclaim_end',
  'vmscan/mm_vmscan_lru_shrink_inactive', 'vmscan/mm_vmscan_write_folio',
  'kmem/rss_stat', 'oom/oom_score_adj_update', 'oom/mark_victim', 'task/task_newtask', 'task/task_rename'
]

const VMSTAT_COUNTERS = [
  'PGSTEAL_ANON', 'PGSTEAL_FILE', 'PGSTEAL_KSWAPD', 'PGSTEAL_DIRECT', 'PGSCAN_KSWAPD', 'PGSCAN_DIRECT', 'PGSCAN_ANON',
  'ALLOCSTALL_DMA32', 'ALLOCSTALL_NORMAL', 'ALLOCSTALL_MOVABLE', 'PSWPIN', 'PSWPOUT', 'NR_FREE_PAGES', 'WORKINGSET_REFAULT_ANON'
]

const PERFETTO = `buffers { size_kb: 131072 fill_policy: RING_BUFFER }
data_sources {
  config {
    name: "linux.ftrace"
    ftrace_config {
${FTRACE_EVENTS.map((name) => `      ftrace_events: "${name}"`).join('\n')}
      atrace_apps: "lmkd"
      buffer_size_kb: 16384
      drain_period_ms: 250
    }
  }
}
data_sources {
  config {
    name: "linux.process_stats"
    process_stats_config { scan_all_processes_on_start: true }
  }
}
data_sources {
  config {
    name: "linux.sys_stats"
    sys_stats_config {
      vmstat_period_ms: 250
${VMSTAT_COUNTERS.map((name) => `      vmstat_counters: VMSTAT_${name}`).join('\n')}
      meminfo_period_ms: 1000
      psi_period_ms: 1000
      stat_period_ms: 1000
      stat_counters: STAT_CPU_TIMES
    }
  }
}
duration_ms: 30000
`

/** The tracepoints that the replay needs, for devices with root and ftrace only. */
const TRACE_CMD_EVENTS = FTRACE_EVENTS.filter((name) => /^(sched|vmscan|kmem)\//.test(name) && !name.includes('memcg')).map((name) => `-e ${name.replace('/', ':')}`)

/** /proc/uptime runs on the boot clock, so the trace is recorded on it too. */
const TRACE_CMD = `(echo ts,name,value; while :; do read t _ < /proc/uptime; sed "s/^/$t,/; s/ /,/" /proc/vmstat; sleep 0.25; done) > vmstat.csv &
trace-cmd record -C boot -b 16384 ${TRACE_CMD_EVENTS.join(' ')} sleep 30
kill $!; trace-cmd report > trace.txt
`

export const RECIPES: readonly Recipe[] = [
  { id: 'perfetto', title: 'Perfetto configuration', hint: 'Save as reclaim.cfg, then: adb shell perfetto --txt -c - -o /data/misc/perfetto-traces/reclaim.pftrace < reclaim.cfg. Vmscan detail needs root or a userdebug build.', text: PERFETTO },
  { id: 'trace-cmd', title: 'trace-cmd (root)', hint: 'Records 30 seconds. Then drop trace.txt and vmstat.csv together.', text: TRACE_CMD }
]

/** Kinds of files that a drop takes, as the drop area names them. */
export const ACCEPTED_KINDS: readonly { readonly title: string; readonly detail: string }[] = [
  { title: 'Perfetto recording', detail: '.pftrace, or tables of trace_processor as CSV' },
  { title: 'ftrace text', detail: 'trace-cmd report, atrace, systrace pages' },
  { title: 'vmstat samples', detail: 'CSV, wide or long, one time column' },
  { title: 'device.json', detail: 'watermarks, memory size, CPUs' },
  { title: 'Packed', detail: 'each of these as .gz, .lz4 or .zip' }
]
