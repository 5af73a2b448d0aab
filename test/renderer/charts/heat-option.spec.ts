import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CustomChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { chartToSvg } from '../../../src/renderer/charts/export-chart'
import { LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { heatOption, heatRuns, heatScale, heatTable, SHADES } from '../../../src/renderer/charts/heat-option'
import { CPU_CLASSES, type CpuClass } from '../../../src/shared/metrics'
import type { SeriesSet } from '../../../src/shared/series'

use([CustomChart, GridComponent, LegendComponent, TitleComponent, AriaComponent, SVGRenderer])

/** CPUs with the given busy shares. */
function setOf(shares: readonly (readonly number[])[]): SeriesSet {
  const cpus = shares.map((busy, cpu) => {
    const byClass = Object.fromEntries(CPU_CLASSES.map((name) => [name, Float64Array.from(busy, (share) => (name === 'app' ? share : Number.isNaN(share) ? Number.NaN : 0))])) as Record<CpuClass, Float64Array>
    return { cpu, byClass }
  })
  return { startNs: 0, binNs: 1e9, binCount: shares[0]?.length ?? 0, series: [], cpus }
}

describe('the heat map', () => {
  it('joins neighbouring bins of one shade and leaves idle and unknown ones bare', () => {
    const runs = heatRuns(setOf([[1, 1, 0, 0.5, Number.NaN], [0, 0, 0, 0, 1]]), [0, 1])
    expect(runs[SHADES]).toEqual([{ lane: 0, fromBin: 0, toBin: 2 }, { lane: 1, fromBin: 4, toBin: 5 }])
    expect(runs[SHADES / 2]).toEqual([{ lane: 0, fromBin: 3, toBin: 4 }])
    expect(runs.flat()).toHaveLength(3)
  })

  it('covers every busy bin once, in the shade nearest to its share', () => {
    const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.NaN))
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }).chain((bins) => fc.array(fc.array(share, { minLength: bins, maxLength: bins }), { minLength: 1, maxLength: 4 })), (shares) => {
      const painted = shares.map((lane) => lane.map(() => 0))
      heatRuns(setOf(shares), shares.map((_, cpu) => cpu)).forEach((runs, shade) => {
        for (const { lane, fromBin, toBin } of runs) for (let bin = fromBin; bin < toBin; bin++) painted[lane]![bin]! += shade
      })
      expect(painted).toEqual(shares.map((lane) => lane.map((value) => (Number.isNaN(value) ? 0 : Math.round(value * SHADES)))))
    }))
  })

  it('draws the first CPU on top and names the CPUs in the full chart', () => {
    const set = setOf([[1, 0], [0, 0]])
    const frame = { startS: 0, endS: 2, scale: heatScale(2), width: 300, theme: LIGHT_CHART, form: 'full' as const, title: 'utilisation', unit: '%', formatValue: String }
    const svg = chartToSvg(heatOption({ frame, originNs: 0, set, cpus: [0, 1], style: { kind: 'observed' } }))
    const top = (label: string): number => Number(new RegExp(`translate\\([\\d.]+ ([\\d.]+)\\)"[^>]*>${label}<`).exec(svg)?.[1])
    expect(top('CPU 0')).toBeLessThan(top('CPU 1'))
    const tops = [...svg.matchAll(/d="M([\d.]+) ([\d.]+)[^"]*" fill="#1a1d21"/g)].map(([, , y]) => Number(y))
    expect(tops).toHaveLength(1)
    expect(tops[0]).toBeLessThan(top('CPU 0'))
  })

  it('has a table twin with the busy share of every CPU', () => {
    expect(heatTable(setOf([[0.25, Number.NaN], [1, 0]]), [0, 1, 7], 0)).toEqual({ columns: ['time s', 'CPU 0 busy %', 'CPU 1 busy %', 'CPU 7 busy %'], rows: [[0, 25, 100, null], [1, null, 0, null]] })
  })
})
