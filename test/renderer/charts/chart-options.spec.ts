import { describe, expect, it } from 'vitest'
import { DARK_CHART, LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { cpuTable, tableToCsv, thinRows } from '../../../src/renderer/charts/chart-data'
import { stackedTops } from '../../../src/renderer/charts/cpu-option'
import { chartToSvg } from '../../../src/renderer/charts/export-chart'
import { CLASS_STYLES, CONFIG_STYLES, STACKED_CLASSES } from '../../../src/renderer/charts/palette'
import type { LineStyle } from '../../../src/renderer/charts/line-option'
import type { PlotFrame } from '../../../src/renderer/charts/plot-frame'
import { readRow } from '../../../src/renderer/charts/readout'
import { panelOption, panelTable } from '../../../src/renderer/charts/panel'
import { isCut, rowHasData, rowScale } from '../../../src/renderer/charts/row-scale'
import { comparisonRows, isRecorded, overviewRows, type Row } from '../../../src/renderer/charts/rows'
import { use } from 'echarts/core'
import { LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'
import { subtractSets } from '../../../src/shared/subtract-sets'
import { CPU_CLASSES } from '../../../src/shared/metrics'
import { fakeMetrics, fakeSeries } from '../support/fake-data'

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, AriaComponent, SVGRenderer])

const SET = fakeSeries(1e9, 9e9, 40)
const WATERMARKS = { min: 1000, low: 2000, high: 3000 }
const [pgsteal, allocstall, cpu0] = comparisonRows([0, 1]) as [Row, Row, Row]
const free = overviewRows([0], WATERMARKS)[0]!
const REPLAYED = { kind: 'replayed', style: CONFIG_STYLES[1]! } as const

function frame(row: Row, form: 'panel' | 'full' = 'panel', theme = LIGHT_CHART): PlotFrame {
  return { startS: 0, endS: 8, scale: rowScale(row, [SET]), width: 400, theme, form, title: 'a title', unit: row.unit, formatValue: String }
}

function option(row: Row, style: LineStyle = { kind: 'observed' }, plot = frame(row)) {
  const made = panelOption({ row, layers: [{ name: 'off', style, set: SET }], frame: plot, originNs: 1e9 })
  if (made === null) throw new Error('no option')
  return { made, series: made.series as { name: string; step: string; data: number[]; showSymbol: boolean; lineStyle: { color: string; type: unknown; width: number }; itemStyle: { decal?: unknown }; z: number; markLine?: { data: { yAxis: number }[] } }[] }
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

  it('draw a replay that stands alone in one stroke', () => {
    expect(option(pgsteal, REPLAYED, frame(pgsteal, 'full')).series[0]?.lineStyle.type).toBe('solid')
  })

  it('draw the watermarks across free pages', () => {
    expect(option(free).series[0]?.markLine?.data.map((line) => line.yAxis)).toEqual([3000, 2000, 1000])
  })
})

