import { describe, expect, it } from 'vitest'
import { DARK_CHART, LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { chartToSvg } from '../../../src/renderer/charts/export-chart'
import { tableToCsv } from '../../../src/renderer/charts/chart-data'
import { frontOption, frontTable, type FrontInput } from '../../../src/renderer/charts/sweep-front-option'
import { heatOption, heatShade, heatTable, type HeatInput } from '../../../src/renderer/charts/sweep-heat-option'
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([CustomChart, ScatterChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer])

const HEAT: HeatInput = {
  cells: [
    { x: 0, y: 0, id: 'a', value: 10, text: '10', isBest: true, isMet: true }, { x: 1, y: 0, id: 'b', value: 20, text: '20', isBest: false, isMet: false }, { x: 0, y: 1, id: 'c', value: null, text: '–', isBest: false, isMet: true }
  ],
  xTitle: 'FIFO depth', yTitle: 'Threads', xNames: ['24', '256'], yNames: ['1', '2'], activeId: 'b', form: 'full', theme: LIGHT_CHART, title: 'Stalls by depth and threads'
}
const FRONT: FrontInput = {
  points: [
    { id: 'a', label: 'threads 1', rank: 'front', isBest: true, x: 1, y: 9, xInterval: [0.5, 1.5], yInterval: [8, 10] }, { id: 'b', label: 'threads 2', rank: 'front', isBest: false, x: 3, y: 2, xInterval: null, yInterval: null },
    { id: 'c', label: 'threads 3', rank: 'met', isBest: false, x: 4, y: 4, xInterval: [3, 5], yInterval: [3, 5] }, { id: 'd', label: '=threads', rank: 'unmet', isBest: false, x: 5, y: 1, xInterval: null, yInterval: null }
  ],
  references: [{ id: 'off', x: 0.5, y: 12 }], xTitle: 'CPU, s', yTitle: 'Stalls, ms', activeId: 'c', form: 'full', theme: LIGHT_CHART, title: 'Stalls against CPU', formatValue: String
}

/** Contrast of two `rgb(…)` or hex colours. */
function contrast(a: string, b: string): number {
  const luminance = (color: string): number => {
    const parts = color.startsWith('#') ? [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) : color.match(/\d+/g)!.map(Number)
    return parts.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i]!, 0)
  }
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number]
  return (x + 0.05) / (y + 0.05)
}

describe('the heat map', () => {
  it('draws every cell with its value, marks the best, and crosses what meets no constraint', () => {
    const svg = chartToSvg(heatOption(HEAT))
    for (const text of ['★ 10', '20 ✕', '–', 'FIFO depth', 'Threads']) expect(svg).toContain(text)
  })

  it.each([LIGHT_CHART, DARK_CHART])('is readable on every shade ($name)', (theme) => {
    for (let share = 0; share <= 1; share += 0.02) {
      const { fill, ink } = heatShade(share, theme)
      expect(contrast(fill, ink), `${share}`).toBeGreaterThanOrEqual(4.5)
    }
    expect(heatShade(0, theme).fill).not.toBe(heatShade(1, theme).fill)
  })

  it('has a table twin with a row for every value', () => {
    expect(heatTable(HEAT)).toEqual({ columns: ['Threads \\ FIFO depth', '24', '256'], rows: [['1', 10, 20], ['2', null, null]] })
  })
})

describe('the trade-off', () => {
  it('shows ranks by shape, names references and the best, and joins the front from left to right', () => {
    const option = frontOption(FRONT)
    const series = option.series as { name: string; type: string; data: unknown[]; symbol?: string }[]
    expect(series.find(({ name }) => name === 'front line')?.data).toEqual([[1, 9], [3, 2]])
    expect(new Set(series.filter(({ type }) => type === 'scatter').map(({ symbol }) => symbol)).size).toBeGreaterThanOrEqual(4)
    expect(series.find(({ name }) => name === 'active')?.data).toEqual([{ name: 'c', value: [4, 4] }])
    const svg = chartToSvg(option)
    for (const text of ['best', 'off', 'on the front', 'beaten', 'constraint not met', 'Stalls, ms']) expect(svg).toContain(text)
  })

  it('draws intervals of the front and of the point looked at only', () => {
    const whiskers = (frontOption(FRONT).series as { name: string; data: unknown[] }[]).find(({ name }) => name === 'p5 to p95')
    expect(whiskers?.data).toEqual([[1, 9], [3, 2], [4, 4]])
  })

  it('has a table twin, references first, whose texts are no formulas in a spreadsheet', () => {
    const table = frontTable(FRONT)
    expect(table.rows.map(([name]) => name)).toEqual(['off', 'threads 1', 'threads 2', 'threads 3', '=threads'])
    expect(table.rows[1]).toEqual(['threads 1', 'on the front', 9, 8, 10, 1, 0.5, 1.5])
    expect(tableToCsv(table)).toContain("\n'=threads,constraint not met,1,,,5,,\n")
  })
})
