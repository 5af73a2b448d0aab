/** The span that an observation covers. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { forEachBin, type Bins } from './bins'

/** Overlap of two spans; empty (`endNs === startNs`) when they do not meet. */
export function intersect(a: TimeWindow, b: TimeWindow): TimeWindow {
  const startNs = Math.max(a.startNs, b.startNs)
  return { startNs, endNs: Math.max(startNs, Math.min(a.endNs, b.endNs)) }
}

/** Span of events and slices; empty in a capture that holds counters only. */
export function eventSpan(trace: Trace): TimeWindow {
  return { startNs: trace.startNs, endNs: Math.max(trace.startNs, trace.endNs) }
}

/** Span of counter samples. */
function counterSpan(trace: Trace): TimeWindow {
  return { startNs: trace.counterStartNs, endNs: Math.max(trace.counterStartNs, trace.counterEndNs) }
}

/**
 * The window to observe. `null` means the span of events, or that of the counters where there are no events: counters may
 * start long before the trace, and time without events would dilute every rate. A given window is cut to what was recorded.
 */
export function resolveWindow(trace: Trace, window: TimeWindow | null): TimeWindow {
  const events = eventSpan(trace)
  const counters = counterSpan(trace)
  const hasEvents = events.endNs > events.startNs
  if (window === null) return hasEvents ? events : counters
  if (trace.counters.length === 0) return intersect(window, events)
  if (!hasEvents) return intersect(window, counters)
  return intersect(window, { startNs: Math.min(events.startNs, counters.startNs), endNs: Math.max(events.endNs, counters.endNs) })
}

/** Bins of zero where events were recorded, NaN elsewhere: outside of a recording nothing is known, not even that nothing happened. */
export function zeroWhereRecorded(trace: Trace, bins: Bins): Float64Array {
  const values = new Float64Array(bins.count).fill(Number.NaN)
  const recorded = intersect(eventSpan(trace), bins)
  forEachBin(bins, recorded.startNs, recorded.endNs, (bin) => {
    values[bin] = 0
  })
  return values
}
