/** A validation as a table. */
import { findMetricDefinition } from '../../shared/metric-definitions'
import type { Validation, ValidationMetric } from '../../shared/validation'
import { pagesText } from './comparison-text'
import { textTable } from './text-table'

/** Rows: every defined metric that either side knows, in the order of the definitions; CPUs by busy share only. */
export function validationText(validation: Validation): string {
  const header = ['metric', 'observed', 'replayed', 'predicted', 'p5', 'p95', 'actual', 'min', 'max', 'error', 'change', 'actual change']
  const names = Object.keys(validation.metrics).filter((name) => !/^cpus\.\d+\.byClass\./.test(name) && findMetricDefinition(name) !== undefined)
  const rows = names.map((name) => row(name, validation.metrics[name] as ValidationMetric))
  const warnings = validation.warnings.map((warning) => `  ${warning}\n`).join('')
  const contents = pagesText(validation.pages)
  return `${validation.config.id} predicted from ${validation.baseline}, compared with ${validation.actuals.length} recordings\n` +
    `fit of the baseline: ${validation.fitVerdict.grade} (${validation.fitVerdict.summary})\n${contents}\n${textTable([header, ...rows])}${warnings === '' ? '' : `\nWarnings\n${warnings}`}`
}

function row(name: string, metric: ValidationMetric): string[] {
  return [
    name, number(metric.baselineObserved), number(metric.baselineReplayed), number(metric.predicted), number(metric.interval?.[0] ?? null), number(metric.interval?.[1] ?? null),
    number(metric.actual), number(metric.actualRange?.[0] ?? null), number(metric.actualRange?.[1] ?? null), percent(metric.errorPct), percent(metric.predictedChangePct), percent(metric.actualChangePct)
  ]
}

function number(value: number | null): string {
  if (value === null) return '-'
  return Math.abs(value) >= 1000 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(3)
}

function percent(value: number | null): string {
  return value === null ? '-' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(0)} %`
}
