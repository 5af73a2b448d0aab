/** Wake-up times per thread. */
import type { Trace } from '../trace/trace'
import { lowerBound } from './robust-stats'

/** Times of the wake-ups of thread i: `tsNs[offset[i] … offset[i + 1])`, ascending. */
export interface WakeIndex {
  readonly offset: Uint32Array
  readonly tsNs: Float64Array
}

/** Groups the wake-ups by thread. */
export function indexWakeups(trace: Trace): WakeIndex {
  const offset = new Uint32Array(trace.threads.count + 1)
  const { count, thread, tsNs } = trace.wakeups
  for (let i = 0; i < count; i++) offset[(thread[i] as number) + 1] = (offset[(thread[i] as number) + 1] as number) + 1
  for (let i = 0; i < trace.threads.count; i++) offset[i + 1] = (offset[i + 1] as number) + (offset[i] as number)
  const next = offset.slice()
  const sorted = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const index = thread[i] as number
    sorted[next[index] as number] = tsNs[i] as number
    next[index] = (next[index] as number) + 1
  }
  return { offset, tsNs: sorted }
}

/** First wake-up of a thread in `[fromNs, toNs]`; null when none was recorded. */
export function findWake(index: WakeIndex, thread: number, fromNs: number, toNs: number): number | null {
  const from = index.offset[thread] ?? 0
  const to = index.offset[thread + 1] ?? from
  const at = lowerBound(index.tsNs, fromNs, from, to)
  const ts = index.tsNs[at]
  return at < to && ts !== undefined && ts <= toNs ? ts : null
}
