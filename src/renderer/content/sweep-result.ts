/** What a sweep found, for charts, table and sentences: points with their figures, judged by the constraints of the moment. */
import type { Configuration } from '../../shared/config'
import { findConfigField } from '../../shared/config-fields'
import { fieldValueText } from '../../shared/field-text'
import { formatChange, formatWithUnit } from '../../shared/format'
import { findMeasure, flattenMeasures, type Measure } from '../../shared/measures'
import type { Sweep, SweepPoint } from '../../shared/sweep'
import { withGoal } from '../../shared/sweep-goal'
import { unbroken } from './axis-text'
import { t } from '../text/text'

/** `met`: constraints are met but the point is beaten; `fewer`: tried with fewer runs than others; `unmet`: a constraint is not met. */
export type PointRank = 'front' | 'met' | 'fewer' | 'unmet'

export interface ShownPoint {
  readonly point: SweepPoint
  readonly rank: PointRank
  readonly isBest: boolean
  readonly figures: ReadonlyMap<string, number | null>
  /** `threads 2 · FIFO depth 256`. */
  readonly label: string
}

export interface ShownReference {
  readonly id: string
  readonly figures: ReadonlyMap<string, number | null>
}

export interface SweepResult {
  readonly sweep: Sweep
  readonly points: readonly ShownPoint[]
  readonly best: ShownPoint | null
  /** The baseline first. */
  readonly references: readonly ShownReference[]
  /** Swept fields with more than one value. */
  readonly fields: readonly string[]
  readonly measures: readonly Measure[]
}

/** Figures always offered beside what is minimised. */
const OFFERED = ['directReclaim.totalMs', 'directReclaim.p95Ms', 'directReclaim.maxMs', 'allocstall', 'reclaimCpuS', 'reclaimCpuPct', 'kcompressd.cpuPct', 'kswapd.cpuS', 'interferenceMs', 'pgstealAnonPerAwakeS', 'kcompressd.fallbackFull', 'kcompressd.waitMsMean', 'zram.memUsedBytes', 'energyJ']

/** Judges the points by these goals; those that cannot be read change nothing. */
export function sweepResult(sweep: Sweep, wanted: { readonly minimise: string[]; readonly constraints: string[] }): SweepResult {
  const goal = withGoal(sweep, wanted)
  const judged = goal.ok ? goal.value : sweep
  const most = judged.grid.search === 'guided' ? Math.max(0, ...judged.points.map(({ members }) => members)) : 0
  const points = judged.points.map((point): ShownPoint => ({
    point, rank: point.onFront ? 'front' : !point.meetsConstraints ? 'unmet' : point.members < most ? 'fewer' : 'met', isBest: point.id === judged.best, figures: flattenMeasures(point.metrics), label: pointLabel(point.fields)
  }))
  const references = [judged.baseline, ...judged.references].map(({ config, metrics }) => ({ id: config.id, figures: flattenMeasures(metrics) }))
  const known = (name: string): boolean => points.some(({ figures }) => (figures.get(name) ?? null) !== null)
  const measures = [...new Set([...judged.grid.minimise, ...OFFERED])].filter(known).flatMap((name) => findMeasure(name) ?? [])
  const fields = Object.entries(judged.grid.fields).filter(([, values]) => values.length > 1).map(([path]) => path)
  return { sweep: judged, points, best: points.find(({ isBest }) => isBest) ?? null, references, fields, measures }
}

function pointLabel(fields: SweepPoint['fields']): string {
  return Object.entries(fields).map(([path, value]) => `${fieldName(path)} ${fieldValueText(path, value)}`).join(' · ')
}

/** Title of a field inside a sentence; kernel names keep their spelling. */
export function fieldName(path: string): string {
  const title = findConfigField(path)?.title ?? path
  return /^[A-Z][a-z]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title
}

/** `Direct reclaim time 473 ms (↓ −62 % against off)` for each figure. */
export function figureWords({ figures }: Pick<ShownPoint, 'figures'>, names: readonly string[], reference: ShownReference | undefined): readonly string[] {
  return names.flatMap((name) => {
    const measure = findMeasure(name)
    const [value, before] = [figures.get(name) ?? null, reference?.figures.get(name) ?? null]
    if (measure === undefined) return []
    const change = value === null || before === null || before === 0 ? '' : ` (${t('sweep.changeAgainst', { change: formatChange((100 * (value - before)) / Math.abs(before)), id: reference?.id ?? '' })})`
    return [`${measure.title} ${formatWithUnit(value, measure.unit)}${change}`]
  })
}

export const RANK_WORDS: Readonly<Record<PointRank, string>> = { front: t('sweep.onTheFront'), met: t('sweep.beaten'), fewer: t('sweep.fewerRunsTried'), unmet: t('sweep.unmet') }

/** One point in a line: its fields, figures and standing; empty when it is none of the result. */
export function pointWords({ points, references }: Pick<SweepResult, 'points' | 'references'>, id: string | null, names: readonly string[]): string {
  const shown = points.find(({ point }) => point.id === id)
  return shown === undefined ? '' : unbroken([shown.label, ...figureWords(shown, names, references[0]), RANK_WORDS[shown.rank]].join(' · '))
}

/** Warnings that differ in their numbers only are told once: the runs of a point say the same. */
export function distinctWarnings(warnings: readonly string[]): readonly string[] {
  const byKind = new Map<string, string>()
  for (const warning of warnings) {
    const kind = warning.replace(/\d+/g, '#')
    if (!byKind.has(kind)) byKind.set(kind, warning)
  }
  return [...byKind.values()]
}

/** The title of a measure with its unit, for axes and columns. */
export function measureTitle({ title, unit }: Measure): string {
  return unit === '' ? title : `${title}, ${unit}`
}

/** The point as a configuration of one's own: an id that says what it is. */
export function pointConfiguration({ point, label }: ShownPoint, baseId: string): Configuration {
  const parts = Object.entries(point.fields).map(([path, value]) => `${(path.split('.').at(-1) ?? '').replace('Entries', '')}${fieldValueText(path, value)}`)
  const id = [baseId, ...parts].join('-').replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 60).replace(/[-_.]+$/, '')
  return { ...point.config, id, title: label.slice(0, 200) }
}

/** Rows of the table: by a figure or by rank; unknown figures last. */
export type SweepOrder = { readonly by: 'rank' } | { readonly by: 'figure' | 'field'; readonly name: string; readonly isDescending: boolean }

const RANKS: readonly PointRank[] = ['front', 'met', 'fewer', 'unmet']

export function sortPoints(points: readonly ShownPoint[], order: SweepOrder, first: string): readonly ShownPoint[] {
  if (order.by === 'rank') return [...points].sort((a, b) => Number(b.isBest) - Number(a.isBest) || RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || compareKnown(a.figures.get(first), b.figures.get(first), 1))
  const sign = order.isDescending ? -1 : 1
  if (order.by === 'figure') return [...points].sort((a, b) => compareKnown(a.figures.get(order.name), b.figures.get(order.name), sign))
  return [...points].sort((a, b) => sign * compareFields(a.point.fields[order.name], b.point.fields[order.name]))
}

function compareKnown(a: number | null | undefined, b: number | null | undefined, sign: 1 | -1): number {
  if (a === null || a === undefined || b === null || b === undefined) return Number(a === null || a === undefined) - Number(b === null || b === undefined)
  return sign * (a - b)
}

function compareFields(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
