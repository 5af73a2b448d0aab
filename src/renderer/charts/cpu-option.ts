/** One CPU's time by class over time, as stacked areas from 0 to 100 %. */
import type { LineSeriesOption } from 'echarts/charts'
import type { CpuSeries } from '../../shared/series'
import type { BinGrid } from './bins'
import { stepPoints } from './bins'
import { CLASS_STYLES, STACKED_CLASSES } from './palette'
import type { ChartOption, PlotFrame } from './plot-frame'
import { frameOption } from './plot-frame'
import type { Scale } from './nice-scale'

export const PERCENT_SCALE: Scale = { max: 100, step: 50, ticks: [0, 50, 100] }
/** For rows too low for three labels. */
export const COMPACT_PERCENT_SCALE: Scale = { max: 100, step: 100, ticks: [0, 100] }

export interface CpuChartInput {
  readonly frame: PlotFrame
  readonly originNs: number
  readonly grid: BinGrid
  readonly cpu: CpuSeries
}

/** Option of a stacked CPU chart. Idle is left out: the empty rest up to 100 % is idle. */
export function cpuOption(input: CpuChartInput): ChartOption {
  const series = STACKED_CLASSES.map((name): LineSeriesOption => {
    const style = CLASS_STYLES[name]
    return {
      type: 'line', name: style.title, stack: 'cpu', step: 'end', showSymbol: false, silent: true, animation: false,
      data: stepPoints(input.grid, input.cpu.byClass[name], input.originNs, 100),
      itemStyle: { color: style.color, ...(style.decal === null ? {} : { decal: toDecal(style.decal) }) },
      lineStyle: { width: 0 },
      areaStyle: { color: style.color, opacity: 1 }
    }
  })
  return { ...frameOption({ ...input.frame, legendIcon: 'rect' }, STACKED_CLASSES.map((name) => CLASS_STYLES[name].title)), series }
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
