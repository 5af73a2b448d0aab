/** Pure arithmetic of the visible span. Spans never leave their bounds and never get shorter than a millisecond. */

export interface TimeSpan {
  readonly startNs: number
  readonly endNs: number
}

export const SHORTEST_SPAN_NS = 1e6

/** Moves and shortens a span so that it lies within bounds. */
export function clampSpan(span: TimeSpan, bounds: TimeSpan): TimeSpan {
  const limit = bounds.endNs - bounds.startNs
  const length = Math.min(limit, Math.max(Math.min(SHORTEST_SPAN_NS, limit), span.endNs - span.startNs))
  const startNs = Math.min(Math.max(span.startNs, bounds.startNs), bounds.endNs - length)
  return { startNs: Math.round(startNs), endNs: Math.round(startNs + length) }
}

/** Zooms by `factor` (below 1 shows less) and keeps `anchorNs` where it is on screen. */
export function zoomSpan(span: TimeSpan, bounds: TimeSpan, factor: number, anchorNs: number): TimeSpan {
  const length = span.endNs - span.startNs
  const wanted = Math.max(SHORTEST_SPAN_NS, length * factor)
  const share = length > 0 ? (Math.min(Math.max(anchorNs, span.startNs), span.endNs) - span.startNs) / length : 0.5
  const startNs = anchorNs - share * wanted
  return clampSpan({ startNs, endNs: startNs + wanted }, bounds)
}

/** Pans by a share of the visible length; positive is later. */
export function panSpan(span: TimeSpan, bounds: TimeSpan, share: number): TimeSpan {
  const shift = (span.endNs - span.startNs) * share
  return clampSpan({ startNs: span.startNs + shift, endNs: span.endNs + shift }, bounds)
}

/** The same span on a clock that is ahead by `byNs`. */
export function shiftSpan(span: TimeSpan, byNs: number): TimeSpan {
  return { startNs: span.startNs + byNs, endNs: span.endNs + byNs }
}

/** Span between two times in either order. */
export function spanBetween(firstNs: number, secondNs: number): TimeSpan {
  return { startNs: Math.min(firstNs, secondNs), endNs: Math.max(firstNs, secondNs) }
}

/** The span that a binned series covers; rounded, as requested spans are. */
export function spanOfGrid(grid: { readonly startNs: number; readonly binNs: number; readonly binCount: number }): TimeSpan {
  return { startNs: Math.round(grid.startNs), endNs: Math.round(grid.startNs + grid.binNs * grid.binCount) }
}

/** Where a time lies in the span: 0 at its start, 1 at its end. */
export function shareOf(span: TimeSpan, timeNs: number): number {
  return (timeNs - span.startNs) / (span.endNs - span.startNs)
}

/** Whether two spans are the same. */
export function isSameSpan(first: TimeSpan, second: TimeSpan): boolean {
  return first.startNs === second.startNs && first.endNs === second.endNs
}
