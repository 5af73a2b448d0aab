/** The chart rows of a report: one column per configuration, one y scale per row, one x scale for all. */
import type { TimeWindow } from '../../engine/run-types'
import { rebin } from '../../engine/series/rebin'
import type { CpuSeries, SeriesId, SeriesSet } from '../../shared/series'
import { escapeHtml } from './escape-html'
import { CLASS_INKS, STACK_ORDER } from './report-palette'
import type { ReportColumn } from './report-columns'
import { changeSentence, valueSentence } from './sentences'
import type { Frame } from './svg-frame'
import type { ChartNote } from './svg-notes'
import { svgLineChart } from './svg-line-chart'
import { axisFromZero } from './svg-scale'
import { svgStackedChart } from './svg-stacked-chart'

/** Bins per chart: about one per two pixels at the usual width. */
const CHART_BINS = 180

/** Line rows: which series, and the metric whose value the titles tell. */
const LINE_ROWS: readonly { readonly series: SeriesId; readonly metric: string; readonly label: string }[] = [
  { series: 'pgstealAnonPerS', metric: 'pgstealAnonPerS', label: 'pgsteal_anon per second' },
  { series: 'allocstallPerS', metric: 'allocstall', label: 'allocstall per second' }
]

/** All chart rows as HTML, with the notes on every chart. `window` in ns on the trace clock. */
export function chartRows(columns: readonly ReportColumn[], window: TimeWindow, notes: readonly ChartNote[]): string {
  const sets = columns.map((column) => (column.series === null ? null : rebin(column.series, window, CHART_BINS)))
  const ground: Ground = { spanS: (window.endNs - window.startNs) / 1e9, binCount: CHART_BINS, notes }
  const lines = LINE_ROWS.map(({ series, metric, label }) => lineRow(columns, sets, ground, { series, metric, label }))
  const cpus = [...new Set(sets.flatMap((set) => set?.cpus.map((cpu) => cpu.cpu) ?? []))].sort((a, b) => a - b)
  return [...lines, classLegend(), ...cpus.map((cpu) => cpuRow(columns, sets, ground, cpu))].join('\n')
}

type Sets = readonly (SeriesSet | null)[]
/** What all charts have in common. */
type Ground = Omit<Frame, 'axis'>

function lineRow(columns: readonly ReportColumn[], sets: Sets, ground: Ground, { series, metric, label }: (typeof LINE_ROWS)[number]): string {
  const values = sets.map((set) => set?.series.find(({ id }) => id === series)?.values ?? null)
  const frame: Frame = { ...ground, axis: axisFromZero(Math.max(0, ...values.map(largest))) }
  const panels = columns.map((column, i) => {
    const title = panelTitle(columns, column, metric)
    const chart = svgLineChart(frame, title, values[i] ?? new Float64Array(CHART_BINS).fill(Number.NaN), column.ink)
    return panel(column, title, chart)
  })
  return row(label, panels)
}

function cpuRow(columns: readonly ReportColumn[], sets: Sets, ground: Ground, cpu: number): string {
  const frame: Frame = { ...ground, axis: { max: 100, ticks: [0, 50, 100] } }
  const panels = columns.map((column, i) => {
    const series: CpuSeries | null = sets[i]?.cpus.find((entry) => entry.cpu === cpu) ?? null
    const title = panelTitle(columns, column, `cpus.${cpu}.busyPct`)
    return panel(column, title, svgStackedChart(frame, title, series))
  })
  return row(`CPU ${cpu}, share of time by class`, panels)
}

/** The recording and the baseline state their value, alternatives compare with the baseline. */
function panelTitle(columns: readonly ReportColumn[], column: ReportColumn, metric: string): string {
  const value = column.values.get(metric) ?? null
  if (column.kind === 'observed') return valueSentence('Observed', metric, value)
  if (column.kind === 'baseline') return valueSentence(`Replayed ${column.id}`, metric, value)
  const baseline = columns.find((candidate) => candidate.kind === 'baseline')
  return changeSentence(column.id, metric, baseline?.values.get(metric) ?? null, value)
}

function panel(column: ReportColumn, title: string, chart: string): string {
  return `<figure><figcaption><b>${escapeHtml(column.heading)}</b> ${escapeHtml(title)}.</figcaption>${chart}</figure>`
}

function row(label: string, panels: readonly string[]): string {
  return `<section class="row"><h3>${escapeHtml(label)} <span>seconds from the start of the span</span></h3><div class="panels">${panels.join('')}</div></section>`
}

function classLegend(): string {
  const entries = STACK_ORDER.map(
    (name) => `<li><svg width="18" height="12" aria-hidden="true"><rect width="18" height="12" fill="url(#class-${name})"/></svg> ${escapeHtml(CLASS_INKS[name].title)}</li>`
  )
  return `<ul class="legend" aria-label="Classes of CPU time">${entries.join('')}<li><svg width="18" height="12" aria-hidden="true"><rect class="bare" x=".5" y=".5" width="17" height="11"/></svg> idle</li></ul>`
}

function largest(values: Float64Array | null): number {
  return (values ?? new Float64Array()).reduce((max, value) => (value > max ? value : max), 0)
}
