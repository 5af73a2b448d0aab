/** One scale for a row over all its columns. */
import type { SeriesBand, SeriesSet } from '../../shared/series'
import { busyShare, findCpu, findSeries, hasData, leastPositiveOf, maxOf, meanOfSeries, minOf } from './bins'
import { COMPACT_PERCENT_SCALE, PERCENT_SCALE } from './cpu-option'
import { heatScale } from './heat-option'
import type { Scale } from './nice-scale'
import { logScale, signedScale, zeroBasedScale } from './nice-scale'
import type { Row } from './rows'

/** How a row is to be scaled. */
export interface ScaleWish {
  /** `near` cuts a row with levels a little above the highest of them: free memory long before the pressure starts would flatten the rest. */
  readonly range?: 'near' | 'whole'
  readonly isLog?: boolean
  /** The sets are differences, with values on both sides of zero. */
  readonly isDelta?: boolean
}

type Sets = readonly (SeriesSet | null)[]

/** How far above its highest level a row still shows when it is cut. */
const LEVEL_HEADROOM = 3

/** The scale of a row over all columns. */
export function rowScale(row: Row, sets: Sets, wish: ScaleWish = {}): Scale {
  if (wish.isDelta === true) return deltaScale(row, valuesOf(row, sets))
  if (row.kind === 'cpu') return row.isCompact ? COMPACT_PERCENT_SCALE : PERCENT_SCALE
  if (row.kind === 'heat') return heatScale(row.cpus.length)
  const values = valuesOf(row, sets)
  if (wish.isLog === true && row.canLog) return logScale((leastPositiveOf(values) ?? 1) * row.factor, maxOf(values) * row.factor)
  const top = Math.max(0, ...row.levels.map((level) => level.value))
  const dataMax = Math.max(maxOf(values) * row.factor, top)
  if (row.unit === '%' && dataMax > PERCENT_SCALE.max / 2) return PERCENT_SCALE
  return zeroBasedScale(wish.range === 'near' && top > 0 ? Math.min(dataMax, top * LEVEL_HEADROOM) : dataMax)
}

function deltaScale(row: Row, values: readonly (Float64Array | null)[]): Scale {
  const scale = signedScale(minOf(values) * factorOf(row), maxOf(values) * factorOf(row))
  // A low row has room for its ends and zero.
  return row.kind === 'cpu' && row.isCompact ? { ...scale, ticks: [...new Set([scale.min ?? 0, 0, scale.max])] } : scale
}

/** Whether a scale hides the top of some column. */
export function isCut(row: Row, sets: Sets, scale: Scale): boolean {
  return row.kind === 'line' && maxOf(valuesOf(row, sets)) * row.factor > scale.max
}

/** Whether a set tells anything about the row. */
export function rowHasData(row: Row, set: SeriesSet): boolean {
  if (row.kind !== 'line') return hasData(rowValues(row, set))
  return hasData(findSeries(set, row.seriesId)?.values)
}

/** From a row's series to the unit that its axis shows. */
export function factorOf(row: Row): number {
  return row.kind === 'line' ? row.factor : 100
}

/** A row's one value over time: its series, or the busy share of its CPUs. */
export function rowValues(row: Row, set: SeriesSet): Float64Array | null {
  if (row.kind === 'line') return findSeries(set, row.seriesId)?.values ?? null
  if (row.kind === 'heat') return set.cpus.length === 0 ? null : meanOfSeries(set.cpus.map(busyShare))
  const cpu = findCpu(set, row.cpu)
  return cpu === null ? null : busyShare(cpu)
}

/** The band of a row's line, where there is one. */
export function rowBand(row: Row, set: SeriesSet): SeriesBand | undefined {
  return row.kind === 'line' ? set.bands?.find(({ id }) => id === row.seriesId) : undefined
}

/** Lines and the ends of their bands: neither is cut. */
function valuesOf(row: Row, sets: Sets): (Float64Array | null)[] {
  return sets.flatMap((set) => (set === null ? [] : [rowValues(row, set), rowBand(row, set)?.low ?? null, rowBand(row, set)?.high ?? null]))
}
