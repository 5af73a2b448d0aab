/** Spans of reclaim for episode strips. */
import type { Episode } from '../../shared/series'
import type { Trace } from '../trace/trace'
import { findDirectReclaims } from './direct-reclaims'
import { findKswapdActivity } from './kswapd-activity'
import { threadName } from './thread-names'

/**
 * Every span in which a kswapd thread was awake or a user task was in direct reclaim, in order of start; at equal starts
 * kswapd comes first. Threads are named as in the trace, `tid N` where no name is known.
 */
export function findEpisodes(trace: Trace): Episode[] {
  const awake = [...findKswapdActivity(trace).awake].flatMap(([thread, spans]) =>
    spans.startNs.map((startNs, i): Episode => ({ kind: 'kswapd', startNs, endNs: spans.endNs[i] ?? startNs, thread: threadName(trace, thread) }))
  )
  const stalls = findDirectReclaims(trace)
    .filter((reclaim) => reclaim.kind === 'user')
    .map((reclaim): Episode => ({ kind: 'directReclaim', startNs: reclaim.startNs, endNs: reclaim.endNs, thread: threadName(trace, reclaim.thread) }))
  return [...awake, ...stalls].sort((a, b) => a.startNs - b.startNs)
}
