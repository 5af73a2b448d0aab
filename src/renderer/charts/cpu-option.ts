/** One CPU's time by class over time, as stacked areas from 0 to 100 %. */
import type { LineSeriesOption } from 'echarts/charts'
import type { CpuSeries } from '../../shared/series'
import type { BinGrid } from './bins'
import { CLASS_STYLES, STACKED_CLASSES } from './palette'
import type { ChartOption, PlotFrame } from './plot-frame'
import { frameOption } from './plot-frame'
import type { Scale } from './nice-scale'
import { stepLine } from './step-line'

export const PERCENT_SCALE: Scale = { max: 100, step: 50, ticks: [0, 50, 100] }
/** For rows too low for three labels. */
export const COMPACT_PERCENT_SCALE: Scale = { max: 100, step: 100, ticks: [0, 100] }

export interface CpuChartInput {
  readonly frame: PlotFrame
  readonly originNs: number
  readonly grid: BinGrid
  readonly cpu: CpuSeries
}

/**
 * Option of a stacked CPU chart. Idle is left out: the empty rest up to 100 % is idle. The sums are made here, and the lower area lies over the higher one:
 * ECharts would add decimal by decimal.
 */
export function cpuOption(input: CpuChartInput): ChartOption {
  const tops = stackedTops(input.cpu)
  const series = STACKED_CLASSES.map((name, index): LineSeriesOption => {
    const style = CLASS_STYLES[name]
    return {
      ...stepLine({ name: style.title, grid: input.grid, values: tops[index] ?? new Float64Array(), originNs: input.originNs, factor: 100 }), z: 2 + STACKED_CLASSES.length - index,
      itemStyle: { color: style.color, ...(style.decal === null ? {} : { decal: toDecal(style.decal) }) },
      lineStyle: { width: 0 },
      areaStyle: { color: style.color, opacity: 1, origin: 'start' }
    }
  })
  return { ...frameOption({ ...input.frame, legendIcon: 'rect' }, STACKED_CLASSES.map((name) => CLASS_STYLES[name].title)), series }
}

/** Upper edge of every class, in the order of the stack; NaN where the class is unknown, which counts as nothing for those above. */
export function stackedTops({ byClass }: CpuSeries): Float64Array[] {
  const below = new Float64Array(byClass.app.length)
  return STACKED_CLASSES.map((name) => byClass[name].map((share, bin) => {
    const top = (below[bin] ?? 0) + share
    if (!Number.isNaN(share)) below[bin] = top
    return top
  }))
}

type EChartsDecal = NonNullable<NonNullable<LineSeriesOption['itemStyle']>['decal']>

/** A hatch as ECharts draws it. */
export function toDecal(decal: NonNullable<(typeof CLASS_STYLES)['app']['decal']>): EChartsDecal {
  return {
    symbol: decal.symbol, symbolSize: decal.symbolSize, rotation: decal.rotation, color: decal.color,
    dashArrayX: decal.dashArrayX.map((part) => (typeof part === 'number' ? part : [...part])) as number[] | number[][],
    dashArrayY: [...decal.dashArrayY]
  } as EChartsDecal
}
