/** The trade-off of a sweep: every point in two figures, the Pareto front joined, with the intervals of its points. */
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts'
import type { ChartTable } from './chart-data'
import type { ChartTheme } from './chart-theme'
import { zeroBasedScale } from './nice-scale'
import { chartGround, type ChartOption } from './plot-frame'
import { t } from '../text/text'

export type FrontRank = 'front' | 'met' | 'fewer' | 'unmet'

export interface FrontPoint {
  readonly id: string
  readonly label: string
  readonly rank: FrontRank
  readonly isBest: boolean
  readonly x: number
  readonly y: number
  readonly xInterval: readonly [number, number] | null
  readonly yInterval: readonly [number, number] | null
}

export interface FrontInput {
  readonly points: readonly FrontPoint[]
  readonly references: readonly { readonly id: string; readonly x: number; readonly y: number }[]
  readonly xTitle: string
  readonly yTitle: string
  readonly activeId: string | null
  readonly form: 'panel' | 'full'
  readonly theme: ChartTheme
  readonly title: string
  readonly formatValue: (value: number) => string
}

const FRONT_INK = '#2b8fcb'
const CROSS = 'path://M0 0L10 10M10 0L0 10'
const STAR = 'path://M10 0L12.4 7L19.5 7.1L13.8 11.5L15.9 18.5L10 14.3L4.1 18.5L6.2 11.5L0.5 7.1L7.6 7Z'
/** Told by shape as well as by colour. */
const LOOKS: Readonly<Record<FrontRank, { readonly title: string; readonly symbol: string; readonly size: number; readonly color: string; readonly isFilled: boolean }>> = {
  unmet: { title: t('sweep.constraintNotMet'), symbol: CROSS, size: 7, color: '#808790', isFilled: false },
  fewer: { title: t('sweep.fewerRuns'), symbol: 'triangle', size: 8, color: '#808790', isFilled: false },
  met: { title: t('sweep.beatenPoint'), symbol: 'circle', size: 8, color: '#5b82a8', isFilled: false },
  front: { title: t('sweep.onTheFront'), symbol: 'circle', size: 10, color: FRONT_INK, isFilled: true }
}

/** Option of the trade-off; both axes begin at 0. */
export function frontOption(input: FrontInput): ChartOption {
  const { theme, points, references } = input
  const full = input.form === 'full'
  const axis = (name: string, values: readonly number[], gap: number) => {
    const scale = zeroBasedScale(Math.max(0, ...values), 5)
    const label = { color: theme.mutedText }
    return {
      type: 'value' as const, min: 0, max: scale.max, interval: scale.step, name, nameLocation: 'middle' as const, nameGap: gap, nameTextStyle: { color: theme.text, fontSize: 12 },
      axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...label, formatter: (value: number) => input.formatValue(value) }, splitLine: { show: true, lineStyle: { color: theme.rule } }
    }
  }
  return {
    ...chartGround(input),
    legend: { show: true, left: full ? 8 : 60, top: full ? 30 : 0, itemWidth: 11, itemHeight: 10, itemGap: 12, selectedMode: false, textStyle: { color: theme.text, fontSize: 12 }, data: legendOf(points) },
    grid: { left: 66, right: 18, top: full ? 64 : 32, bottom: 46, outerBoundsMode: 'none' },
    xAxis: axis(input.xTitle, [...points, ...references].map(({ x }) => x), 26), yAxis: axis(input.yTitle, [...points, ...references].map(({ y }) => y), 48),
    series: [whiskers(input), frontLine(points), ...(['unmet', 'fewer', 'met'] as const).map((rank) => cloud(rank, input)), referenceSeries(input), cloud('front', input), ring(input)]
  }
}

/** References carry their names beside them. */
function legendOf(points: readonly FrontPoint[]): string[] {
  return (['front', 'met', 'fewer', 'unmet'] as const).filter((rank) => points.some((point) => point.rank === rank)).map((rank) => LOOKS[rank].title)
}

