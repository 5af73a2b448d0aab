/** Two recordings as table rows and, where the second was predicted from the first, the prediction beside what was recorded. */
import { formatChange } from '../../shared/format'
import type { MetricDefinition } from '../../shared/metric-definitions'
import { flattenMetrics, type Metrics } from '../../shared/metrics'
import type { Validation, ValidationMetric } from '../../shared/validation'
import { intervalText, isKeyMetric, sectionsOf, shownUnit, valueText, verdictOf, type Verdict } from './metric-rows'
import { markdownTable } from './metrics-markdown'
import { t } from '../text/text'

export interface PairRow {
  readonly definition: MetricDefinition
  readonly unit: string
  readonly first: string
  readonly second: string
  readonly change: string
  readonly verdict: Verdict
  /** Null without a prediction of this metric. */
  readonly prediction: PredictionCells | null
}

export interface PredictionCells {
  readonly value: string
  readonly interval: string
  /** Whether what was recorded lies in the interval; null without one. */
  readonly isInside: boolean | null
  readonly error: string
  readonly change: string
}

export type PairSection = ReturnType<typeof pairSections>[number]

/** Sections of the table, `first` before and `second` after. */
export function pairSections(first: Metrics, second: Metrics, validation: Validation | null, choice: 'key' | 'all') {
  const before = flattenMetrics(first)
  const after = flattenMetrics(second)
  return sectionsOf([before, after], choice, (name, definition): PairRow => {
    const from = before.get(name) ?? null
    const to = after.get(name) ?? null
    const pct = from === null || to === null ? null : from === 0 ? (to === 0 ? 0 : null) : ((to - from) / Math.abs(from)) * 100
    const predicted = validation?.metrics[name]
    return {
      definition, unit: shownUnit(definition), first: valueText(from, definition), second: valueText(to, definition), change: formatChange(pct), verdict: verdictOf(pct, definition.direction),
      prediction: predicted === undefined ? null : predictionCells(predicted, definition)
    }
  })
}

function predictionCells(metric: ValidationMetric, definition: MetricDefinition): PredictionCells {
  return {
    value: valueText(metric.predicted, definition), interval: intervalText(metric.interval, definition), isInside: isInside(metric),
    error: formatChange(metric.errorPct), change: formatChange(metric.predictedChangePct)
  }
}

function isInside({ interval, actual }: ValidationMetric): boolean | null {
  return interval === null || actual === null ? null : actual >= interval[0] && actual <= interval[1]
}

/** How good the prediction is over the metrics that matter, in one sentence. */
export function predictionSummary(validation: Validation): string {
  const known = Object.entries(validation.metrics).filter(([name, metric]) => isKeyMetric(name) && metric.predicted !== null && metric.actual !== null).map(([, metric]) => metric)
  if (known.length === 0) return t('compare.nothingInCommon')
  const banded = known.map(isInside).filter((inside) => inside !== null)
  const errors = known.map(({ errorPct }) => errorPct).filter((pct) => pct !== null).map(Math.abs).sort((a, b) => a - b)
  const middle = errors[errors.length >> 1]
  const error = middle === undefined ? '' : t('compare.medianError', { value: middle.toFixed(middle < 10 ? 1 : 0), count: errors.length })
  const inside = banded.length === 0 ? t('compare.noInterval') : t('compare.withinCount', { inside: banded.filter(Boolean).length, all: banded.length })
  return error === '' ? `${inside}.` : `${error}; ${inside}.`
}

/** The rows as Markdown. */
export function pairMarkdown(sections: readonly PairSection[], first: string, second: string, configId: string | null): string {
  const header = [t('compare.metricColumn'), t('compare.firstObserved', { first }), t('compare.secondObserved', { second }), t('compare.changeColumn'), ...(configId === null ? [] : [t('compare.configIdPredicted', { configId }), 'p5..p95', t('compare.errorColumn'), t('compare.predictedChange')])]
  const predicted = ({ prediction }: PairRow): string[] => (prediction === null ? ['', '', '', ''] : [prediction.value, prediction.interval, prediction.error, prediction.change])
  return markdownTable(header, sections.flatMap(({ rows }) => rows).map((row) => [
    row.unit === '' ? row.definition.title : `${row.definition.title} (${row.unit})`, row.first, row.second, row.change, ...(configId === null ? [] : predicted(row))
  ]))
}
