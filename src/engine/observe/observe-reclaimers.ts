/** The metric groups of the reclaiming threads: direct reclaim, kswapd, kcompressd. */
import type { Metrics } from '../../shared/metrics'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { increaseIn, tracksNamed } from './counter-increase'
import { lastSampleAt, levelTrack } from './counter-level'
import type { CpuTime } from './cpu-time'
import { findDirectReclaims, type DirectReclaim } from './direct-reclaims'
import { findKswapdActivity } from './kswapd-activity'
import { countIn, recordsReclaim } from './page-counts'
import { percentile } from './percentile'
import { coveredNs } from './spans'

const NS_PER_S = 1e9
const NS_PER_MS = 1e6

/** Rounds to a number of decimals, so that sums of nanoseconds do not end in binary noise. */
export function roundTo(value: number, decimals: number): number {
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor
}

/** Whether the trace tells about direct reclaim at all. With allocstall at rest in the window there was none, events or not. */
export function knowsDirectReclaim(trace: Trace, window: TimeWindow): boolean {
  return recordsReclaim(trace) || countIn(trace, 'allocstall', window) === 0
}

/**
 * Direct reclaim of user tasks. `count`: entries that begin in the window. `totalMs`: wall time inside the window, so that
 * adjoining windows add up. Percentiles: whole durations of the entries that begin in the window and whose end was recorded.
 */
export function observeDirectReclaim(trace: Trace, window: TimeWindow): Metrics['directReclaim'] {
  if (!knowsDirectReclaim(trace, window)) return { count: null, totalMs: null, p50Ms: null, p95Ms: null, maxMs: null }
  const stalls = findDirectReclaims(trace).filter((reclaim) => reclaim.kind === 'user')
  const totalNs = stalls.reduce((sum, stall) => sum + Math.max(0, Math.min(stall.endNs, window.endNs) - Math.max(stall.startNs, window.startNs)), 0)
  const begun = stalls.filter((stall) => beginsIn(stall, window))
  const durationsMs = Float64Array.from(begun.filter((stall) => stall.isComplete), (stall) => (stall.endNs - stall.startNs) / NS_PER_MS).sort()
  return {
    count: begun.length, totalMs: roundTo(totalNs / NS_PER_MS, 6),
    p50Ms: percentile(durationsMs, 0.5), p95Ms: percentile(durationsMs, 0.95), maxMs: durationsMs.at(-1) ?? null
  }
}

/** kswapd of all nodes together: awake while any of its threads is, wakes and sleeps as events, CPU time as the sum. */
export function observeKswapd(trace: Trace, window: TimeWindow, cpu: CpuTime): Metrics['kswapd'] {
  const activity = findKswapdActivity(trace)
  const neverRan = trace.sched.count > 0 && activity.threads.length === 0
  const hasEvents = neverRan || recordsKswapd(trace)
  return {
    awakeS: activity.isKnown ? roundTo(coveredNs(activity.anyAwake, window) / NS_PER_S, 9) : null,
    wakes: hasEvents ? eventsIn(trace, 'mm_vmscan_kswapd_wake', window) : null,
    sleeps: hasEvents ? eventsIn(trace, 'mm_vmscan_kswapd_sleep', window) : null,
    cpuS: cpuSeconds(trace, cpu, 'kswapd')
  }
}

/** kcompressd: CPU time from the scheduler, queue figures from its own counters where the kernel has them. */
export function observeKcompressd(trace: Trace, window: TimeWindow, cpu: CpuTime): Metrics['kcompressd'] {
  const queued = counterGrowth(trace, ['kc_queued', 'kcomp_write_success_count'], window)
  const completed = counterGrowth(trace, ['kc_completed'], window)
  const waitNs = counterGrowth(trace, ['kc_wait_ns'], window)
  const own = findDirectReclaims(trace).filter((reclaim) => reclaim.kind === 'kcompressd' && beginsIn(reclaim, window))
  return {
    cpuS: cpuSeconds(trace, cpu, 'kcompressd'), queued,
    fallbackFull: counterGrowth(trace, ['kc_fallback_full', 'kcomp_write_fail_count'], window),
    maxDepth: queued === 0 ? 0 : deepestQueue(trace, window),
    waitMsMean: waitNs === null || completed === null || completed === 0 ? null : roundTo(waitNs / completed / NS_PER_MS, 6),
    directReclaims: knowsDirectReclaim(trace, window) ? own.length : null
  }
}

function beginsIn(reclaim: DirectReclaim, window: TimeWindow): boolean {
  return reclaim.hasBegin && reclaim.startNs >= window.startNs && reclaim.startNs <= window.endNs
}

function recordsKswapd(trace: Trace): boolean {
  return (trace.eventCounts['mm_vmscan_kswapd_wake'] ?? 0) > 0 || (trace.eventCounts['mm_vmscan_kswapd_sleep'] ?? 0) > 0
}

function eventsIn(trace: Trace, kind: string, window: TimeWindow): number {
  const table = trace.events[kind]
  let count = 0
  for (let i = 0; i < (table?.count ?? 0); i++) {
    const tsNs = table?.tsNs[i] ?? 0
    if (tsNs >= window.startNs && tsNs <= window.endNs) count++
  }
  return count
}

function cpuSeconds(trace: Trace, cpu: CpuTime, cpuClass: 'kswapd' | 'kcompressd'): number | null {
  if (trace.sched.count === 0) return null
  let totalNs = 0
  cpu.cpus.forEach((_, index) => {
    for (const ns of cpu.of(index, cpuClass)) totalNs += ns
  })
  return roundTo(totalNs / NS_PER_S, 9)
}

function counterGrowth(trace: Trace, names: readonly string[], window: TimeWindow): number | null {
  for (const name of names) {
    const growth = increaseIn(tracksNamed(trace, (candidate) => candidate === name), window)
    if (growth !== null) return Math.round(growth)
  }
  return null
}

/**
 * The high-water mark at the end of the window. The counter runs since boot: where it did not move in the window, the value
 * bounds the depth from above.
 */
function deepestQueue(trace: Trace, window: TimeWindow): number | null {
  const track = levelTrack(trace, ['kc_max_depth'])
  if (track === null) return null
  const index = lastSampleAt(track, window.endNs)
  return index < 0 ? null : (track.value[index] ?? null)
}
