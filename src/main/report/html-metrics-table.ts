/** The table of all metrics: observed, baseline, and every configuration with its change. */
import { formatBytes, formatChange, formatInterval, formatNumber } from '../../shared/format'
import { findMetricDefinition, type MetricDefinition, type MetricGroup } from '../../shared/metric-definitions'
import { escapeHtml } from './escape-html'
import { metricNames, type ReportColumn } from './report-columns'

const GROUP_TITLES: Readonly<Record<MetricGroup, string>> = { reclaim: 'Reclaim', stalls: 'Stalls', cpu: 'CPU', queue: 'Queue', zram: 'zram', writeback: 'Writeback', zswap: 'zswap', energy: 'Energy' }
const GROUP_ORDER: readonly MetricGroup[] = ['stalls', 'reclaim', 'cpu', 'queue', 'zram', 'writeback', 'zswap', 'energy']

/** The table as HTML. Metrics that no column knows are named below it. */
export function metricsTable(columns: readonly ReportColumn[]): string {
  const names = metricNames(columns)
  const known = names.filter((name) => columns.some((column) => (column.values.get(name) ?? null) !== null))
  const unknown = names.filter((name) => !known.includes(name))
  const body = GROUP_ORDER.map((group) => groupRows(group, known, columns)).join('')
  const note = unknown.length === 0 ? '' : `<p class="note">Not known in this capture: ${unknown.map(escapeHtml).join(', ')}.</p>`
  return `<div class="scroll"><table class="metrics"><thead>${head(columns)}</thead>${body}</table></div>${note}`
}

function head(columns: readonly ReportColumn[]): string {
  const cells = columns.map((column) =>
    column.kind === 'alternative'
      ? `<th scope="col">${escapeHtml(column.heading)}</th><th scope="col">change</th>`
      : `<th scope="col">${escapeHtml(column.heading)}</th>`
  )
  return `<tr><th scope="col">metric</th><th scope="col">unit</th>${cells.join('')}</tr>`
}

function groupRows(group: MetricGroup, names: readonly string[], columns: readonly ReportColumn[]): string {
  const rows = names.flatMap((name) => {
    const definition = findMetricDefinition(name)
    return definition?.group === group ? [metricRow(definition, columns)] : []
  })
  const width = 2 + columns.length + columns.filter((column) => column.kind === 'alternative').length
  return rows.length === 0 ? '' : `<tbody><tr class="group"><th colspan="${width}" scope="colgroup">${GROUP_TITLES[group]}</th></tr>${rows.join('')}</tbody>`
}

function metricRow(definition: MetricDefinition, columns: readonly ReportColumn[]): string {
  const cells = columns.map((column) => valueCell(definition, column) + (column.kind === 'alternative' ? changeCell(definition, column) : ''))
  return `<tr><th scope="row" title="${escapeHtml(definition.explanation)}">${escapeHtml(definition.title)}<small>${escapeHtml(definition.name)}</small></th><td class="unit">${escapeHtml(definition.unit)}</td>${cells.join('')}</tr>`
}

function valueCell(definition: MetricDefinition, column: ReportColumn): string {
  const value = column.values.get(definition.name) ?? null
  const text = definition.unit === 'B' ? formatBytes(value) : formatNumber(value)
  const interval = column.run?.interval[definition.name]
  const band = interval === undefined ? '' : `<small>${escapeHtml(intervalText(definition, interval))}</small>`
  return `<td>${escapeHtml(text)}${band}</td>`
}

function intervalText(definition: MetricDefinition, [low, high]: readonly [number, number]): string {
  return definition.unit === 'B' ? `[${formatBytes(low)} .. ${formatBytes(high)}]` : formatInterval(low, high)
}

function changeCell(definition: MetricDefinition, column: ReportColumn): string {
  const change = column.run?.vsBaseline[definition.name]
  if (change === undefined || (change.pct === null && change.delta === null)) return '<td>–</td>'
  const text = change.pct === null ? signedNumber(change.delta) : formatChange(change.pct)
  const verdict = verdictOf(definition, change.delta)
  return verdict === null ? `<td>${escapeHtml(text)}</td>` : `<td class="${verdict}">${escapeHtml(text)}<small>${verdict}</small></td>`
}

/** A change from zero has no percentage; its amount is shown instead. */
function signedNumber(delta: number | null): string {
  return delta !== null && delta > 0 ? `+${formatNumber(delta)}` : formatNumber(delta)
}

function verdictOf(definition: MetricDefinition, delta: number | null): 'better' | 'worse' | null {
  if (delta === null || delta === 0 || definition.direction === 'neutral') return null
  return delta > 0 === (definition.direction === 'higher') ? 'better' : 'worse'
}
