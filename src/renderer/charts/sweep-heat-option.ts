/** Two fields of a sweep against a figure: a grid of shaded cells with their values written in them. */
import type { CustomSeriesOption } from 'echarts/charts'
import type { ChartTable } from './chart-data'
import type { ChartTheme } from './chart-theme'
import { chartGround, type ChartOption } from './plot-frame'

export interface HeatCell {
  readonly x: number
  readonly y: number
  /** Id of the point that stands for the cell. */
  readonly id: string
  readonly value: number | null
  readonly text: string
  readonly isBest: boolean
  /** False: no point of the cell meets the constraints. */
  readonly isMet: boolean
}

export interface HeatInput {
  readonly cells: readonly HeatCell[]
  readonly xTitle: string
  readonly yTitle: string
  readonly xNames: readonly string[]
  readonly yNames: readonly string[]
  readonly activeId: string | null
  readonly form: 'panel' | 'full'
  readonly theme: ChartTheme
  readonly title: string
}

/** Weak end of the ramp over the ground, in parts of 1; the strong end is the colour itself. */
const WEAKEST = 0.06
const STRONG = { light: [10, 95, 168], dark: [64, 148, 216] } as const
const GROUND = { light: [255, 255, 255], dark: [20, 23, 27] } as const

/** Colour of a share 0..1 of the range, and ink with at least 4.5 : 1 on it. */
export function heatShade(share: number, theme: ChartTheme): { readonly fill: string; readonly ink: string } {
  const weight = WEAKEST + (1 - WEAKEST) * Math.min(1, Math.max(0, share)) * 0.94
  const mixed = STRONG[theme.name].map((channel, i) => Math.round(channel * weight + (GROUND[theme.name][i] ?? 0) * (1 - weight)))
  const luminance = mixed.map((channel) => (channel / 255 <= 0.03928 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, part, i) => sum + part * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0)
  return { fill: `rgb(${mixed.join(', ')})`, ink: 1.05 / (luminance + 0.05) >= 4.5 ? '#ffffff' : '#000000' }
}

/** Option of the heat map; larger values are stronger. */
export function heatOption(input: HeatInput): ChartOption {
  const { theme } = input
  const full = input.form === 'full'
  const label = { color: theme.mutedText }
  const axis = (names: readonly string[], name: string, gap: number) => ({
    type: 'category' as const, data: [...names], name, nameLocation: 'middle' as const, nameGap: gap, nameTextStyle: { color: theme.text, fontSize: 12 },
    axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...label, fontSize: 12, interval: 0, hideOverlap: true, width: 84, overflow: 'truncate' as const }, splitLine: { show: false }
  })
  return {
    ...chartGround(input),
    grid: { left: 74, right: 12, top: full ? 48 : 8, bottom: 48, outerBoundsMode: 'none' },
    xAxis: axis(input.xNames, input.xTitle, 28), yAxis: { ...axis(input.yNames, input.yTitle, 58), axisLabel: { ...label, width: 50, overflow: 'truncate' as const } }, series: [cellSeries(input)]
  }
}

function cellSeries({ cells, activeId, theme }: HeatInput): CustomSeriesOption {
  const known = cells.flatMap(({ value }) => value ?? [])
  const [low, high] = [Math.min(...known), Math.max(...known)]
  return {
    type: 'custom', animation: false, data: cells.map(({ x, y, id }) => ({ value: [x, y], name: id })),
    renderItem: (params, api) => {
      const cell = cells[params.dataIndex]
      if (cell === undefined) return null
      const [cx = 0, cy = 0] = api.coord([cell.x, cell.y])
      const [width = 0, height = 0] = (api.size?.([1, 1]) ?? [0, 0]) as number[]
      const { fill, ink } = cell.value === null ? { fill: theme.rule, ink: theme.text } : heatShade(high > low ? (cell.value - low) / (high - low) : 0, theme)
      const isActive = cell.id === activeId
      const frame = cell.isBest || isActive ? { stroke: theme.text, lineWidth: isActive ? 3 : 2, ...(isActive ? {} : { lineDash: [4, 2] }) } : {}
      const text = width < 34 ? '' : `${cell.isBest ? '★ ' : ''}${cell.text}${cell.isMet ? '' : ' ✕'}`
      return {
        type: 'rect', shape: { x: cx - width / 2 + 1, y: cy - height / 2 + 1, width: Math.max(0, width - 2), height: Math.max(0, height - 2) }, style: { fill, ...frame }, z2: isActive || cell.isBest ? 2 : 1,
        textContent: { type: 'text', style: { text, fill: ink, fontSize: 12, fontWeight: cell.isBest ? 600 : 400, width: width - 6, overflow: 'truncate' } }, textConfig: { position: 'inside' }
      }
    }
  }
}

/** The same cells as rows: one per value of the row's field. */
export function heatTable({ cells, xNames, yNames, xTitle, yTitle }: Pick<HeatInput, 'cells' | 'xNames' | 'yNames' | 'xTitle' | 'yTitle'>): ChartTable {
  const valueAt = (x: number, y: number): number | null => cells.find((cell) => cell.x === x && cell.y === y)?.value ?? null
  return { columns: [`${yTitle} \\ ${xTitle}`, ...xNames], rows: yNames.map((name, y) => [name, ...xNames.map((_, x) => valueAt(x, y))]) }
}
