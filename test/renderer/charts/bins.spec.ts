import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CpuSeries } from '../../../src/shared/series'
import { binAt, binsForWidth, busyShare, hasData, MAX_POINTS_PER_PIXEL, maxOf, meanOf, meanOfSeries, stepPoints, valueAt } from '../../../src/renderer/charts/bins'

const GRID = { startNs: 2e9, binNs: 5e8, binCount: 4 }
/** Of pairs of seconds and value. */
const valuesOf = (points: Float64Array): number[] => Array.from(points).filter((_, index) => index % 2 === 1)

describe('stepPoints', () => {
  it('places every bin at its start and ends the last one at its end', () => {
    expect(stepPoints(GRID, Float64Array.of(1, 2, 3, 4), 1e9)).toEqual(Float64Array.of(1, 1, 1.5, 2, 2, 3, 2.5, 4, 3, 4))
  })

  it('leaves a gap where there is no data instead of drawing 0', () => {
    expect(valuesOf(stepPoints(GRID, Float64Array.of(1, NaN, 3, NaN), 2e9))).toEqual([1, NaN, 3, NaN, NaN])
  })

  it('keeps every value, so that a single spike never disappears', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 300 }), (values) => {
      const grid = { startNs: 0, binNs: 1e6, binCount: values.length }
      expect(Math.max(...valuesOf(stepPoints(grid, Float64Array.from(values), 0)))).toBe(Math.max(...values))
    }))
  })

  it('never asks for more points than the limit per pixel column', () => {
    fc.assert(fc.property(fc.integer({ min: 32, max: 4000 }), fc.double({ min: 0.5, max: 4, noNaN: true }), (width, deviceScale) => {
      const bins = binsForWidth(width, deviceScale)
      const points = stepPoints({ startNs: 0, binNs: 1, binCount: bins }, new Float64Array(bins), 0)
      expect(points.length / 2 / width).toBeLessThanOrEqual(MAX_POINTS_PER_PIXEL)
    }))
  })
})

describe('what is put together', () => {
  const cpu = (app: number[], kswapd: number[]): CpuSeries => ({
    cpu: 0, byClass: { app: Float64Array.from(app), kswapd: Float64Array.from(kswapd), kcompressd: new Float64Array(app.length).fill(NaN), directReclaim: new Float64Array(app.length).fill(NaN), other: new Float64Array(app.length).fill(NaN), idle: new Float64Array(app.length).fill(0.5) }
  })

  it('is busy what is not idle; classes that are unknown count as nothing, and a bin without any is no data', () => {
    const series = cpu([0.2, NaN, NaN], [0.1, 0.4, NaN])
    expect([...busyShare(series)].map((share) => Number(share.toFixed(9)))).toEqual([0.3, 0.4, NaN])
    expect(busyShare(series)).toBe(busyShare(series))
  })

  it('is the mean over what has data in each bin', () => {
    expect([...meanOfSeries([Float64Array.of(1, NaN, NaN), Float64Array.of(3, 5, NaN)])]).toEqual([2, 5, NaN])
    expect(meanOfSeries([])).toHaveLength(0)
  })
})

describe('reading values', () => {
  const values = Float64Array.of(10, NaN, 30, 40)

  it('finds the bin that holds a time, its start included and its end not', () => {
    expect([1.99e9, 2e9, 2.499e9, 2.5e9, 4e9].map((time) => binAt(GRID, time))).toEqual([null, 0, 0, 1, null])
  })

  it('tells no data apart from 0', () => {
    expect(valueAt(GRID, values, 2.6e9)).toBeNull()
    expect(valueAt(GRID, Float64Array.of(0, 0, 0, 0), 2.6e9)).toBe(0)
  })

  it('averages the bins with data only', () => {
    expect(meanOf(values)).toBeCloseTo(80 / 3)
    expect(meanOf(Float64Array.of(NaN, NaN))).toBeNull()
  })

  it('finds the maximum over columns, missing ones skipped', () => {
    expect(maxOf([values, null, Float64Array.of(55, NaN)])).toBe(55)
    expect(maxOf([null])).toBe(0)
  })

  it('knows a series without any data', () => {
    expect(hasData(Float64Array.of(NaN, NaN))).toBe(false)
    expect(hasData(values)).toBe(true)
    expect(hasData(null)).toBe(false)
  })
})