function cloud(rank: FrontRank, { points, theme }: FrontInput): ScatterSeriesOption {
  const look = LOOKS[rank]
  return {
    type: 'scatter', name: look.title, symbol: look.symbol, symbolSize: look.size, animation: false, cursor: 'pointer', z: rank === 'front' ? 4 : 3,
    itemStyle: look.isFilled ? { color: look.color } : { color: 'transparent', borderColor: look.color, borderWidth: 1.5 },
    data: points.filter((point) => point.rank === rank).map((point) => ({
      name: point.id, value: [point.x, point.y], ...(point.isBest ? { symbol: STAR, symbolSize: 18, symbolKeepAspect: true, label: { show: true, formatter: t('sweep.bestPoint'), position: 'bottom' as const, distance: 1, color: theme.text, fontSize: 12, fontWeight: 600 as const } } : {})
    }))
  }
}

function frontLine(points: readonly FrontPoint[]): LineSeriesOption {
  const front = points.filter(({ rank }) => rank === 'front').sort((a, b) => a.x - b.x || b.y - a.y)
  return { type: 'line', name: t('sweep.frontLine'), data: front.map(({ x, y }) => [x, y]), symbol: 'none', silent: true, animation: false, z: 2, lineStyle: { color: FRONT_INK, width: 1, type: [4, 3] } }
}

function referenceSeries({ references, theme }: FrontInput): ScatterSeriesOption {
  return {
    type: 'scatter', name: 'reference', symbol: 'diamond', symbolSize: 12, silent: true, animation: false, z: 3, itemStyle: { color: 'transparent', borderColor: theme.observed, borderWidth: 1.5 },
    data: references.map(({ id, x, y }) => ({ name: id, value: [x, y], label: { show: true, formatter: id, position: 'right' as const, color: theme.text, fontSize: 12 } }))
  }
}

/** A ring around the point that is looked at. */
function ring({ points, activeId, theme }: FrontInput): ScatterSeriesOption {
  return {
    type: 'scatter', name: 'active', symbol: 'circle', symbolSize: 18, silent: true, animation: false, z: 5, itemStyle: { color: 'transparent', borderColor: theme.text, borderWidth: 2 },
    data: points.filter(({ id }) => id === activeId).map(({ id, x, y }) => ({ name: id, value: [x, y] }))
  }
}

/** p5 to p95 of the points on the front and of the one looked at; of all points they would hide each other. */
function whiskers({ points, activeId, theme }: FrontInput): CustomSeriesOption {
  const shown = points.filter(({ rank, id }) => rank === 'front' || id === activeId)
  return {
    type: 'custom', name: t('sweep.p5ToP95'), silent: true, animation: false, z: 2, clip: true, data: shown.map(({ x, y }) => [x, y]),
    renderItem: (params, api) => {
      const point = shown[params.dataIndex]
      if (point === undefined) return null
      const line = (from: readonly [number, number], to: readonly [number, number]) => {
        const [[x1 = 0, y1 = 0], [x2 = 0, y2 = 0]] = [api.coord([...from]), api.coord([...to])]
        return { type: 'line' as const, shape: { x1, y1, x2, y2 }, style: { stroke: point.id === activeId ? theme.text : FRONT_INK, lineWidth: 1, opacity: 0.65 } }
      }
      const across = point.xInterval === null ? [] : [line([point.xInterval[0], point.y], [point.xInterval[1], point.y])]
      const along = point.yInterval === null ? [] : [line([point.x, point.yInterval[0]], [point.x, point.yInterval[1]])]
      return { type: 'group', children: [...across, ...along] }
    }
  }
}

/** The same points as rows, the front first. */
export function frontTable({ points, references, xTitle, yTitle }: Pick<FrontInput, 'points' | 'references' | 'xTitle' | 'yTitle'>): ChartTable {
  const sorted = [...points].sort((a, b) => Number(b.rank === 'front') - Number(a.rank === 'front') || a.x - b.x)
  return {
    columns: [t('sweep.point'), t('sweep.rankColumn'), ...withEnds(yTitle), ...withEnds(xTitle)],
    rows: [
      ...references.map(({ id, x, y }) => [id, t('sweep.reference'), y, null, null, x, null, null]),
      ...sorted.map(({ label, rank, x, y, xInterval, yInterval }) => [label, LOOKS[rank].title, y, yInterval?.[0] ?? null, yInterval?.[1] ?? null, x, xInterval?.[0] ?? null, xInterval?.[1] ?? null])
    ]
  }
}

const withEnds = (title: string): string[] => [title, t('sweep.lowEnd', { title }), t('sweep.highEnd', { title })]
