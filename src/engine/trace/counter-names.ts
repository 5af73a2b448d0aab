/** What a counter name means: unit, and whether it only grows. Names: /proc/vmstat, /proc/meminfo, zram mm_stat, PSI, Perfetto. */

export interface CounterMeaning {
  readonly unit: string
  /** Grows but for resets; else a level. */
  readonly cumulative: boolean
}

/** `nr_*` names of /proc/vmstat that count events since boot (mm/vmstat.c: node_stat items that are only ever added to). */
const CUMULATIVE_NR = new Set([
  'nr_vmscan_write', 'nr_vmscan_immediate_reclaim', 'nr_dirtied', 'nr_written', 'nr_throttled_written',
  'nr_foll_pin_acquired', 'nr_foll_pin_released', 'nr_tlb_remote_flush', 'nr_tlb_remote_flush_received'
])

/** In order; the first match counts. */
const RULES: readonly (readonly [RegExp, CounterMeaning])[] = [
  [/^(cpufreq|freq_khz)$/, { unit: 'kHz', cumulative: false }],
  [/^cpuidle$/, { unit: 'state', cumulative: false }],
  [/^psi.*avg(10|60|300)$/, { unit: '%', cumulative: false }],
  [/^psi\./, { unit: 'ns', cumulative: true }],
  [/^psi_.*_us$/, { unit: 'us', cumulative: true }],
  [/^cpu\.times\./, { unit: 'ns', cumulative: true }],
  [/^cpu\d+_(user|nice|system|idle|iowait|irq|softirq|steal)$/, { unit: 'ticks', cumulative: true }],
  [/^(kc_depth|kc_max_depth)$/, { unit: 'pages', cumulative: false }],
  [/_ns_max$/, { unit: 'ns', cumulative: false }],
  [/^(kc_|sync_).*_ns$/, { unit: 'ns', cumulative: true }],
  [/^zram_(same_pages|huge_pages)$/, { unit: 'pages', cumulative: false }],
  [/^zram_(pages_compacted|huge_pages_since)$/, { unit: 'pages', cumulative: true }],
  [/^zram_/, { unit: 'bytes', cumulative: false }],
  // xarray nodes that hold shadow entries at present (mm/workingset.c, workingset_update_node)
  [/^workingset_nodes$/, { unit: 'nodes', cumulative: false }],
  [/^nr_/, { unit: 'pages', cumulative: false }],
  [/^(mem\.|Zram$|[A-Z][A-Za-z_]*(\([a-z]+\))?$)/, { unit: 'bytes', cumulative: false }],
  [/^swap_used$/, { unit: 'bytes', cumulative: false }],
  [/^oom_score_adj$/, { unit: '', cumulative: false }],
  [/^(pg|pswp|allocstall|workingset_|swap_|swpin|swpout|zswp|thp_|drop_|slabs_|unevictable_|numa_|compact_)/, { unit: 'pages', cumulative: true }]
]

const EVENT_COUNT: CounterMeaning = { unit: 'count', cumulative: true }

/** A counter that nothing is known of but that it does not only grow. */
export const UNKNOWN_LEVEL: CounterMeaning = { unit: '', cumulative: false }

/** Meaning of a counter by its name; an unknown name is taken for a cumulative count. */
export function describeCounter(name: string): CounterMeaning {
  return knownMeaning(name) ?? EVENT_COUNT
}

/** Meaning of a counter by its name; null when the name says nothing. */
export function knownMeaning(name: string): CounterMeaning | null {
  if (CUMULATIVE_NR.has(name)) return { unit: 'pages', cumulative: true }
  if (/^(allocstall|pageoutrun|kswapd_(inodesteal|low_wmark|high_wmark|skip_congestion)|compact_|oom_kill)/.test(name)) return EVENT_COUNT
  return RULES.find(([pattern]) => pattern.test(name))?.[1] ?? null
}
