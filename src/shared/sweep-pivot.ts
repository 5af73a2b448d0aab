/** Points of a sweep on a grid of two of its fields: each cell the best point that has both values. */
import type { SweepPoint } from './sweep'

export interface PivotInput {
  readonly points: readonly Pick<SweepPoint, 'fields'>[]
  /** Values of the swept fields in their order, by path. */
  readonly fields: Readonly<Record<string, readonly unknown[]>>
  readonly x: string
  /** Null = a single row. */
  readonly y: string | null
  /** What a cell shows, by index of the point; null is unknown. */
  readonly valueOf: (index: number) => number | null
  /** Points that are to be preferred within a cell, whatever their value. */
  readonly isPreferred: (index: number) => boolean
  readonly isHigherBetter: boolean
}

export interface PivotCell {
  /** Places of the values. */
  readonly x: number
  readonly y: number
  /** Index of the best point; cells that no point has are left out. */
  readonly point: number
  readonly value: number | null
  /** Points in the cell: combinations of the other fields. */
  readonly count: number
}

/** Cells with points, row by row. */
export function pivotSweep(input: PivotInput): readonly PivotCell[] {
  const placeOf = (path: string | null): ((index: number) => number) => {
    if (path === null) return () => 0
    const places = new Map((input.fields[path] ?? []).map((value, place) => [JSON.stringify(value), place]))
    return (index) => places.get(JSON.stringify(input.points[index]?.fields[path])) ?? -1
  }
  const [xOf, yOf] = [placeOf(input.x), placeOf(input.y)]
  const cells = new Map<string, PivotCell>()
  input.points.forEach((_, index) => {
    const [x, y] = [xOf(index), yOf(index)]
    if (x < 0 || y < 0) return
    const known = cells.get(`${x} ${y}`)
    const isFirst = known === undefined || isBetter(input, index, known.point)
    cells.set(`${x} ${y}`, { x, y, point: isFirst ? index : known.point, value: isFirst ? input.valueOf(index) : known.value, count: (known?.count ?? 0) + 1 })
  })
  return [...cells.values()].sort((a, b) => a.y - b.y || a.x - b.x)
}

function isBetter({ valueOf, isPreferred, isHigherBetter }: PivotInput, a: number, b: number): boolean {
  if (isPreferred(a) !== isPreferred(b)) return isPreferred(a)
  const [x, y] = [valueOf(a), valueOf(b)]
  if (x === null || y === null) return y === null && x !== null
  return isHigherBetter ? x > y : x < y
}
