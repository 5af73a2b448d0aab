/** How far a cell is off, and what the whole table says about the targets. */
import { METRICS, type Cell, type MetricKind, type Table } from './measure'

/** Distance of a cell: points for shares of a CPU, else |log(predicted / actual)|; null when it cannot be judged. */
export function distance(cell: Pick<Cell, 'predicted' | 'actual'>, kind: MetricKind): number | null {
  const { predicted, actual } = cell
  if (predicted === null || actual === null) return null
  if (kind === 'points') return Math.abs(predicted - actual)
  if (actual <= 0 || predicted <= 0) return null
  return Math.abs(Math.log(predicted / actual))
}

/** Half the spread of the repetitions in the same unit: what nobody can predict. */
export function spread(cell: Cell, kind: MetricKind): number {
  if (cell.range === null) return 0
  const [low, high] = cell.range
  if (kind === 'points') return (high - low) / 2
  return low > 0 ? Math.log(high / low) / 2 : 0
}

/** By how much a row may get worse before it counts: what a change of seeds alone moves, per kind. */
export const NOISE: Readonly<Record<MetricKind, number>> = { volume: 0.05, cpu: 0.06, stall: 0.5, points: 2 }

export interface Score {
  readonly arms: string
  readonly metric: string
  readonly cells: number
  readonly median: number
  readonly worst: number
  readonly worstCell: string
  /** Share of cells whose interval meets the range of the repetitions. */
  readonly covered: number
}

/** Scores per metric over the given arms. */
export function scores(table: Table, arms: readonly string[]): Score[] {
  return METRICS.flatMap(({ name, kind }): Score[] => {
    const rows = Object.entries(table).flatMap(([key, cells]) => {
      const cell = cells[name]
      const off = cell === undefined ? null : distance(cell, kind)
      return cell === undefined || off === null || !arms.some((arm) => key.endsWith(`-> ${arm}`)) ? [] : [{ key, cell, off }]
    })
    if (rows.length === 0) return []
    const sorted = [...rows].sort((a, b) => a.off - b.off)
    const worst = sorted.at(-1)
    return [{
      arms: arms.join('+'), metric: name, cells: rows.length, median: sorted[sorted.length >> 1]?.off ?? 0, worst: worst?.off ?? 0, worstCell: worst?.key ?? '',
      covered: rows.filter(({ cell }) => overlaps(cell)).length / rows.length
    }]
  })
}

function overlaps(cell: Cell): boolean {
  if (cell.interval === null || cell.range === null) return false
  return cell.interval[0] <= cell.range[1] && cell.interval[1] >= cell.range[0]
}
