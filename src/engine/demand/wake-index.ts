/** Wake-ups per thread: when, and by whom. */
import type { Trace } from '../trace/trace'
import { lowerBound } from './robust-stats'

/** Wake-ups of thread i: rows `[offset[i] … offset[i + 1])`, ascending in time. */
export interface WakeIndex {
  readonly offset: Uint32Array
  readonly tsNs: Float64Array
  /** Thread that woke it; 0xffffffff = an interrupt, or not known. */
  readonly waker: Uint32Array
}

/** Groups the wake-ups by thread. */
export function indexWakeups(trace: Trace): WakeIndex {
  const offset = new Uint32Array(trace.threads.count + 1)
  const { count, thread, tsNs } = trace.wakeups
  for (let i = 0; i < count; i++) offset[(thread[i] as number) + 1] = (offset[(thread[i] as number) + 1] as number) + 1
  for (let i = 0; i < trace.threads.count; i++) offset[i + 1] = (offset[i + 1] as number) + (offset[i] as number)
  const next = offset.slice()
  const sorted = new Float64Array(count)
  const waker = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    const index = thread[i] as number
    const to = next[index] as number
    sorted[to] = tsNs[i] as number
    waker[to] = trace.wakeups.waker[i] as number
    next[index] = to + 1
  }
  return { offset, tsNs: sorted, waker }
}

/** Row of the first wake-up of a thread in `[fromNs, toNs]`; -1 when none was recorded. */
function findRow(index: WakeIndex, thread: number, fromNs: number, toNs: number): number {
  const from = index.offset[thread] ?? 0
  const to = index.offset[thread + 1] ?? from
  const at = lowerBound(index.tsNs, fromNs, from, to)
  return at < to && (index.tsNs[at] as number) <= toNs ? at : -1
}

/** First wake-up of a thread in `[fromNs, toNs]`; null when none was recorded. */
export function findWake(index: WakeIndex, thread: number, fromNs: number, toNs: number): number | null {
  return index.tsNs[findRow(index, thread, fromNs, toNs)] ?? null
}

/** Who woke a thread at exactly `atNs`; null when nobody did or it is not known. */
export function wakerAt(index: WakeIndex, thread: number, atNs: number): number | null {
  const waker = index.waker[findRow(index, thread, atNs, atNs)]
  return waker === undefined || waker === 0xffffffff ? null : waker
}
