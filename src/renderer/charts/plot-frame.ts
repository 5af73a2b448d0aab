/** What every time chart has in common: span, value scale, ground, and its two forms. */
import type { ComposeOption } from 'echarts/core'
import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts'
import type { AriaComponentOption, GridComponentOption, LegendComponentOption, MarkLineComponentOption, TitleComponentOption } from 'echarts/components'
import type { ChartTheme } from './chart-theme'
import type { Scale } from './nice-scale'
import { decimalsOf, ticksWithin } from './nice-scale'
import { t } from '../text/text'

export type ChartOption = ComposeOption<
  LineSeriesOption | ScatterSeriesOption | BarSeriesOption | CustomSeriesOption | GridComponentOption | LegendComponentOption | TitleComponentOption | AriaComponentOption | MarkLineComponentOption
>

export interface PlotFrame {
  /** Visible span in seconds, on the axis that the labels show. */
  readonly startS: number
  readonly endS: number
  readonly scale: Scale
  /** Plot width in pixels; chooses the density of time ticks. */
  readonly width: number
  readonly theme: ChartTheme
  /** `panel`: bare plot of a row, whose labels stand in the row's margin; `full`: with axes, legend and title, for detail and export. */
  readonly form: 'panel' | 'full'
  /** Sentence above the chart and its accessible name. */
  readonly title: string
  readonly unit: string
  /** Shape of legend entries; areas show their fill and hatch. */
  readonly legendIcon?: 'rect'
  readonly formatValue: (value: number) => string
}

/** Space above the plot of a panel, so that a line at the maximum is not cut. */
export const PANEL_TOP = 3
export const PANEL_BOTTOM = 1

/** What charts of every kind begin with: no animation, ground, type, accessible name, and the title where it stands alone. */
export function chartGround({ theme, title, form }: Pick<PlotFrame, 'theme' | 'title' | 'form'>): ChartOption {
  const full = form === 'full'
  return {
    animation: false,
    backgroundColor: full ? theme.ground : 'transparent',
    textStyle: { fontFamily: 'system-ui, sans-serif', fontSize: 12, color: theme.text },
    aria: { enabled: true, label: { description: title } },
    title: full ? { text: title, left: 8, top: 6, textStyle: { fontSize: 14, fontWeight: 600, color: theme.text } } : { show: false }
  }
}

/** Axes, grid, title and the rules that hold for every chart: no animation, axes from 0, accessible name. */
export function frameOption(frame: PlotFrame, legend: readonly string[]): ChartOption {
  const full = frame.form === 'full'
  const { theme } = frame
  return {
    ...chartGround(frame),
    legend: full
      ? { show: legend.length > 1, data: [...legend], left: 8, top: 30, itemWidth: 22, itemHeight: 10, ...(frame.legendIcon === undefined ? {} : { icon: frame.legendIcon }), textStyle: { color: theme.text }, selectedMode: false }
      : { show: false },
    grid: full
      ? { left: 64, right: 24, top: legend.length > 1 ? 78 : 56, bottom: 40, outerBoundsMode: 'none' }
      : { left: 0, right: 0, top: PANEL_TOP, bottom: PANEL_BOTTOM, outerBoundsMode: 'none' },
    xAxis: timeAxis(frame, full),
    yAxis: valueAxis(frame, full)
  }
}

function timeAxis(frame: PlotFrame, full: boolean): NonNullable<ChartOption['xAxis']> {
  const { step, ticks } = ticksWithin(frame.startS, frame.endS, frame.width)
  const decimals = decimalsOf(step)
  return {
    type: 'value', min: frame.startS, max: frame.endS,
    axisLine: { show: full, onZero: false, lineStyle: { color: frame.theme.mutedText } },
    // The rules of the grid follow these values too: the same round seconds as on the ruler above the rows.
    axisTick: { show: full, customValues: [...ticks] },
    axisLabel: { show: full, customValues: [...ticks], color: frame.theme.mutedText, formatter: (value: number) => value.toFixed(decimals) },
    splitLine: { show: true, lineStyle: { color: frame.theme.rule } },
    ...(full ? { name: t('charts.secondsSinceTheStartOf'), nameLocation: 'middle' as const, nameGap: 26, nameTextStyle: { color: frame.theme.mutedText } } : {})
  }
}

function valueAxis(frame: PlotFrame, full: boolean): NonNullable<ChartOption['yAxis']> {
  const { scale } = frame
  const ends = scale.logMin === undefined ? { type: 'value' as const, min: scale.min ?? 0, max: scale.max, interval: scale.step } : { type: 'log' as const, logBase: 10, min: scale.logMin, max: scale.max }
  return {
    ...ends,
    axisLine: { show: false }, axisTick: { show: false },
    axisLabel: { show: full, color: frame.theme.mutedText, formatter: (value: number) => frame.formatValue(value) },
    splitLine: { show: true, lineStyle: { color: frame.theme.rule } },
    ...(full ? { name: frame.unit, nameLocation: 'end' as const, nameGap: 12, nameTextStyle: { color: frame.theme.mutedText, align: 'right' as const } } : {})
  }
}
