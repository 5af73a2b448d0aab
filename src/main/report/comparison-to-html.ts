/** A comparison as one HTML file that needs nothing else: no network, no script, charts as inline SVG. */
import type { Comparison } from '../../shared/comparison'
import { formatDuration } from '../../shared/format'
import { chartRows } from './html-charts'
import { escapeHtml, isolatedText } from './escape-html'
import { htmlDocument, section } from './html-document'
import { metricsTable } from './html-metrics-table'
import { assumptionSection, configurationSection, explanationSection, fitTable, fitVerdict, identitySection, noteSection, warningSection } from './html-notes'
import { writebackSection } from './html-writeback'
import { reportColumns, type ReportSeries } from './report-columns'
import { chartNotes } from './svg-notes'
import { svgPatternDefs } from './svg-stacked-chart'

export interface HtmlReportOptions {
  /** Heading; without it the name of the capture. */
  readonly title?: string
}

/**
 * The report. Same comparison and series, same bytes: it holds no time of writing. Charts cover the span of the observed
 * series; series of runs are on the same clock.
 */
export function comparisonToHtml(comparison: Comparison, series: ReportSeries, options: HtmlReportOptions = {}): string {
  const title = options.title ?? comparison.capture.name
  const columns = reportColumns(comparison, series)
  const { startNs, binNs, binCount } = series.observed
  const notes = chartNotes(comparison)
  const charts = chartRows(columns, { startNs, endNs: startNs + binNs * binCount }, notes)
  const body = [
    `<h1>${isolatedText(title)}</h1>`, `<p class="lead">${escapeHtml(leadOf(comparison))}</p>`, fitVerdict(comparison),
    section('Side by side', charts), section('Metrics', metricsTable(columns)), section('Writeback', writebackSection(comparison)), section('Why', explanationSection(comparison)),
    section('Notes', noteSection(notes)),
    section('Fit of the replayed baseline', fitTable(comparison)),
    section('Configurations', configurationSection(comparison)), section('Assumptions', assumptionSection(comparison.assumptions)),
    section('Warnings', warningSection(comparison)), section('Capture', identitySection(comparison))
  ]
  return htmlDocument({ title: `${title} – kcompressd comparison`, version: comparison.version, body: [svgPatternDefs(), ...body] })
}

function leadOf(comparison: Comparison): string {
  const { startS, endS } = comparison.capture.window
  const runs = comparison.runs.length
  const ensemble = comparison.seeds > 1 ? `; intervals are the 5th to 95th percentile of ${comparison.seeds} runs` : ''
  return `${formatDuration(endS - startS)} of recorded memory pressure, replayed under ${runs} ${runs === 1 ? 'configuration' : 'configurations'}${ensemble}. Observed values are measured in the trace; replayed values come from the model.`
}
