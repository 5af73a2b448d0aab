import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binsOf } from '../../../src/engine/observe/bins'
import { increaseIn, ratePerBin } from '../../../src/engine/observe/counter-increase'
import { traceFixture } from '../../support/trace-fixture'

type Samples = readonly (readonly [number, number])[]
const tracks = (samples: Samples, cumulative = true) => traceFixture().counter('pswpout', samples, { cumulative }).build().counters
const ms = (startMs: number, endMs: number) => ({ startNs: startMs * 1e6, endNs: endMs * 1e6 })

describe('increaseIn', () => {
  it('interpolates at both edges of the window', () => {
    expect(increaseIn(tracks([[0, 0], [100, 100], [200, 300]]), ms(50, 150))).toBe(50 + 100)
  })

  it('takes what a counter shows after a reset as its growth', () => {
    expect(increaseIn(tracks([[0, 90], [100, 100], [200, 7], [300, 9]]), ms(0, 300))).toBe(10 + 7 + 2)
  })

  it('adds values recorded per interval up without differencing them, and leaves out the first row', () => {
    expect(increaseIn(tracks([[0, 5_000_000], [100, 3], [200, 4]], false), ms(0, 200))).toBe(7)
  })

  it('is unknown without samples around the window, and with a single sample', () => {
    expect(increaseIn([], ms(0, 1))).toBeNull()
    expect(increaseIn(tracks([[0, 1]]), ms(0, 1))).toBeNull()
    expect(increaseIn(tracks([[0, 1], [10, 5]]), ms(20, 30))).toBeNull()
  })

  it('loses nothing when samples share a time', () => {
    expect(increaseIn(tracks([[0, 0], [10, 5], [10, 8], [20, 9]]), ms(0, 20))).toBe(9)
  })
})

describe('ratePerBin', () => {
  it('is NaN where the counter has no samples', () => {
    const rates = ratePerBin(tracks([[100, 0], [200, 10]]), binsOf(ms(0, 300), 3))
    expect([...(rates ?? [])]).toEqual([Number.NaN, 100, Number.NaN])
  })

  it('keeps the integral equal to the growth for any samples and bins', () => {
    const samples = fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 1e6 })), { minLength: 2, maxLength: 40 })
    fc.assert(fc.property(samples, fc.integer({ min: 1, max: 97 }), fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 4000 }), (raw, count, from, length) => {
      const sorted = [...raw].sort((a, b) => a[0] - b[0])
      const window = ms(from, from + length)
      const grown = increaseIn(tracks(sorted), window)
      const bins = binsOf(window, count)
      const rates = ratePerBin(tracks(sorted), bins) ?? new Float64Array()
      const integral = rates.reduce((sum, rate) => sum + (Number.isNaN(rate) ? 0 : rate * (bins.binNs / 1e9)), 0)
      expect(Math.abs(integral - (grown ?? 0))).toBeLessThanOrEqual(1e-6 * Math.max(1, grown ?? 0))
    }))
  })
})
