/** Samples of a run's counters under the names of /proc/vmstat and zram's mm_stat. */
import type { Machine } from '../machine'
import * as P from '../reclaim/page-store'
import type { TraceBuilder } from '../trace/trace-builder'
import type { ReclaimRecorder } from './reclaim-recorder'
import type { RssBook } from './rss-book'

export class CounterSampler {
  constructor(
    private readonly builder: TraceBuilder,
    private readonly machine: Machine,
    private readonly reclaim: ReclaimRecorder,
    private readonly rss: RssBook
  ) {}

  /** Takes one sample of every counter. */
  sample(tsNs: number): void {
    for (const [name, value] of [...this.levels(), ...this.events(), ...this.zram(), ...this.kcompressd()]) this.builder.pushCounter(name, -1, tsNs, value)
  }

  private levels(): [string, number][] {
    const { memory } = this.machine
    return [
      ['nr_free_pages', memory.zone.free],
      ['nr_inactive_anon', memory.lru.inactiveAnon],
      ['nr_active_anon', memory.lru.activeAnon],
      ['nr_inactive_file', memory.pages.size(P.INACTIVE_FILE)],
      ['nr_active_file', memory.pages.size(P.ACTIVE_FILE)],
      ['nr_anon_pages', this.rss.mappedPages]
    ]
  }

  /** All stalls are booked under the one zone there is. */
  private events(): [string, number][] {
    const c = this.machine.recorder.counters
    return [
      ['pgsteal_kswapd', c.pgstealKswapd], ['pgsteal_direct', c.pgstealDirect], ['pgsteal_anon', c.pgstealAnon], ['pgsteal_file', c.pgstealFile],
      ['pgscan_kswapd', c.pgscanKswapd], ['pgscan_direct', c.pgscanDirect], ['pgscan_anon', c.pgscanAnon], ['pgscan_file', c.pgscanFile],
      ['allocstall_normal', c.allocstall], ['pswpin', c.pswpin], ['pswpout', c.pswpout], ['pgfault', this.reclaim.faults], ['pgmajfault', c.pswpin],
      ['pgactivate', c.pgactivate], ['pgrotated', c.pgrotated], ['pageoutrun', c.kswapdWakes]
    ]
  }

  private zram(): [string, number][] {
    const levels = this.machine.memory.store.levels
    return [
      ['zram_orig_data_size', levels.origDataBytes], ['zram_compr_data_size', levels.comprDataBytes], ['zram_mem_used_total', levels.memUsedBytes],
      ['zram_same_pages', levels.samePages], ['zram_huge_pages', levels.hugePages]
    ]
  }

  /** Only where kcompressd runs: a kernel without it has no such counters. */
  private kcompressd(): [string, number][] {
    const { kcompressd, recorder } = this.machine
    if (kcompressd.workers.length === 0) return []
    const c = recorder.counters
    const inWork = kcompressd.depth
    return [
      ['kc_queued', c.queued], ['kc_completed', c.queued - inWork], ['kc_fallback_full', c.fallbackFull], ['kc_depth', inWork],
      ['kc_max_depth', c.maxDepth], ['kc_wait_ns', c.waitNs]
    ]
  }
}
