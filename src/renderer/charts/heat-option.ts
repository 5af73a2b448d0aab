/** How busy every CPU was over time: one band per CPU, darker is busier. The first CPU is on top. */
import type { CustomSeriesOption } from 'echarts/charts'
import type { SeriesSet } from '../../shared/series'
import { busyShare } from './bins'
import type { ChartTable } from './chart-data'
import { lineColor, type LineStyle } from './line-option'
import type { Scale } from './nice-scale'
import type { ChartOption, PlotFrame } from './plot-frame'
import { frameOption } from './plot-frame'
import { t } from '../text/text'

/** Steps of darkness: as many as can be told apart. A CPU below half a step stays bare. */
export const SHADES = 8

export interface HeatInput {
  readonly frame: PlotFrame
  readonly originNs: number
  readonly set: SeriesSet
  readonly cpus: readonly number[]
  readonly style: LineStyle
}

/** A stretch of bins of one CPU with the same shade. */
export interface HeatRun {
  readonly lane: number
  readonly fromBin: number
  readonly toBin: number
}

/** The value axis counts bands; the row's margin names the first and the last. */
export function heatScale(cpuCount: number): Scale {
  return { max: cpuCount, step: cpuCount, ticks: cpuCount > 1 ? [0.5, cpuCount - 0.5] : [0.5] }
}

/** Runs of every shade, from 1 (faint) to `SHADES`; index 0 is unused. Joined neighbours keep the picture far below a rectangle per bin. */
export function heatRuns(set: SeriesSet, cpus: readonly number[]): HeatRun[][] {
  const runs: HeatRun[][] = Array.from({ length: SHADES + 1 }, () => [])
  cpus.forEach((number, lane) => {
    const cpu = set.cpus.find((series) => series.cpu === number)
    if (cpu === undefined) return
    const busy = busyShare(cpu)
    let from = 0
    for (let bin = 1; bin <= set.binCount; bin++) {
      const shade = shadeOf(busy[from])
      if (bin < set.binCount && shadeOf(busy[bin]) === shade) continue
      if (shade > 0) runs[shade]?.push({ lane, fromBin: from, toBin: bin })
      from = bin
    }
  })
  return runs
}

function shadeOf(share: number | undefined): number {
  return share === undefined || Number.isNaN(share) ? 0 : Math.min(SHADES, Math.max(0, Math.round(share * SHADES)))
}

/** One path per shade: few shapes, however many bins. */
export function heatOption({ frame, originNs, set, cpus, style }: HeatInput): ChartOption {
  const color = lineColor(style, frame.theme)
  const runs = heatRuns(set, cpus)
  const series: CustomSeriesOption = {
    type: 'custom', name: frame.title, silent: true, animation: false, clip: true, data: Array.from({ length: SHADES }, (_, index) => [index + 1]),
    renderItem: (_params, api) => {
      const shade = Number(api.value(0))
      const edge = (bin: number, lane: number): [number, number] => {
        const [x = 0, y = 0] = api.coord([(set.startNs + bin * set.binNs - originNs) / 1e9, cpus.length - lane])
        return [Number(x.toFixed(2)), Number(y.toFixed(2))]
      }
      const rectangles = (runs[shade] ?? []).map(({ lane, fromBin, toBin }) => {
        const [left, top] = edge(fromBin, lane)
        const [right, bottom] = edge(toBin, lane + 1)
        return `M${left} ${top}H${right}V${Math.max(top, bottom - 1)}H${left}Z`
      })
      return rectangles.length === 0 ? null : { type: 'path', shape: { pathData: rectangles.join('') }, style: { fill: color, opacity: shade / SHADES } }
    }
  }
  const bands = cpus.map((_, lane) => cpus.length - lane - 0.5)
  const option = frameOption(frame, [])
  const names = { show: frame.form === 'full', color: frame.theme.mutedText, customValues: bands, formatter: (value: number) => `CPU ${cpus[Math.floor(cpus.length - value)] ?? ''}` }
  return { ...option, yAxis: { ...option.yAxis, name: '', axisLabel: names, splitLine: { show: false } } as NonNullable<ChartOption['yAxis']>, series }
}

/** The same as busy percent of every CPU. */
export function heatTable(set: SeriesSet, cpus: readonly number[], originNs: number): ChartTable {
  const shares = cpus.map((number) => {
    const cpu = set.cpus.find((series) => series.cpu === number)
    return cpu === undefined ? null : busyShare(cpu)
  })
  return {
    columns: [t('charts.timeS'), ...cpus.map((cpu) => t('charts.cpuCpuBusy', { cpu }))],
    rows: Array.from({ length: set.binCount }, (_, bin) => [
      Number(((set.startNs + bin * set.binNs - originNs) / 1e9).toFixed(6)),
      ...shares.map((values) => percent(values?.[bin]))
    ])
  }
}

function percent(share: number | undefined): number | null {
  return share === undefined || Number.isNaN(share) ? null : Number((share * 100).toPrecision(6))
}
