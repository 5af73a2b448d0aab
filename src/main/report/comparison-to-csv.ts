/** A comparison as a table: one row per metric, by flat name. */
import type { Comparison, ComparisonRun } from '../../shared/comparison'
import { findMetricDefinition } from '../../shared/metric-definitions'
import { flattenMetrics } from '../../shared/metrics'
import { csvLines, csvNumber, csvText } from '../../shared/csv-cell'

/**
 * Columns: `metric,unit,observed`, then for every run `<id>`, `<id>.p5`, `<id>.p95`, `<id>.delta`, `<id>.pct` (interval over the
 * ensemble, change against the replayed baseline). Unknown values are empty cells, numbers are written in full.
 */
export function comparisonToCsv(comparison: Comparison): string {
  const observed = flattenMetrics(comparison.observed)
  const runs = comparison.runs.map((run) => ({ run, values: flattenMetrics(run.metrics) }))
  const names = [...new Set([observed, ...runs.map((entry) => entry.values)].flatMap((values) => [...values.keys()]))]
  const header = ['metric', 'unit', 'observed', ...runs.flatMap(({ run }) => ['', '.p5', '.p95', '.delta', '.pct'].map((suffix) => csvText(`${run.config.id}${suffix}`)))]
  const rows = names.map((name) => [
    csvText(name), csvText(findMetricDefinition(name)?.unit ?? ''), csvNumber(observed.get(name)),
    ...runs.flatMap(({ run, values }) => runCells(run, name, values.get(name) ?? null))
  ])
  return csvLines([header, ...rows])
}

function runCells(run: ComparisonRun, name: string, value: number | null): readonly string[] {
  const interval = run.interval[name]
  const change = run.vsBaseline[name]
  return [csvNumber(value), csvNumber(interval?.[0]), csvNumber(interval?.[1]), csvNumber(change?.delta), csvNumber(change?.pct)]
}
