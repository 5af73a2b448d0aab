/** Lists of time spans in ascending order, as parallel arrays. */
import type { TimeWindow } from '../run-types'

export interface Spans {
  readonly startNs: readonly number[]
  readonly endNs: readonly number[]
}

/** Time of the spans inside the window, ns. Spans must not overlap each other. */
export function coveredNs(spans: Spans, window: TimeWindow): number {
  let total = 0
  forEachOverlap(spans, window.startNs, window.endNs, (fromNs, toNs) => {
    total += toNs - fromNs
  })
  return total
}

/** Calls `visit` with every part of the ascending, disjoint spans that lies inside `[startNs, endNs)`. */
export function forEachOverlap(spans: Spans, startNs: number, endNs: number, visit: (fromNs: number, toNs: number) => void): void {
  for (let i = firstEndingAfter(spans, startNs); i < spans.startNs.length; i++) {
    const fromNs = Math.max(startNs, spans.startNs[i] ?? 0)
    if (fromNs >= endNs) return
    const toNs = Math.min(endNs, spans.endNs[i] ?? 0)
    if (toNs > fromNs) visit(fromNs, toNs)
  }
}

/** Merges several span lists into one in which nothing overlaps. */
export function unionOf(lists: readonly Spans[]): Spans {
  const all = lists.flatMap((spans) => spans.startNs.map((startNs, i) => ({ startNs, endNs: spans.endNs[i] ?? startNs })))
  all.sort((a, b) => a.startNs - b.startNs)
  const startNs: number[] = []
  const endNs: number[] = []
  for (const span of all) {
    const last = endNs.at(-1)
    if (last !== undefined && span.startNs <= last) endNs[endNs.length - 1] = Math.max(last, span.endNs)
    else {
      startNs.push(span.startNs)
      endNs.push(span.endNs)
    }
  }
  return { startNs, endNs }
}

/** Index of the first span that ends after `timeNs`. */
function firstEndingAfter(spans: Spans, timeNs: number): number {
  let low = 0
  let high = spans.endNs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans.endNs[middle] ?? 0) > timeNs) high = middle
    else low = middle + 1
  }
  return low
}
