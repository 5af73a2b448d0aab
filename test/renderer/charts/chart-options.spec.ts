import { describe, expect, it } from 'vitest'
import { DARK_CHART, LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { cpuTable, tableToCsv, thinRows } from '../../../src/renderer/charts/chart-data'
import { chartToSvg } from '../../../src/renderer/charts/export-chart'
import { CLASS_STYLES, CONFIG_STYLES, STACKED_CLASSES } from '../../../src/renderer/charts/palette'
import type { PlotFrame } from '../../../src/renderer/charts/plot-frame'
import { readRow } from '../../../src/renderer/charts/readout'
import { comparisonRows, isCut, overviewRows, panelOption, panelTable, rowHasData, rowScale, type Row } from '../../../src/renderer/charts/rows'
import { use } from 'echarts/core'
import { LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'
import { fakeSeries } from '../support/fake-data'

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, AriaComponent, SVGRenderer])

const SET = fakeSeries(1e9, 9e9, 40)
const WATERMARKS = { min: 1000, low: 2000, high: 3000 }
const [pgsteal, allocstall, cpu0] = comparisonRows([0, 1]) as [Row, Row, Row]
const free = overviewRows([0], WATERMARKS)[0]!
const REPLAYED = { kind: 'replayed', style: CONFIG_STYLES[1]! } as const

function frame(row: Row, form: 'panel' | 'full' = 'panel', theme = LIGHT_CHART): PlotFrame {
  return { startS: 0, endS: 8, scale: rowScale(row, [SET]), width: 400, theme, form, title: 'a title', unit: row.unit, formatValue: String }
}

function option(row: Row, style: Parameters<typeof panelOption>[0]['style'] = { kind: 'observed' }, plot = frame(row)) {
  const made = panelOption({ row, set: SET, frame: plot, originNs: 1e9, name: 'off', style })
  if (made === null) throw new Error('no option')
  return { made, series: made.series as { name: string; step: string; data: number[][]; showSymbol: boolean; lineStyle: { color: string; type: unknown; width: number }; itemStyle: { decal?: unknown }; stack?: string; markLine?: { data: { yAxis: number }[] } }[] }
}

describe('every chart', () => {
  it.each([pgsteal, allocstall, cpu0, free])('of $title is still, starts at 0, hides symbols and has a name', (row) => {
    const { made, series } = option(row)
    expect(made.animation).toBe(false)
    expect(made.yAxis).toMatchObject({ min: 0 })
    expect(made.xAxis).toMatchObject({ min: 0, max: 8 })
    expect(made.aria).toMatchObject({ enabled: true, label: { description: 'a title' } })
    expect(series.every((item) => !item.showSymbol && item.step === 'end')).toBe(true)
  })

  it('shows axes, title and unit only when it stands alone', () => {
    expect(option(pgsteal).made.title).toMatchObject({ show: false })
    const { made } = option(pgsteal, REPLAYED, frame(pgsteal, 'full'))
    expect(made.title).toMatchObject({ text: 'a title' })
    expect(made.yAxis).toMatchObject({ name: 'pages/s', axisLabel: { show: true } })
  })
})

describe('line charts', () => {
  it('draw the recording in ink and a replay in the colour of its configuration', () => {
    expect(option(pgsteal).series[0]?.lineStyle).toMatchObject({ color: LIGHT_CHART.observed, type: 'solid' })
    expect(option(pgsteal, { kind: 'observed' }, frame(pgsteal, 'panel', DARK_CHART)).series[0]?.lineStyle.color).toBe(DARK_CHART.observed)
    expect(option(pgsteal, REPLAYED).series[0]?.lineStyle.color).toBe(REPLAYED.style.color)
  })

  it('dash a replay where it can lie over others', () => {
    expect(option(pgsteal, REPLAYED, frame(pgsteal, 'full')).series[0]?.lineStyle.type).toEqual(REPLAYED.style.dash)
  })

  it('draw the watermarks across free pages', () => {
    expect(option(free).series[0]?.markLine?.data.map((line) => line.yAxis)).toEqual([3000, 2000, 1000])
  })
})

describe('CPU charts', () => {
  it('stack the classes in one order with their hatches, idle left out', () => {
    const { series } = option(cpu0)
    expect(series.map((item) => item.name)).toEqual(STACKED_CLASSES.map((name) => CLASS_STYLES[name].title))
    expect(series.every((item) => item.stack === 'cpu')).toBe(true)
    expect(series.map((item) => item.itemStyle.decal !== undefined)).toEqual(STACKED_CLASSES.map((name) => CLASS_STYLES[name].decal !== null))
  })

  it('draw shares as percent of the CPU', () => {
    const kswapd = SET.cpus[0]!.byClass.kswapd
    expect(option(cpu0).series[0]?.data[3]?.[1]).toBeCloseTo(kswapd[3]! * 100)
  })
})

