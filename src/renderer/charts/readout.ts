/** What stands above a panel: the value under the cursor or, without one, the mean of the visible span. */
import type { SeriesSet } from '../../shared/series'
import type { CpuClass } from '../../shared/metrics'
import { binAt, findCpu, findSeries, meanOf, valueAt } from './bins'
import { STACKED_CLASSES } from './palette'
import { rowBand, rowValues } from './row-scale'
import type { LineRow, Row } from './rows'

export interface Readout {
  readonly kind: 'cursor' | 'mean'
  /** In the row's unit; for a CPU the busy percentage. */
  readonly value: number | null
  /** p5 and p95 at the cursor, where the row has a band there. */
  readonly band: readonly [number, number] | null
  /** Percent by class, for CPU rows. */
  readonly classes: readonly { readonly name: CpuClass; readonly pct: number | null }[]
}

/** Reads a row at `cursor` (ns on the trace clock), or its mean when that is null or outside the series. */
export function readRow(row: Row, set: SeriesSet, cursor: number | null): Readout {
  const cursorNs = cursor !== null && binAt(set, cursor) !== null ? cursor : null
  const kind = cursorNs === null ? 'mean' : 'cursor'
  const read = (values: Float64Array): number | null => (cursorNs === null ? meanOf(values) : valueAt(set, values, cursorNs))
  if (row.kind === 'line') {
    const series = findSeries(set, row.seriesId)
    return { kind, value: series === null ? null : scaled(read(series.values), row.factor), band: cursorNs === null ? null : bandAt(row, set, cursorNs), classes: [] }
  }
  if (row.kind === 'heat') {
    const busy = rowValues(row, set)
    return { kind, value: busy === null ? null : scaled(read(busy), 100), band: null, classes: [] }
  }
  const cpu = findCpu(set, row.cpu)
  if (cpu === null) return { kind, value: null, band: null, classes: [] }
  const classes = STACKED_CLASSES.map((name) => ({ name, pct: scaled(read(cpu.byClass[name]), 100) }))
  const known = classes.map(({ pct }) => pct).filter((pct) => pct !== null)
  return { kind, value: known.length === 0 ? null : known.reduce((sum, pct) => sum + pct, 0), band: null, classes }
}

function bandAt(row: LineRow, set: SeriesSet, cursorNs: number): [number, number] | null {
  const band = rowBand(row, set)
  const low = band === undefined ? null : valueAt(set, band.low, cursorNs)
  const high = band === undefined ? null : valueAt(set, band.high, cursorNs)
  return low === null || high === null ? null : [low * row.factor, high * row.factor]
}

function scaled(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor
}
