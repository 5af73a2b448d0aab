/**
 * Spans in which a thread was in direct reclaim (mm_vmscan_direct_reclaim_begin … end). They are outputs of the recorded
 * policy: neither their CPU time nor their wall time is demand.
 */
import type { TimeWindow } from '../run-types'
import type { EventTable, Trace } from '../trace/trace'
import { lowerBound } from './robust-stats'

/** Spans of one thread: sorted, disjoint. */
export interface ReclaimSpans {
  readonly startNs: readonly number[]
  readonly endNs: readonly number[]
}

const NONE: ReclaimSpans = { startNs: [], endNs: [] }

type Edge = readonly [tsNs: number, opens: boolean]

function edgesByThread(begin: EventTable | undefined, end: EventTable | undefined): Map<number, Edge[]> {
  const edges = new Map<number, Edge[]>()
  const add = (table: EventTable | undefined, opens: boolean): void => {
    for (let i = 0; i < (table?.count ?? 0); i++) {
      const thread = table?.thread[i] as number
      const list = edges.get(thread)
      const edge: Edge = [table?.tsNs[i] as number, opens]
      if (list === undefined) edges.set(thread, [edge])
      else list.push(edge)
    }
  }
  add(begin, true)
  add(end, false)
  return edges
}

function pairEdges(edges: Edge[], window: TimeWindow): ReclaimSpans {
  edges.sort((a, b) => a[0] - b[0] || Number(a[1]) - Number(b[1]))
  const startNs: number[] = []
  const endNs: number[] = []
  let open: number | null = null
  for (const [ts, opens] of edges) {
    if (opens) {
      open ??= ts
      continue
    }
    // An end without a begin: the begin was before the recording.
    const from: number = open ?? (startNs.length === 0 ? window.startNs : ts)
    open = null
    if (ts <= from) continue
    startNs.push(from)
    endNs.push(ts)
  }
  if (open !== null && open < window.endNs) {
    startNs.push(open)
    endNs.push(window.endNs)
  }
  return { startNs, endNs }
}

/** Direct-reclaim spans of every thread that has some; an open one lasts until the window's end. */
export function collectReclaimSpans(trace: Trace, window: TimeWindow): Map<number, ReclaimSpans> {
  const edges = edgesByThread(trace.events['mm_vmscan_direct_reclaim_begin'], trace.events['mm_vmscan_direct_reclaim_end'])
  const spans = new Map<number, ReclaimSpans>()
  for (const [thread, list] of edges) spans.set(thread, pairEdges(list, window))
  return spans
}

/** Spans of a thread, empty when it never reclaimed. */
export function spansOf(spans: ReadonlyMap<number, ReclaimSpans>, thread: number): ReclaimSpans {
  return spans.get(thread) ?? NONE
}

/** Nanoseconds of `[fromNs, toNs]` that lie in a span. */
export function overlapNs(spans: ReclaimSpans, fromNs: number, toNs: number): number {
  let sum = 0
  for (let i = lowerBound(spans.endNs, fromNs); i < spans.startNs.length; i++) {
    const start = spans.startNs[i] as number
    if (start >= toNs) break
    sum += Math.min(toNs, spans.endNs[i] as number) - Math.max(fromNs, start)
  }
  return Math.max(0, sum)
}

/** True when the thread was inside direct reclaim at that time (begin included, end excluded). */
export function isReclaiming(spans: ReclaimSpans, tsNs: number): boolean {
  const i = lowerBound(spans.endNs, tsNs + 0.5)
  return i < spans.startNs.length && (spans.startNs[i] as number) <= tsNs
}
