/** Dominance between points whose every coordinate is to be small; unknown (null) counts as worst. */

export type Costs = readonly (number | null)[]

/** Whether `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: Costs, b: Costs): boolean {
  let isBetter = false
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? Infinity, b[i] ?? Infinity]
    if (x > y) return false
    if (x < y) isBetter = true
  }
  return isBetter
}

/** Which points no other dominates. */
export function paretoFront(points: readonly Costs[]): readonly boolean[] {
  return points.map((point) => !points.some((other) => dominates(other, point)))
}

/** By the first coordinate that differs. */
export function compareCosts(a: Costs, b: Costs): number {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? Infinity, b[i] ?? Infinity]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}
