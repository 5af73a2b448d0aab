/** The metrics of a window as the trace shows them. The replay's counterpart fills the same shape. */
import type { Metrics } from '../../shared/metrics'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { binsOf } from './bins'
import { measureCpuTime } from './cpu-time'
import { cpusFromTicks, observeCpus } from './observe-cpus'
import { observeInterference } from './interference'
import { knowsDirectReclaim, observeDirectReclaim, observeKcompressd, observeKswapd, roundTo } from './observe-reclaimers'
import { observeZram } from './observe-zram'
import { eventSpan, intersect, resolveWindow } from './observed-window'
import { countIn } from './page-counts'

/**
 * Metrics of `window` (ns since the trace's origin; null = the whole span of events, or of the counters where there are no
 * events). What the trace cannot tell is null. `queueHits` and `energyJ` are null always: no recorder has them.
 */
export function observeMetrics(trace: Trace, window: TimeWindow | null): Metrics {
  const span = resolveWindow(trace, window)
  const scheduled = intersect(span, eventSpan(trace))
  const cpu = measureCpuTime(trace, binsOf(scheduled, 1))
  const durationS = roundTo((span.endNs - span.startNs) / 1e9, 9)
  const pages = (metric: Parameters<typeof countIn>[1]): number | null => countIn(trace, metric, span)
  const pgstealAnon = pages('pgstealAnon')
  const kswapd = observeKswapd(trace, scheduled, cpu)
  const directReclaim = observeDirectReclaim(trace, span)
  return {
    durationS, pgstealAnon, pgstealAnonPerS: ratio(pgstealAnon, durationS), pgstealAnonPerAwakeS: ratio(pgstealAnon, kswapd.awakeS),
    pgstealFile: pages('pgstealFile'), pgstealKswapd: pages('pgstealKswapd'), pgstealDirect: pages('pgstealDirect'),
    pgscanAnon: pages('pgscanAnon'), pgscanKswapd: pages('pgscanKswapd'), pgscanDirect: pages('pgscanDirect'),
    pgrotated: pages('pgrotated'), pswpin: pages('pswpin'), pswpout: pages('pswpout'), allocstall: pages('allocstall'),
    directReclaim, kswapd, kcompressd: observeKcompressd(trace, span, cpu),
    cpus: trace.sched.count === 0 ? cpusFromTicks(trace, span) : observeCpus(trace, scheduled, cpu, knowsDirectReclaim(trace, span)),
    zram: observeZram(trace, span),
    queueHits: null, stalledTaskMs: directReclaim.totalMs, interferenceMs: observeInterference(trace, scheduled), energyJ: null
  }
}

/** Null when either part is unknown or there was no time to divide by. */
function ratio(count: number | null, seconds: number | null): number | null {
  return count === null || seconds === null || !(seconds > 0) ? null : roundTo(count / seconds, 4)
}
