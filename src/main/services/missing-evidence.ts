/** What a capture lacks for a replay: what makes it impossible, and what makes it less certain. */
import { checkReplayable } from '../../engine/prepare'
import { classifyThreads } from '../../engine/observe/thread-class'
import type { Trace } from '../../engine/trace/trace'
import type { MissingEvidence } from '../../shared/inspection'

/** Everything that `resources/record/reclaim.cfg` names, at once. */
const RECORD_ALL = 'reclaimscope record --out my-capture'
const LOG_COUNTERS = 'sh resources/record/vmstat-logger.sh 0.1 > vmstat.csv'
const DESCRIBE = 'sh resources/record/describe-device.sh > device.json'
/** Scheduling goes along: evidence counts beside it. */
const traceCmd = (...events: readonly string[]): string => `trace-cmd record -C boot -b 16384 ${['sched:sched_switch', ...events].map((event) => `-e ${event}`).join(' ')} sleep 30 && trace-cmd report -t > trace.txt`

interface Wanted {
  readonly what: string
  readonly effect: string
  readonly command: string
  readonly isThere: (trace: Trace) => boolean
}

const hasCounter = (trace: Trace, pattern: RegExp): boolean => trace.counters.some((track) => pattern.test(track.name) && track.tsNs.length > 1)
const hasEvent = (trace: Trace, name: string): boolean => (trace.eventCounts[name] ?? 0) > 0

const WANTED: readonly Wanted[] = [
  { what: '/proc/vmstat every 100-250 ms', effect: 'page counts come from events or are unknown', command: LOG_COUNTERS, isThere: (trace) => hasCounter(trace, /^(pgsteal_|pgscan_)/) },
  { what: 'kmem/rss_stat', effect: 'allocations are shared among tasks by their CPU time', command: traceCmd('kmem:rss_stat'), isThere: (trace) => hasEvent(trace, 'rss_stat') },
  { what: 'vmscan/mm_vmscan_direct_reclaim_begin and _end', effect: 'stalls have no duration', command: traceCmd('vmscan:mm_vmscan_direct_reclaim_begin', 'vmscan:mm_vmscan_direct_reclaim_end', 'vmscan:mm_vmscan_kswapd_wake', 'vmscan:mm_vmscan_kswapd_sleep'), isThere: (trace) => hasEvent(trace, 'mm_vmscan_direct_reclaim_begin') || hasEvent(trace, 'mm_vmscan_kswapd_wake') },
  { what: 'sched/sched_wakeup or sched_waking', effect: 'sleep and waiting for a CPU cannot be told apart', command: traceCmd('sched:sched_waking'), isThere: (trace) => trace.wakeups.count > 0 },
  { what: 'zram mm_stat', effect: 'compressed sizes are assumed', command: LOG_COUNTERS, isThere: (trace) => hasCounter(trace, /^zram_/) },
  { what: 'watermarks in device.json', effect: 'watermarks are inferred', command: DESCRIBE, isThere: (trace) => trace.device?.watermarks !== undefined },
  { what: 'memory activity of tasks (rss_stat, direct reclaim, marks or processes)', effect: 'applications cannot be told from other tasks', command: traceCmd('kmem:rss_stat', 'vmscan:mm_vmscan_direct_reclaim_begin', 'vmscan:mm_vmscan_direct_reclaim_end'), isThere: (trace) => classifyThreads(trace).appEvidence !== 'none' }
]

/** In order of importance; what is required comes first. Empty when nothing is missing. */
export function findMissingEvidence(trace: Trace): readonly MissingEvidence[] {
  const refusal = checkReplayable(trace, { startNs: trace.startNs, endNs: trace.endNs })
  const required: readonly MissingEvidence[] = refusal === null ? [] : [{ isRequired: true, what: refusal.advice ?? refusal.message, effect: refusal.message, command: RECORD_ALL }]
  return [...required, ...WANTED.filter((entry) => !entry.isThere(trace)).map(({ what, effect, command }) => ({ isRequired: false, what, effect, command }))]
}
