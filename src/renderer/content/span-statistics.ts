/** Statistics of the visible span, row by row. */
import type { SeriesSet } from '../../shared/series'
import type { StallDurations } from '../../shared/stalls'
import { factorOf, rowValues } from '../charts/row-scale'
import type { Row } from '../charts/rows'
import { t } from '../text/text'

export interface RowStatistics {
  readonly key: string
  readonly title: string
  readonly unit: string
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  /** What a rate adds up to over the span, or of lengths their sum; null where a sum means nothing. */
  readonly sum: number | null
  readonly sumUnit: string
  /** Occurrences per second; for what is counted. */
  readonly perS: number | null
}

const NOTHING = { min: null, max: null, mean: null, p50: null, p95: null, p99: null }
const NS_PER_S = 1e9

/** Bins of 10 ms, the resolution of replays, as far as the back end gives that many. */
export function statisticsBins(spanNs: number): number {
  return Math.min(8192, Math.max(1, Math.round(spanNs / 10e6)))
}

/** Statistics over the bins with data. Rates also have the sum of what they count. */
export function rowStatistics(row: Row, set: SeriesSet): RowStatistics {
  const factor = factorOf(row)
  const known = (rowValues(row, set) ?? new Float64Array()).filter((value) => !Number.isNaN(value)).map((value) => value * factor).sort()
  const total = known.reduce((sum, value) => sum + value, 0)
  const counted = countedUnit(row)
  const sum = counted === null || known.length === 0 ? null : (total * set.binNs) / NS_PER_S
  const figures = known.length === 0 ? NOTHING : { min: known[0] ?? null, max: known.at(-1) ?? null, mean: total / known.length, p50: rank(known, 0.5), p95: rank(known, 0.95), p99: rank(known, 0.99) }
  return { key: row.key, title: row.title, unit: row.unit, ...figures, sum, sumUnit: counted ?? '', perS: null }
}

/** Lengths of the direct reclaims that begin in the span, each by itself. */
export function stallStatistics(stalls: StallDurations | null, spanNs: number): RowStatistics {
  const base = { key: 'stalls', title: t('capture.directReclaim'), unit: 'ms', sumUnit: 'ms' }
  if (stalls === null) return { ...base, ...NOTHING, sum: null, perS: null }
  if (stalls.count === 0) return { ...base, ...NOTHING, sum: 0, perS: 0 }
  const { sortedMs, count, p50Ms, p95Ms, p99Ms, maxMs, totalMs } = stalls
  return { ...base, min: sortedMs[0] ?? null, max: maxMs, mean: totalMs / count, p50: p50Ms, p95: p95Ms, p99: p99Ms, sum: totalMs, perS: (count * NS_PER_S) / spanNs }
}

/** What a rate counts: `pages` of `pages/s`; null for levels. */
function countedUnit(row: Row): string | null {
  if (row.kind !== 'line') return null
  if (row.unit === '1/s') return ''
  return row.unit.endsWith('/s') ? row.unit.slice(0, -2) : null
}

/** As the engine has it: the value at rank floor(q n). */
function rank(sorted: Float64Array, q: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null
}
