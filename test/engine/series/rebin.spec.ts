import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SeriesId, SeriesSet } from '../../../src/shared/series'
import { rebin } from '../../../src/engine/series/rebin'

const share = (values: number[]): Float64Array => Float64Array.from(values)
function setOf(id: SeriesId, values: number[], binNs = 10, startNs = 100): SeriesSet {
  const zeros = values.map(() => 0)
  const byClass = { app: share(values), directReclaim: share(zeros), kswapd: share(zeros), kcompressd: share(zeros), other: share(zeros), idle: share(zeros) }
  return { startNs, binNs, binCount: values.length, series: [{ id, unit: '', values: share(values) }], cpus: [{ cpu: 3, byClass }] }
}
const valuesOf = (set: SeriesSet): number[] => [...(set.series[0]?.values ?? [])]

describe('rebin', () => {
  it('averages rates and gauges and keeps the extremes of extremes', () => {
    expect(valuesOf(rebin(setOf('pgstealAnonPerS', [1, 3, 5, 7]), null, 2))).toEqual([2, 6])
    expect(valuesOf(rebin(setOf('freePages', [1, 3, 5, 7]), null, 2))).toEqual([2, 6])
    expect(valuesOf(rebin(setOf('freePagesMin', [4, 3, 5, 7]), null, 2))).toEqual([3, 5])
    expect(valuesOf(rebin(setOf('longestStallMs', [4, 3, 5, 7]), null, 2))).toEqual([4, 7])
  })

  it('averages a gauge over the bins that have data, and lets them add nothing to a rate', () => {
    expect(valuesOf(rebin(setOf('freePages', [4, Number.NaN, Number.NaN, Number.NaN]), null, 2))).toEqual([4, Number.NaN])
    expect(valuesOf(rebin(setOf('allocstallPerS', [4, Number.NaN, Number.NaN, Number.NaN]), null, 2))).toEqual([2, Number.NaN])
  })

  it('is blank outside of the span and constant inside of an old bin', () => {
    expect(valuesOf(rebin(setOf('queueDepth', [1, 2]), { startNs: 90, endNs: 130 }, 8))).toEqual([Number.NaN, Number.NaN, 1, 1, 2, 2, Number.NaN, Number.NaN])
  })

  it('treats shares of a CPU as levels', () => {
    expect([...(rebin(setOf('queueDepth', [0.2, 0.4]), null, 1).cpus[0]?.byClass.app ?? [])][0]).toBeCloseTo(0.3, 12)
  })

  it('survives an empty window and an empty set', () => {
    expect(valuesOf(rebin(setOf('queueDepth', [1]), { startNs: 100, endNs: 100 }, 3))).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect(valuesOf(rebin(setOf('queueDepth', []), { startNs: 0, endNs: 9 }, 1))).toEqual([Number.NaN])
  })

  it('keeps the integral of a rate for any windows and bin counts', () => {
    const values = fc.array(fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(Number.NaN)), { minLength: 1, maxLength: 60 })
    fc.assert(fc.property(values, fc.integer({ min: 1, max: 90 }), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 900 }), (raw, bins, from, length) => {
      const window = { startNs: from, endNs: from + length }
      const result = rebin(setOf('pgscanPerS', raw, 7), window, bins)
      const got = valuesOf(result).reduce((sum, v) => sum + (Number.isNaN(v) ? 0 : v * result.binNs), 0)
      const expected = raw.reduce((sum, v, i) => {
        const inside = Math.min(window.endNs, 100 + (i + 1) * 7) - Math.max(window.startNs, 100 + i * 7)
        return sum + (Number.isNaN(v) || inside <= 0 ? 0 : v * inside)
      }, 0)
      expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, expected))
    }))
  })
})