describe('rows', () => {
  it('share one scale over all columns', () => {
    const low = fakeSeries(1e9, 9e9, 40, 0.1)
    expect(rowScale(pgsteal, [low, SET, null])).toEqual(rowScale(pgsteal, [SET]))
    expect(rowScale(pgsteal, [low]).max).toBeLessThan(rowScale(pgsteal, [SET]).max)
  })

  it('keep the watermarks in view, and can cut free memory that is far above them', () => {
    const quiet = fakeSeries(1e9, 9e9, 40, 0.001)
    const plenty = fakeSeries(1e9, 9e9, 40, 10)
    expect(rowScale(free, [quiet]).max).toBeGreaterThanOrEqual(WATERMARKS.high)
    const near = rowScale(free, [plenty], 'near')
    expect(near.max).toBeLessThan(rowScale(free, [plenty], 'whole').max)
    expect(isCut(free, [plenty], near)).toBe(true)
    expect(isCut(free, [quiet], near)).toBe(false)
  })

  it('have no watermark lines when nothing tells the watermarks', () => {
    expect(overviewRows([0], null).find((row) => row.key === 'freePages')).toMatchObject({ levels: [] })
  })

  it('are lower for CPUs when there are many of them', () => {
    const compact = (count: number) => comparisonRows(Array.from({ length: count }, (_, cpu) => cpu)).filter((row) => row.kind === 'cpu' && row.isCompact).length
    expect([compact(2), compact(4), compact(8)]).toEqual([0, 0, 8])
  })

  it('know when a capture tells nothing about them', () => {
    const silent = { ...SET, series: SET.series.map((series) => ({ ...series, values: new Float64Array(40).fill(NaN) })) }
    expect(rowHasData(pgsteal, silent)).toBe(false)
    expect(rowHasData(pgsteal, SET)).toBe(true)
    expect(panelOption({ row: comparisonRows([7])[2]!, set: SET, frame: frame(cpu0), originNs: 0, name: 'x', style: REPLAYED })).toBeNull()
  })
})

describe('values at the cursor', () => {
  it('are the bin under the cursor, or the mean without one', () => {
    const values = SET.series[0]!.values
    expect(readRow(pgsteal, SET, 1e9 + 2.5 * SET.binNs)).toMatchObject({ kind: 'cursor', value: values[2] })
    expect(readRow(pgsteal, SET, null).value).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 40)
  })

  it('give a CPU its busy share and every class', () => {
    const readout = readRow(cpu0, SET, 1e9)
    expect(readout.value).toBeCloseTo(readout.classes.reduce((sum, item) => sum + (item.pct ?? 0), 0))
    expect(readout.classes).toHaveLength(STACKED_CLASSES.length)
  })
})

describe('table twins', () => {
  it('hold the numbers of the chart, time first', () => {
    const table = panelTable({ row: pgsteal, set: SET, frame: frame(pgsteal), originNs: 1e9, name: 'off', style: REPLAYED })
    expect(table.columns).toEqual(['time s', 'off pages/s'])
    expect(table.rows).toHaveLength(40)
    expect(table.rows[1]).toEqual([0.2, Number(SET.series[0]!.values[1]!.toPrecision(6))])
  })

  it('write unknown as empty and disarm formulas in CSV', () => {
    expect(tableToCsv({ columns: ['time s', '=evil, "name"'], rows: [[0, null], [1, 2.5]] })).toBe('time s,"\'=evil, ""name"""\n0,\n1,2.5\n')
  })

  it('are thinned for the screen only', () => {
    const table = cpuTable(SET, SET.cpus[0]!, 0)
    expect(thinRows(table, 10).rows.length).toBeLessThanOrEqual(10)
    expect(thinRows(table, 100)).toBe(table)
  })
})

describe('pictures', () => {
  it('are SVG with the title, drawn without a page', () => {
    const svg = chartToSvg(option(cpu0, REPLAYED, frame(cpu0, 'full')).made)
    expect(svg).toMatch(/^<svg/)
    expect(svg).toContain('a title')
    expect(svg).toContain('kswapd')
    expect(svg).toContain(CLASS_STYLES.kswapd.color)
  })
})
