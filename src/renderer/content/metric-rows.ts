/** The comparison as table rows: observed, then every run with its interval and its change against the baseline. */
import type { Comparison, ComparisonRun } from '../../shared/comparison'
import { formatBytes, formatChange, formatNumber, THIN_SPACE } from '../../shared/format'
import { METRIC_DEFINITIONS, findMetricDefinition, type MetricDefinition, type MetricGroup } from '../../shared/metric-definitions'
import { flattenMetrics } from '../../shared/metrics'
import { compactText } from './axis-text'
import { t } from '../text/text'

/** `far`: the baseline misses the recording by so much that changes of this metric should not be believed. */
export type Verdict = 'better' | 'worse' | 'neutral' | 'far'

export interface RunCell {
  readonly configId: string
  readonly value: string
  /** `[420..690]`, or empty without an ensemble. */
  readonly interval: string
  /** Change against the baseline; for the baseline its error against the recording, which is the fit. */
  readonly change: string
  /** The same as a number, in percent; null when it is not known. */
  readonly changePct: number | null
  readonly verdict: Verdict
}

export interface MetricRow {
  readonly definition: MetricDefinition
  /** `ms`, `pages/s`; empty for counts and for bytes, which carry their own. */
  readonly unit: string
  readonly observed: string
  readonly cells: readonly RunCell[]
}

export interface MetricSection {
  readonly group: MetricGroup
  readonly title: string
  readonly rows: readonly MetricRow[]
}

/** The metrics that answer the question; the others are one click away. */
const KEY_METRICS: ReadonlySet<string> = new Set([
  'pgstealAnonPerS', 'pgstealAnonPerAwakeS', 'pgscanAnon', 'pswpout', 'allocstall', 'directReclaim.count', 'directReclaim.totalMs', 'directReclaim.p95Ms', 'directReclaim.maxMs',
  'kswapd.awakeS', 'kswapd.cpuS', 'kcompressd.cpuS', 'kcompressd.queued', 'kcompressd.fallbackFull', 'kcompressd.waitMsMean', 'zram.memUsedBytes', 'writeback.bdWrites', 'writeback.readBackPct', 'writeback.writeCpuS', 'writeback.readCpuS', 'recompression.smaller', 'recompression.savedBytes', 'recompression.cpuS', 'zswap.zswpout', 'zswap.refusedToDevice', 'energyJ'
])
const GROUP_TITLES: Readonly<Record<MetricGroup, string>> = { reclaim: t('compare.reclaim'), stalls: t('compare.stalls'), cpu: 'CPU', queue: t('compare.queue'), zram: 'zram', writeback: t('compare.writeback'), zswap: 'zswap', energy: t('compare.energy') }
const GROUPS: readonly MetricGroup[] = ['stalls', 'reclaim', 'cpu', 'queue', 'zram', 'writeback', 'zswap', 'energy']
/** A change below this is no news, whatever its direction. */
const NOTEWORTHY_PCT = 1
const FAR_OFF_PCT = 25

/** Sections in reading order; metrics that nothing tells are left out. */
export function metricSections(comparison: Comparison, choice: 'key' | 'all'): MetricSection[] {
  const observed = flattenMetrics(comparison.observed)
  const runs = comparison.runs.map((run) => ({ run, flat: flattenMetrics(run.metrics) }))
  return sectionsOf([observed, ...runs.map(({ flat }) => flat)], choice, (name, definition) => {
    const cells = runs.map(({ run, flat }) => runCell({ run, name, value: flat.get(name) ?? null, observed: observed.get(name) ?? null, definition, baseline: comparison.baseline }))
    return { definition, unit: shownUnit(definition), observed: valueText(observed.get(name) ?? null, definition), cells }
  })
}

