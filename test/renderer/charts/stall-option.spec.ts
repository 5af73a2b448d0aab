import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { CONFIG_STYLES } from '../../../src/renderer/charts/palette'
import { stallOption, stallPoints, stallScale, stallTable } from '../../../src/renderer/charts/stall-option'
import { stallDurations } from '../../../src/engine/observe/stall-durations'

const stalls = stallDurations([1e6, 2e6, 4e6, 300e6])
const scale = stallScale([stalls])
const REPLAYED = { kind: 'replayed', style: CONFIG_STYLES[1]! } as const

describe('the curve of stall lengths', () => {
  it('rises by each stall to 100 % and spans the axis', () => {
    expect(stallPoints(stalls, scale, 300)).toEqual([[1, 0], [1, 25], [2, 50], [4, 75], [300, 100], [1000, 100]])
  })

  it('never falls and never has more than two points per pixel', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 3000 }), fc.integer({ min: 20, max: 400 }), (lengths, width) => {
      const some = stallDurations(lengths)
      const points = stallPoints(some, stallScale([some]), width)
      expect(points.length).toBeLessThanOrEqual(width * 2 + 2)
      for (let i = 1; i < points.length; i++) {
        expect(points[i]![0]).toBeGreaterThanOrEqual(points[i - 1]![0])
        expect(points[i]![1]).toBeGreaterThanOrEqual(points[i - 1]![1])
      }
    }), { numRuns: 30 })
  })

  it('has a logarithmic axis of powers of ten around all runs', () => {
    expect(stallScale([stalls, stallDurations([5e3])])).toMatchObject({ logMin: 0.01, max: 1000 })
    expect(stallScale([])).toMatchObject({ logMin: 1, max: 10 })
  })

  it('tells a replay from the recording, and the reference from both', () => {
    const option = stallOption({ curves: [{ name: 'observed', style: { kind: 'observed' }, stalls, isReference: true }, { name: 'mm', style: REPLAYED, stalls }], scale, form: 'panel', width: 300, theme: LIGHT_CHART, title: 'a title', formatValue: String })
    const series = option.series as { lineStyle: { color: string; width: number } }[]
    expect(series.map((item) => item.lineStyle.color)).toEqual([LIGHT_CHART.observed, REPLAYED.style.color])
    expect(series[0]!.lineStyle.width).toBeLessThan(series[1]!.lineStyle.width)
    expect(option.xAxis).toMatchObject({ type: 'log', min: 1, max: 1000 })
  })

  it('has a table twin of lengths by share, exact where they were measured', () => {
    const { columns, rows } = stallTable([{ name: 'mm', style: REPLAYED, stalls: { ...stalls, p99Ms: 250 } }])
    expect(columns).toEqual(['share %', 'mm ms'])
    expect(new Map(rows.map(([share, ms]) => [share, ms])).get(99)).toBe(250)
    expect(rows.at(-1)).toEqual([100, 300])
  })
})
