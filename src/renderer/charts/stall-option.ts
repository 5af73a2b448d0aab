/** How long direct reclaims last: cumulative share over length, on a logarithmic axis, since stalls span decades. */
import type { LineSeriesOption } from 'echarts/charts'
import type { StallDurations } from '../../shared/stalls'
import type { ChartTable } from './chart-data'
import type { ChartTheme } from './chart-theme'
import { PERCENT_SCALE } from './cpu-option'
import { lineColor, type LineStyle } from './line-option'
import { logScale, type Scale } from './nice-scale'
import { chartGround, PANEL_BOTTOM, PANEL_TOP, type ChartOption } from './plot-frame'
import { t } from '../text/text'

export interface StallCurve {
  readonly name: string
  readonly style: LineStyle
  readonly stalls: StallDurations
  /** Drawn thin, to compare with. */
  readonly isReference?: boolean
}

export interface StallChartInput {
  readonly curves: readonly StallCurve[]
  /** Of the lengths in ms. */
  readonly scale: Scale
  readonly form: 'panel' | 'full'
  readonly width: number
  readonly theme: ChartTheme
  readonly title: string
  readonly formatValue: (value: number) => string
}

/** Shares that the table twin lists, in percent; 100 is the longest. */
const TABLE_SHARES = [1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9, 100] as const

/** One scale of lengths for all runs. */
export function stallScale(all: readonly StallDurations[]): Scale {
  const shortest = Math.min(...all.map(({ sortedMs }) => sortedMs.find((ms) => ms > 0) ?? Infinity))
  return logScale(shortest, Math.max(0, ...all.map(({ maxMs }) => maxMs ?? 0)))
}

/** Points `[ms, share %]` of the cumulative curve from the scale's lower end to its upper one; at most two per pixel. */
export function stallPoints({ sortedMs }: StallDurations, scale: Scale, width: number): [number, number][] {
  const floor = scale.logMin ?? 0
  const count = sortedMs.length
  if (count === 0) return []
  const stride = Math.max(1, Math.ceil(count / Math.max(16, width * 2)))
  const points: [number, number][] = [[floor, 0]]
  for (let rank = 0; rank < count; rank += stride) {
    // Of every stride its last length: the curve never says that more stalls are short than there are.
    const last = Math.min(count - 1, rank + stride - 1)
    points.push([Math.max(floor, sortedMs[last] ?? 0), ((last + 1) / count) * 100])
  }
  points.push([scale.max, 100])
  return points
}

/** Option of a panel or of the chart at full height. */
export function stallOption(input: StallChartInput): ChartOption {
  const { curves, scale, theme } = input
  const full = input.form === 'full'
  const label = { color: theme.mutedText }
  return {
    ...chartGround(input),
    legend: full ? { show: true, data: curves.map(({ name }) => name), left: 8, top: 30, itemWidth: 22, itemHeight: 10, textStyle: { color: theme.text }, selectedMode: false } : { show: false },
    grid: full ? { left: 64, right: 24, top: 78, bottom: 40, outerBoundsMode: 'none' } : { left: 0, right: 0, top: PANEL_TOP, bottom: PANEL_BOTTOM, outerBoundsMode: 'none' },
    xAxis: {
      type: 'log', logBase: 10, min: scale.logMin ?? 0.01, max: scale.max, axisLine: { show: full, onZero: false, lineStyle: label }, axisTick: { show: full },
      axisLabel: { show: full, ...label, formatter: (value: number) => input.formatValue(value) }, splitLine: { show: true, lineStyle: { color: theme.rule } },
      ...(full ? { name: t('charts.lengthOfADirectReclaim'), nameLocation: 'middle' as const, nameGap: 26, nameTextStyle: label } : {})
    },
    yAxis: {
      type: 'value', min: 0, max: 100, interval: PERCENT_SCALE.step, axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { show: full, ...label }, splitLine: { show: true, lineStyle: { color: theme.rule } }, ...(full ? { name: '%', nameTextStyle: label } : {})
    },
    series: curves.map((curve) => curveSeries(curve, input))
  }
}

function curveSeries(curve: StallCurve, { scale, width, theme, form, curves }: StallChartInput): LineSeriesOption {
  const color = lineColor(curve.style, theme)
  const isDashed = curve.style.kind === 'replayed' && (form === 'full' || curves.length > 2)
  return {
    type: 'line', name: curve.name, step: 'end', symbol: 'none', showSymbol: false, silent: true, animation: false, data: stallPoints(curve.stalls, scale, width), itemStyle: { color },
    lineStyle: { color, width: curve.isReference === true ? 0.75 : 1.5, type: isDashed && curve.style.kind === 'replayed' ? [...curve.style.style.dash] : 'solid', opacity: curve.isReference === true ? 0.6 : 1 }
  }
}

/** The same distributions as lengths by share. */
export function stallTable(curves: readonly StallCurve[]): ChartTable {
  return {
    columns: [t('charts.shareColumn'), ...curves.map(({ name }) => t('charts.nameMs', { name }))],
    rows: [...TABLE_SHARES.map((share) => [share, ...curves.map(({ stalls }) => lengthAt(stalls, share))])]
  }
}

/** Length that this share of the stalls does not exceed; the exact figures where they were measured before thinning. */
function lengthAt(stalls: StallDurations, share: number): number | null {
  const exact = new Map<number, number | null>([[50, stalls.p50Ms], [95, stalls.p95Ms], [99, stalls.p99Ms], [100, stalls.maxMs]]).get(share)
  if (exact !== undefined) return exact
  const { sortedMs } = stalls
  return sortedMs[Math.min(sortedMs.length - 1, Math.floor((share / 100) * sortedMs.length))] ?? null
}
