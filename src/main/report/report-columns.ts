/** The columns of a report, the same for tables and charts: observed first, then the baseline as replayed, then the others. */
import type { Comparison, ComparisonRun } from '../../shared/comparison'
import { flattenMetrics } from '../../shared/metrics'
import type { SeriesSet } from '../../shared/series'
import { configInk, OBSERVED_INK, type LineInk } from './report-palette'

export interface ReportSeries {
  readonly observed: SeriesSet
  /** One per run, by configuration id; a run without series gets empty charts. */
  readonly runs: readonly { readonly configId: string; readonly series: SeriesSet }[]
}

export interface ReportColumn {
  readonly kind: 'observed' | 'baseline' | 'alternative'
  /** Configuration id; `observed` for the recording. */
  readonly id: string
  readonly heading: string
  readonly values: ReadonlyMap<string, number | null>
  readonly run: ComparisonRun | null
  readonly series: SeriesSet | null
  readonly ink: LineInk
}

/** Columns in reading order. Runs keep their order, except that the baseline comes first. */
export function reportColumns(comparison: Comparison, series: ReportSeries): readonly ReportColumn[] {
  const seriesOf = new Map(series.runs.map((entry) => [entry.configId, entry.series]))
  const runs = comparison.runs.map((run, index): ReportColumn => {
    const { id } = run.config
    const isBaseline = id === comparison.baseline
    return {
      kind: isBaseline ? 'baseline' : 'alternative', id, heading: `${id} (replayed)`, values: flattenMetrics(run.metrics), run,
      series: seriesOf.get(id) ?? null, ink: configInk(index)
    }
  })
  const observed: ReportColumn = {
    kind: 'observed', id: 'observed', heading: `${comparison.baseline} (observed)`, values: flattenMetrics(comparison.observed), run: null,
    series: series.observed, ink: OBSERVED_INK
  }
  return [observed, ...runs.filter((column) => column.kind === 'baseline'), ...runs.filter((column) => column.kind === 'alternative')]
}

/** All metric names of any column, in the order in which they first appear. */
export function metricNames(columns: readonly ReportColumn[]): readonly string[] {
  return [...new Set(columns.flatMap((column) => [...column.values.keys()]))]
}