/** Rows of all metrics that one of `sides` knows, in sections in reading order. */
export function sectionsOf<R extends { readonly definition: MetricDefinition }>(
  sides: readonly ReadonlyMap<string, number | null>[], choice: 'key' | 'all', rowOf: (name: string, definition: MetricDefinition) => R
): { readonly group: MetricGroup; readonly title: string; readonly rows: readonly R[] }[] {
  const names = [...new Set(sides.flatMap((side) => [...side.keys()]))].filter((name) => sides.some((side) => (side.get(name) ?? null) !== null))
  const rows = names.flatMap((name): R[] => {
    const definition = findMetricDefinition(name)
    return definition === undefined || (choice === 'key' && !isKeyMetric(name)) ? [] : [rowOf(name, definition)]
  })
  rows.sort((a, b) => rankOf(a.definition.name) - rankOf(b.definition.name))
  return GROUPS.map((group) => ({ group, title: GROUP_TITLES[group], rows: rows.filter((row) => row.definition.group === group) })).filter((section) => section.rows.length > 0)
}

/** Whether a metric is one of those that answer the question. */
export function isKeyMetric(name: string): boolean {
  return KEY_METRICS.has(name) || /^cpus\.\d+\.busyPct$/.test(name)
}

/** Unit beside a metric's title; bytes carry their own. */
export function shownUnit(definition: MetricDefinition): string {
  return definition.unit === 'B' ? '' : definition.unit
}

/** `[420..690]`; empty without an interval. */
export function intervalText(interval: readonly [number, number] | null | undefined, definition: MetricDefinition): string {
  if (interval === null || interval === undefined || interval[0] === interval[1]) return ''
  const [low, high] = [shortText(interval[0], definition), shortText(interval[1], definition)]
  // A unit that both ends share is said once.
  const unit = high.slice(high.indexOf(THIN_SPACE))
  return high.includes(THIN_SPACE) && low.endsWith(unit) ? `[${low.slice(0, -unit.length)}..${high}]` : `[${low}..${high}]`
}

/** Place in the list of definitions; CPU metrics share one and keep their order by CPU. */
function rankOf(name: string): number {
  const template = name.replace(/^cpus\.\d+\./, 'cpus.*.')
  return METRIC_DEFINITIONS.findIndex((definition) => definition.name === template)
}

interface CellInput {
  readonly run: ComparisonRun
  readonly name: string
  readonly value: number | null
  readonly observed: number | null
  readonly definition: MetricDefinition
  readonly baseline: string
}

function runCell({ run, name, value, observed, definition, baseline }: CellInput): RunCell {
  const interval = run.interval[name]
  const isBaseline = run.config.id === baseline
  const pct = isBaseline ? errorPct(value, observed) : (run.vsBaseline[name]?.pct ?? null)
  return {
    configId: run.config.id,
    value: valueText(value, definition),
    interval: intervalText(interval, definition),
    change: formatChange(pct),
    changePct: pct,
    verdict: isBaseline ? fitVerdictOf(pct) : verdictOf(pct, definition.direction)
  }
}

/** Error of the value shown against the recording, so that the row is right in itself. */
function errorPct(replayed: number | null, observed: number | null): number | null {
  if (replayed === null || observed === null) return null
  return observed === 0 ? (replayed === 0 ? 0 : null) : ((replayed - observed) / Math.abs(observed)) * 100
}

function fitVerdictOf(pct: number | null): Verdict {
  return pct !== null && Math.abs(pct) > FAR_OFF_PCT ? 'far' : 'neutral'
}

/** Whether a change is for the better, by the metric's own direction. */
export function verdictOf(pct: number | null, direction: MetricDefinition['direction']): Verdict {
  if (pct === null || direction === 'neutral' || Math.abs(pct) < NOTEWORTHY_PCT) return 'neutral'
  return pct > 0 === (direction === 'higher') ? 'better' : 'worse'
}

/** A metric's value as tables show it. */
export function valueText(value: number | null, definition: MetricDefinition): string {
  return definition.unit === 'B' ? formatBytes(value) : formatNumber(value)
}

function shortText(value: number, definition: MetricDefinition): string {
  return definition.unit === 'B' ? formatBytes(value) : compactText(value)
}
