/** Direct reclaims of a trace: begin and end events paired by thread (they never nest). */
import type { EventTable, Trace } from '../trace/trace'
import { oncePerTrace } from './per-trace'
import type { Spans } from './spans'
import { classifyThreads } from './thread-class'

/** Who entered direct reclaim: stalls of user tasks matter, kcompressd reclaims for itself, other kernel threads are neither. */
export type ReclaimerKind = 'user' | 'kcompressd' | 'kernel'

export interface DirectReclaim {
  readonly thread: number
  readonly kind: ReclaimerKind
  readonly startNs: number
  readonly endNs: number
  /** Its begin was recorded (false: it was under way when the trace began). */
  readonly hasBegin: boolean
  /** Both ends were recorded, so its duration is known. */
  readonly isComplete: boolean
}

/**
 * All direct reclaims in order of their start. One that was under way at the start or end of the trace reaches to that edge;
 * a begin followed by another begin of the same thread lost its end and has no length.
 */
export const findDirectReclaims = oncePerTrace((trace: Trace): readonly DirectReclaim[] => {
  const pairing = new Pairing(trace)
  const begins = trace.events['mm_vmscan_direct_reclaim_begin']
  const ends = trace.events['mm_vmscan_direct_reclaim_end']
  let i = 0
  let j = 0
  while (i < rowCount(begins) || j < rowCount(ends)) {
    const beginNs = timeOf(begins, i)
    const endNs = timeOf(ends, j)
    // Equal times: an end belongs before the next begin of its thread, but after the begin of its own pair.
    const isEndFirst = endNs < beginNs || (endNs === beginNs && pairing.isOpen(ends?.thread[j] ?? 0))
    if (isEndFirst) pairing.end(ends?.thread[j++] ?? 0, endNs)
    else pairing.begin(begins?.thread[i++] ?? 0, beginNs)
  }
  return pairing.finish()
})

/** Spans of direct reclaim by thread index, for splitting CPU time. */
export const directReclaimSpans = oncePerTrace((trace: Trace): ReadonlyMap<number, Spans> => {
  const spans = new Map<number, { startNs: number[]; endNs: number[] }>()
  for (const reclaim of findDirectReclaims(trace)) {
    const list = spans.get(reclaim.thread) ?? { startNs: [], endNs: [] }
    list.startNs.push(reclaim.startNs)
    list.endNs.push(reclaim.endNs)
    spans.set(reclaim.thread, list)
  }
  return spans
})

class Pairing {
  private readonly open = new Map<number, number>()
  private readonly seen = new Set<number>()
  private readonly found: DirectReclaim[] = []

  constructor(private readonly trace: Trace) {}

  isOpen(thread: number): boolean {
    return this.open.has(thread)
  }

  begin(thread: number, tsNs: number): void {
    const lostNs = this.open.get(thread)
    if (lostNs !== undefined) this.add(thread, lostNs, lostNs, true, false)
    this.open.set(thread, tsNs)
    this.seen.add(thread)
  }

  end(thread: number, tsNs: number): void {
    const startNs = this.open.get(thread)
    if (startNs !== undefined) this.add(thread, startNs, tsNs, true, true)
    else if (!this.seen.has(thread)) this.add(thread, this.trace.startNs, tsNs, false, false)
    this.open.delete(thread)
    this.seen.add(thread)
  }

  finish(): readonly DirectReclaim[] {
    for (const [thread, startNs] of this.open) this.add(thread, startNs, Math.max(startNs, this.trace.endNs), true, false)
    // Stable: equal starts keep the order in which they were closed.
    return this.found.sort((a, b) => a.startNs - b.startNs)
  }

  private add(thread: number, startNs: number, endNs: number, hasBegin: boolean, isComplete: boolean): void {
    this.found.push({ thread, kind: reclaimerKind(this.trace, thread), startNs, endNs, hasBegin, isComplete })
  }
}

function reclaimerKind(trace: Trace, thread: number): ReclaimerKind {
  const classes = classifyThreads(trace)
  if (classes.ofThread[thread] === 'kcompressd') return 'kcompressd'
  return classes.kernel[thread] === 1 ? 'kernel' : 'user'
}

function rowCount(table: EventTable | undefined): number {
  return table?.count ?? 0
}

function timeOf(table: EventTable | undefined, row: number): number {
  return row < rowCount(table) ? (table?.tsNs[row] ?? 0) : Number.POSITIVE_INFINITY
}
