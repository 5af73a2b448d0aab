/** Fewer points for a line chart, without losing a peak. */

/**
 * Indices of at most `4 * columns` points to draw: of every column the first, the lowest, the highest and the last value, in
 * order. A single extreme value therefore never disappears. A run of NaN keeps one index, so that the gap stays a gap. With
 * no more values than that, all indices are returned.
 */
export function decimateMinMax(values: ArrayLike<number>, columns: number): number[] {
  const count = Math.max(1, Math.floor(columns))
  if (values.length <= 4 * count) return Array.from({ length: values.length }, (_, index) => index)
  const kept: number[] = []
  for (let column = 0; column < count; column++) {
    const from = Math.floor((column * values.length) / count)
    const to = Math.floor(((column + 1) * values.length) / count)
    kept.push(...extremesOf(values, from, to))
  }
  return kept
}

function extremesOf(values: ArrayLike<number>, from: number, to: number): number[] {
  let lowest = -1
  let highest = -1
  let gap = -1
  for (let i = from; i < to; i++) {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value)) gap = gap < 0 ? i : gap
    else {
      if (lowest < 0 || value < (values[lowest] ?? 0)) lowest = i
      if (highest < 0 || value > (values[highest] ?? 0)) highest = i
    }
  }
  // Where a gap must be shown, it takes the place of the first value: extremes matter more than edges.
  const chosen = gap < 0 ? [from, lowest, highest, to - 1] : [gap, lowest, highest, to - 1]
  return [...new Set(chosen)].filter((index) => index >= 0).sort((a, b) => a - b)
}
