import { describe, expect, it } from 'vitest'
import { bandSeries, knownStretches } from '../../../src/renderer/charts/band-series'
import { LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { CONFIG_STYLES } from '../../../src/renderer/charts/palette'
import { panelOption, panelTable, type PanelLayer } from '../../../src/renderer/charts/panel'
import { readRow } from '../../../src/renderer/charts/readout'
import { rowScale } from '../../../src/renderer/charts/row-scale'
import { comparisonRows, type Row } from '../../../src/renderer/charts/rows'
import type { SeriesSet } from '../../../src/shared/series'
import { fakeSeries } from '../support/fake-data'

const [row] = comparisonRows([0]) as [Row]
const plain = fakeSeries(0, 4e9, 4)
const values = plain.series[0]!.values
const banded: SeriesSet = { ...plain, bands: [{ id: 'pgstealAnonPerS', low: values.map((value) => value * 0.5), high: values.map((value) => value * 2) }] }
const layer = (name: string, set: SeriesSet): PanelLayer => ({ name, style: { kind: 'replayed', style: CONFIG_STYLES[1]! }, set })
const input = (layers: readonly PanelLayer[]) => ({ row, layers, originNs: 0, frame: { startS: 0, endS: 4, scale: rowScale(row, layers.map(({ set }) => set)), width: 300, theme: LIGHT_CHART, form: 'panel' as const, title: 'a title', unit: row.unit, formatValue: String } })
const seriesOf = (layers: readonly PanelLayer[]) => panelOption(input(layers))!.series as { type: string; name: string; areaStyle?: unknown }[]

describe('the band of a replayed line', () => {
  it('is an area behind the line, in place of the fill below it', () => {
    expect(seriesOf([layer('mm', banded)]).map(({ type, name, areaStyle }) => [type, name, areaStyle !== undefined])).toEqual([['custom', 'mm, p5 to p95', false], ['line', 'mm', false]])
    expect(seriesOf([layer('mm', plain)]).map(({ type, areaStyle }) => [type, areaStyle !== undefined])).toEqual([['line', true]])
  })

  it('is left out where more than two would lie over each other', () => {
    const count = (runs: number): number => seriesOf(Array.from({ length: runs }, (_, index) => layer(`run${index}`, banded))).filter(({ type }) => type === 'custom').length
    expect([count(2), count(3)]).toEqual([2, 0])
  })

  it('runs along the upper ends in steps and back along the lower ones', () => {
    const band = bandSeries({ name: 'mm', grid: { startNs: 0, binNs: 1e9, binCount: 2 }, band: { low: Float64Array.of(1, 2), high: Float64Array.of(3, 4) }, originNs: 0, factor: 10, floor: 15, color: '#000' })
    const drawn = (band.renderItem as unknown as (params: unknown, api: unknown) => { shape: { pathData: string } })(null, { coord: ([x, y]: [number, number]) => [x, y] })
    // The lowest end is raised to the floor of a logarithmic axis.
    expect(drawn.shape.pathData).toBe('M0.00 30.00H1.00L1.00 40.00H2.00L2.00 20.00H1.00L1.00 15.00H0.00Z')
  })

  it('has gaps where too few runs tell', () => {
    const ends = Float64Array.of(Number.NaN, 1, 1, Number.NaN, 1)
    expect(knownStretches({ low: ends, high: ends }, 5)).toEqual([[1, 3], [4, 5]])
  })

  it('is within the scale, in the table twin, and read at the cursor', () => {
    expect(rowScale(row, [banded]).max).toBeGreaterThan(rowScale(row, [plain]).max)
    const { columns, rows } = panelTable(input([layer('mm', banded)]))
    expect(columns).toEqual(['time s', 'mm pages/s', 'mm p5 pages/s', 'mm p95 pages/s'])
    expect(rows[1]!.slice(2)).toEqual([values[1]! * 0.5, values[1]! * 2].map((value) => Number(value.toPrecision(6))))
    expect(readRow(row, banded, 1.5e9).band).toEqual([values[1]! * 0.5, values[1]! * 2])
    expect(readRow(row, banded, null).band).toBeNull()
  })
})
