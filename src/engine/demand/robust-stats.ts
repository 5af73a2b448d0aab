/** Order statistics that a few wild values do not move, and search in sorted columns. */

/** First index in `values[from, to)` (sorted ascending) whose value is >= `x`; `to` when there is none. */
export function lowerBound(values: ArrayLike<number>, x: number, from = 0, to = values.length): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] as number) < x) low = middle + 1
    else high = middle
  }
  return low
}

/** Quantile `q` (0..1) of unsorted values, linear between ranks; null when there are none. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null
  const sorted = Float64Array.from(values).sort()
  const rank = q * (sorted.length - 1)
  const low = Math.floor(rank)
  const a = sorted[low] as number
  const b = sorted[Math.min(low + 1, sorted.length - 1)] as number
  return a + (b - a) * (rank - low)
}

/** Median of unsorted values; null when there are none. */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5)
}

/** Median distance from the median, divided by the median: 0 = all alike. null without values or with a median of 0. */
export function relativeSpread(values: readonly number[]): number | null {
  const middle = median(values)
  if (middle === null || middle === 0) return null
  const spread = median(values.map((value) => Math.abs(value - middle)))
  return spread === null ? null : spread / middle
}

/** Splits `total` whole units over `shares` so that the parts are whole and add up exactly (cumulative rounding). */
export function splitWhole(total: number, shares: ArrayLike<number>): Int32Array {
  const parts = new Int32Array(shares.length)
  let sum = 0
  for (let i = 0; i < shares.length; i++) sum += shares[i] as number
  if (sum <= 0 || total <= 0) return parts
  let done = 0
  let before = 0
  for (let i = 0; i < shares.length; i++) {
    done += shares[i] as number
    const now = Math.round((total * done) / sum)
    parts[i] = now - before
    before = now
  }
  return parts
}
