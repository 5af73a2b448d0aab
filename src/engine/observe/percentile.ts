/** Percentiles of measured durations. */

/**
 * The value at rank `floor(q * n)` of the sorted values (the smallest value that at least `q` of them do not exceed, one rank
 * up where `q * n` is whole). Always a value that was measured; null for no values.
 */
export function percentile(sorted: ArrayLike<number>, q: number): number | null {
  if (sorted.length === 0) return null
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(q * sorted.length)))] ?? null
}
