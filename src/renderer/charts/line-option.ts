/** One value over time: pgsteal_anon per second, allocstall per second, queue depth, free pages. */
import type { LineSeriesOption } from 'echarts/charts'
import { bandSeries, type Band } from './band-series'
import type { BinGrid } from './bins'
import type { ChartTheme } from './chart-theme'
import { SECOND_CAPTURE, type ConfigStyle } from './palette'
import type { ChartOption, PlotFrame } from './plot-frame'
import { frameOption } from './plot-frame'
import { stepLine } from './step-line'

/** How a line is drawn: observed is solid ink (of a second capture solid violet), replayed takes its configuration's colour and dash. */
export type LineStyle = { readonly kind: 'observed'; readonly isSecond?: boolean } | { readonly kind: 'replayed'; readonly style: ConfigStyle }

/** Colour of a line. */
export function lineColor(style: LineStyle, theme: Pick<ChartTheme, 'observed'>): string {
  if (style.kind === 'replayed') return style.style.color
  return style.isSecond === true ? SECOND_CAPTURE.color : theme.observed
}

/** What stands for a line in legends; null is the ink of the observed line. */
export function swatchOf(style: LineStyle | undefined): ConfigStyle | null {
  if (style === undefined) return null
  if (style.kind === 'replayed') return style.style
  return style.isSecond === true ? SECOND_CAPTURE : null
}

export interface LineInput {
  readonly name: string
  readonly grid: BinGrid
  readonly values: Float64Array
  readonly style: LineStyle
  /** From the values' unit to the axis's; 1 when absent. */
  readonly factor?: number
  /** How far the runs lie apart; in the unit of `values`. */
  readonly band?: Band
}

/** A level drawn across the plot, such as a watermark. */
export interface Level {
  readonly name: string
  readonly value: number
  readonly dash: readonly number[]
}

export interface LineChartInput {
  readonly frame: PlotFrame
  /** Time that the axis calls 0. */
  readonly originNs: number
  readonly lines: readonly LineInput[]
  readonly levels?: readonly Level[]
  /** Filled down to the axis; not where lines lie over each other. */
  readonly isFilled?: boolean
}

/** Option of a line chart. Rates and gauges alike are steps: a bin has one value, and the picture does not pretend more. */
export function lineOption(input: LineChartInput): ChartOption {
  const { frame } = input
  const lines = input.lines.map((line, index) => lineSeries(line, input, index === 0 ? (input.levels ?? []) : []))
  const bands = input.lines.flatMap(({ name, grid, band, factor = 1, style }) =>
    band === undefined ? [] : [bandSeries({ name, grid, band, factor, originNs: input.originNs, floor: frame.scale.logMin ?? -Infinity, color: lineColor(style, frame.theme) })])
  return { ...frameOption(frame, input.lines.map((line) => line.name)), series: [...bands, ...lines] }
}

function lineSeries(line: LineInput, input: LineChartInput, levels: readonly Level[]): LineSeriesOption {
  const { frame, originNs } = input
  // The band takes the place of the fill.
  const isFilled = (input.isFilled ?? true) && line.band === undefined
  const color = lineColor(line.style, frame.theme)
  const dash = line.style.kind === 'observed' ? 'solid' : [...line.style.style.dash]
  return {
    ...stepLine({ name: line.name, grid: line.grid, values: line.values, originNs, factor: line.factor, floor: frame.scale.logMin }), clip: true,
    itemStyle: { color },
    lineStyle: { color, width: line.style.kind === 'observed' ? 1.25 : 1.5, type: input.lines.length > 1 ? dash : 'solid' },
    // A scale without zero fills from its lower end.
    ...(isFilled ? { areaStyle: { color, opacity: line.style.kind === 'observed' ? 0.1 : 0.18, origin: frame.scale.logMin === undefined ? ('auto' as const) : ('start' as const) } } : {}),
    ...(levels.length === 0 ? {} : { markLine: levelLines(levels, frame) })
  }
}

function levelLines(levels: readonly Level[], frame: PlotFrame): NonNullable<LineSeriesOption['markLine']> {
  return {
    silent: true, symbol: 'none', animation: false,
    data: levels.map((level) => ({
      name: level.name, yAxis: level.value,
      lineStyle: { color: frame.theme.mutedText, width: 1, type: [...level.dash] },
      label: { show: frame.form === 'full', formatter: level.name, position: 'insideEndTop' as const, color: frame.theme.mutedText }
    }))
  }
}
