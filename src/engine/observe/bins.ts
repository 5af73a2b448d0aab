/** A regular grid of time bins. Bin `i` covers `[startNs + i * binNs, startNs + (i + 1) * binNs)`. */
import type { TimeWindow } from '../run-types'

export interface Bins {
  readonly startNs: number
  readonly endNs: number
  readonly binNs: number
  readonly count: number
}

/** Splits a window into `count` equal bins (at least one). The width need not be a whole number of nanoseconds. */
export function binsOf(window: TimeWindow, count: number): Bins {
  const whole = Math.max(1, Math.floor(count))
  return { startNs: window.startNs, endNs: window.endNs, binNs: (window.endNs - window.startNs) / whole, count: whole }
}

/** Bin that holds `timeNs`, cut to the grid. */
export function binAt(bins: Bins, timeNs: number): number {
  if (!(bins.binNs > 0)) return 0
  return Math.min(bins.count - 1, Math.max(0, Math.floor((timeNs - bins.startNs) / bins.binNs)))
}

/** Calls `visit` for each bin that `[fromNs, toNs)` touches, with the part inside it. Parts add up to the span exactly once. */
export function forEachBin(bins: Bins, fromNs: number, toNs: number, visit: (bin: number, fromNs: number, toNs: number) => void): void {
  const startNs = Math.max(fromNs, bins.startNs)
  const endNs = Math.min(toNs, bins.endNs)
  if (!(endNs > startNs)) return
  const last = binAt(bins, endNs)
  let cursor = startNs
  for (let bin = binAt(bins, startNs); bin <= last && cursor < endNs; bin++) {
    const edge = bin === last ? endNs : Math.min(endNs, bins.startNs + (bin + 1) * bins.binNs)
    if (edge <= cursor) continue
    visit(bin, cursor, edge)
    cursor = edge
  }
}
