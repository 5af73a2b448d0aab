/** Lengths of direct reclaims as they cross to the renderer: sorted, thinned to what a chart can show. */

/** Points of a distribution at most. */
export const MAX_STALL_POINTS = 2000

export interface StallDurations {
  /** Direct reclaims of user tasks whose length is known. */
  readonly count: number
  /** Sum of all lengths. */
  readonly totalMs: number
  /** Lengths in ms, ascending: all of them, or evenly spaced ranks with the shortest and the longest among them. */
  readonly sortedMs: Float64Array
  /** Of all lengths, not only of those in `sortedMs`; null without any. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
}
