/** Compressed against raw writeback: CPU time saved over the share of pages read back. A line per pair of runs, and the point where they were. */
import type { LineSeriesOption } from 'echarts/charts'
import { savedPctAt, type WritebackTradeoff } from '../../shared/writeback-tradeoff'
import type { ChartTable } from './chart-data'
import type { ChartTheme } from './chart-theme'
import { signedScale, type Scale } from './nice-scale'
import type { ConfigStyle } from './palette'
import type { ChartOption } from './plot-frame'
import { t } from '../text/text'

export interface WritebackChartInput {
  readonly tradeoffs: readonly WritebackTradeoff[]
  readonly styleOf: (configId: string) => ConfigStyle
  readonly theme: ChartTheme
  readonly title: string
}

/** Shares that the curve passes and the table lists, in percent. */
const SHARES = Array.from({ length: 21 }, (_, i) => i * 5)
const STEPS_PCT = 100

/** From the lowest to the highest saving anywhere; a saving cannot exceed 100 %. */
export function savingScale(tradeoffs: readonly WritebackTradeoff[]): Scale {
  const values = tradeoffs.flatMap((entry) => [savedPctAt(entry, 0), savedPctAt(entry, 1)])
  return signedScale(Math.min(0, ...values), Math.max(0, ...values))
}

/** Option of the chart; axes and legend are part of it. */
export function writebackOption({ tradeoffs, styleOf, theme, title }: WritebackChartInput): ChartOption {
  const label = { color: theme.mutedText }
  const scale = savingScale(tradeoffs)
  const name = { nameLocation: 'middle' as const, nameTextStyle: label }
  const rule = { show: true, lineStyle: { color: theme.rule } }
  return {
    animation: false,
    backgroundColor: theme.ground,
    textStyle: { fontFamily: 'system-ui, sans-serif', fontSize: 12, color: theme.text },
    aria: { enabled: true, label: { description: title } },
    legend: { show: true, data: tradeoffs.map(({ compressedId }) => compressedId), left: 8, top: 4, itemWidth: 22, itemHeight: 10, textStyle: { color: theme.text }, selectedMode: false },
    grid: { left: 60, right: 24, top: 32, bottom: 44, outerBoundsMode: 'none' },
    xAxis: { type: 'value', min: 0, max: STEPS_PCT, interval: 20, axisLine: { onZero: false, lineStyle: label }, axisLabel: label, splitLine: rule, name: t('charts.pagesReadBack'), nameGap: 26, ...name },
    yAxis: { type: 'value', min: scale.min ?? 0, max: scale.max, interval: scale.step, axisLine: { show: false }, axisLabel: label, splitLine: rule, name: t('charts.cpuTimeSaved'), nameGap: 40, ...name },
    series: tradeoffs.flatMap((entry) => [curve(entry, styleOf(entry.compressedId)), point(entry, styleOf(entry.compressedId), theme)])
  }
}

function curve(entry: WritebackTradeoff, { color, dash }: ConfigStyle): LineSeriesOption {
  return {
    type: 'line', name: entry.compressedId, data: SHARES.map((pct) => [pct, savedPctAt(entry, pct / 100)]), showSymbol: false, silent: true, animation: false,
    itemStyle: { color }, lineStyle: { color, width: 1.5, type: [...dash] }
  }
}

/** Where the runs were. */
function point(entry: WritebackTradeoff, { color }: ConfigStyle, theme: ChartTheme): LineSeriesOption {
  const pct = entry.share * 100
  return {
    type: 'line', name: t('charts.compressedIdReplayed', { compressedId: entry.compressedId }), data: [[pct, savedPctAt(entry, entry.share)]], symbol: 'circle', symbolSize: 9, silent: true, animation: false,
    itemStyle: { color, borderColor: theme.ground, borderWidth: 1.5 },
    label: { show: true, position: pct > 70 ? 'left' : 'right', distance: 8, color: theme.text, formatter: t('charts.valueSavedAtValue2Read', { value: savedPctAt(entry, entry.share).toFixed(0), value2: pct.toFixed(0) }) }
  }
}

/** The same as numbers. */
export function writebackTable(tradeoffs: readonly WritebackTradeoff[]): ChartTable {
  return {
    columns: [t('charts.readBack'), ...tradeoffs.map(({ compressedId, rawId }) => t('charts.compressedIdSavesAgainstRawId', { compressedId, rawId }))],
    rows: SHARES.map((pct) => [pct, ...tradeoffs.map((entry) => Number(savedPctAt(entry, pct / 100).toPrecision(6)))])
  }
}
