import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimateMinMax } from '../../../src/engine/series/decimate'

describe('decimateMinMax', () => {
  it('returns everything when there is room', () => {
    expect(decimateMinMax([5, 6, 7], 1)).toEqual([0, 1, 2])
    expect(decimateMinMax([], 10)).toEqual([])
  })

  it('keeps a single peak among many values', () => {
    const values = new Float64Array(10_000)
    values[7777] = 300
    expect(decimateMinMax(values, 20)).toContain(7777)
  })

  it('keeps a gap visible', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i >= 40 && i < 60 ? Number.NaN : i))
    expect(decimateMinMax(values, 5).some((index) => Number.isNaN(values[index]))).toBe(true)
  })

  it('keeps both extremes, ascending and bounded, for any values', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 500 }), fc.integer({ min: 1, max: 40 }), (values, columns) => {
      const kept = decimateMinMax(values, columns)
      expect(kept.length).toBeLessThanOrEqual(4 * columns)
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
      const shown = kept.map((index) => values[index] ?? 0)
      expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...values), Math.max(...values)])
    }))
  })
})