describe('CPU charts', () => {
  it('stack the classes in one order with their hatches, idle left out', () => {
    const { series } = option(cpu0)
    expect(series.map((item) => item.name)).toEqual(STACKED_CLASSES.map((name) => CLASS_STYLES[name].title))
    expect(series.every((item, index) => index === 0 || item.z < series[index - 1]!.z), 'the lower area lies over the higher one').toBe(true)
    expect(series.map((item) => item.itemStyle.decal !== undefined)).toEqual(STACKED_CLASSES.map((name) => CLASS_STYLES[name].decal !== null))
  })

  it('draw shares as percent of the CPU', () => {
    const kswapd = SET.cpus[0]!.byClass.kswapd
    expect(option(cpu0).series[0]?.data[7]).toBeCloseTo(kswapd[3]! * 100)
  })

  it('puts each class on top of those below, of which an unknown one counts as nothing', () => {
    const byClass = { ...SET.cpus[0]!.byClass, kswapd: Float64Array.of(0.25, NaN), directReclaim: Float64Array.of(0.25, 0.5), kcompressd: Float64Array.of(NaN, NaN), app: Float64Array.of(0.25, 0.25), other: Float64Array.of(0, 0.25) }
    expect(stackedTops({ cpu: 0, byClass }).map((tops) => [...tops])).toEqual([[0.25, NaN], [0.5, 0.5], [NaN, NaN], [0.75, 0.75], [0.75, 1]])
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
    const near = rowScale(free, [plenty], { range: 'near' })
    expect(near.max).toBeLessThan(rowScale(free, [plenty], { range: 'whole' }).max)
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
    expect(panelOption({ row: comparisonRows([7])[2]!, layers: [{ name: 'x', style: REPLAYED, set: SET }], frame: frame(cpu0), originNs: 0 })).toBeNull()
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

describe('several runs in one plot', () => {
  const layers = [{ name: 'observed', style: { kind: 'observed' }, set: SET }, { name: 'mm', style: REPLAYED, set: fakeSeries(1e9, 9e9, 40, 2) }] as const
  const lines = (row: Row, isDelta = false) => (panelOption({ row, layers, frame: frame(row), originNs: 1e9, isDelta })?.series ?? []) as { name: string; areaStyle?: unknown; lineStyle: { type: unknown }; data: number[] }[]

  it('are bare lines, replays dashed', () => {
    expect(lines(pgsteal).map((line) => [line.name, line.areaStyle, line.lineStyle.type])).toEqual([['observed', undefined, 'solid'], ['mm', undefined, REPLAYED.style.dash]])
  })

  it('show a CPU as its busy share, not as stacks over stacks', () => {
    const busy = CPU_CLASSES.filter((name) => name !== 'idle').reduce((sum, name) => sum + SET.cpus[0]!.byClass[name][3]!, 0)
    expect(lines(cpu0)).toHaveLength(2)
    expect(lines(cpu0)[0]?.data[7]).toBeCloseTo(busy * 100)
  })
})

describe('differences', () => {
  const base = fakeSeries(1e9, 9e9, 40, 2)
  const difference = subtractSets(SET, base)!

  it('are one run minus the other in every bin, classes included', () => {
    expect(difference.series[0]!.values[5]).toBeCloseTo(SET.series[0]!.values[5]! - base.series[0]!.values[5]!)
    expect(difference.cpus[1]!.byClass.kswapd[5]).toBe(0)
    expect(subtractSets(SET, fakeSeries(1e9, 9e9, 41))).toBeNull()
    expect(subtractSets(SET, { ...base, series: [] })?.series).toEqual([])
  })

  it('have a scale on both sides of zero', () => {
    const scale = rowScale(pgsteal, [difference], { isDelta: true })
    expect(scale.min).toBeLessThanOrEqual(Math.min(...difference.series[0]!.values))
    expect(scale.ticks).toContain(0)
    const made = panelOption({ row: pgsteal, layers: [{ name: 'x', style: REPLAYED, set: difference }], frame: { ...frame(pgsteal), scale }, originNs: 1e9, isDelta: true })
    expect(made?.yAxis).toMatchObject({ min: scale.min })
  })
})

describe('a logarithmic row', () => {
  it('keeps what is below its scale, zero included, at its foot', () => {
    const scale = rowScale(allocstall, [SET], { isLog: true })
    expect(scale.logMin).toBeGreaterThan(0)
    const zeros = { ...SET, series: SET.series.map((series) => ({ ...series, values: new Float64Array(40) })) }
    const made = panelOption({ row: allocstall, layers: [{ name: 'off', style: REPLAYED, set: zeros }], frame: { ...frame(allocstall), scale }, originNs: 1e9 })
    expect(made?.yAxis).toMatchObject({ type: 'log', min: scale.logMin, max: scale.max })
    expect((made?.series as { data: Float64Array }[])[0]?.data.every((value, index) => index % 2 === 0 || value === scale.logMin)).toBe(true)
  })

  it('is offered for stalls only', () => {
    expect(rowScale(pgsteal, [SET], { isLog: true }).logMin).toBeUndefined()
  })
})

describe('an overview', () => {
  it('has queue, zram and PSI where their counters were recorded, and all CPUs together where there are several', () => {
    const keys = (cpus: number[], counters: string[]) => overviewRows(cpus, null, [], counters).map((row) => row.key)
    expect(keys([0], [])).toEqual(['freePages', 'pgstealAnonPerS', 'allocstallPerS', 'longestStallMs', 'cpu0'])
    expect(keys([0, 1], ['kc_depth', 'zram_mem_used_total', 'psi_mem_some_us'])).toEqual(['freePages', 'pgstealAnonPerS', 'allocstallPerS', 'longestStallMs', 'queueDepth', 'zramBytes', 'psiSomePct', 'heat', 'cpuAll', 'cpu0', 'cpu1'])
  })

  it('leaves out what the capture has nothing of', () => {
    const { directReclaim } = fakeMetrics()
    const nothing = { observed: { pgstealAnonPerS: null, allocstall: null, directReclaim: { ...directReclaim, count: null } }, counters: [] }
    const all = overviewRows([0], null, ['queueDepth'])
    expect(all.filter((row) => isRecorded(row, nothing)).map((row) => row.key)).toEqual(['cpu0'])
    expect(all.every((row) => isRecorded(row, { observed: fakeMetrics(), counters: ['MemFree', 'kc_depth'] }))).toBe(true)
  })

  it('all CPUs together are the mean of those with data', () => {
    const all = overviewRows([0, 1], null).find((row) => row.key === 'cpuAll')!
    const busy = [0, 1].map((cpu) => readRow(comparisonRows([cpu])[2]!, SET, null).value!)
    expect(readRow(all, SET, null).value).toBeCloseTo((busy[0]! + busy[1]!) / 2)
    expect(readRow(overviewRows([0, 1], null).find((row) => row.key === 'heat')!, SET, null).value).toBeCloseTo((busy[0]! + busy[1]!) / 2)
  })
})

describe('optional rows', () => {
  it('stand between the stalls and the CPUs, in one order, unknown names ignored', () => {
    const rows = comparisonRows([0], ['zramBytes', 'nonsense', 'queueDepth'], WATERMARKS)
    expect(rows.map((row) => row.title)).toEqual(['pgsteal_anon', 'allocstall', 'queue depth', 'zram memory', 'CPU 0'])
  })

  it('show zram memory in MiB', () => {
    const zram = comparisonRows([], ['zramBytes'])[2]!
    const set = { ...SET, series: [{ id: 'zramBytes' as const, unit: 'bytes', values: new Float64Array(40).fill(3 * 1024 * 1024) }] }
    expect(readRow(zram, set, null).value).toBe(3)
    expect(rowScale(zram, [set]).max).toBe(3)
    expect(panelTable({ row: zram, layers: [{ name: 'mm', style: REPLAYED, set }], frame: frame(zram), originNs: 1e9 }).rows[0]).toEqual([0, 3])
  })
})

describe('table twins', () => {
  it('hold the numbers of the chart, time first', () => {
    const table = panelTable({ row: pgsteal, layers: [{ name: 'off', style: REPLAYED, set: SET }], frame: frame(pgsteal), originNs: 1e9 })
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
