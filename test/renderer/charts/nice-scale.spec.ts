import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalsOf, heightOn, logScale, niceStep, roomyTicks, signedScale, ticksWithin, zeroBasedScale } from '../../../src/renderer/charts/nice-scale'

const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true })

describe('zeroBasedScale', () => {
  it('starts at 0 and covers the data with at most the wanted steps', () => {
    fc.assert(fc.property(positive, fc.integer({ min: 1, max: 8 }), (dataMax, intervals) => {
      const scale = zeroBasedScale(dataMax, intervals)
      expect(scale.ticks[0]).toBe(0)
      expect(scale.ticks.at(-1)).toBeCloseTo(scale.max, 6)
      expect(scale.max).toBeGreaterThanOrEqual(dataMax * (1 - 1e-6))
      expect(scale.ticks.length - 1).toBeLessThanOrEqual(intervals)
    }))
  })

  it('does not waste more than the last step', () => {
    fc.assert(fc.property(positive, (dataMax) => {
      const scale = zeroBasedScale(dataMax)
      expect(scale.max - scale.step).toBeLessThan(dataMax * (1 + 1e-6))
    }))
  })

  it('gives an axis to a row that is all zero', () => {
    expect(zeroBasedScale(0).max).toBe(1)
  })
})

describe('niceStep', () => {
  it.each([[0.7, 1], [1, 1], [1.1, 2], [2.4, 5], [70, 100], [0.03, 0.05]])('rounds %d up to %d', (value, step) => {
    expect(niceStep(value)).toBe(step)
  })
})

describe('ticksWithin', () => {
  it('puts multiples of its step inside the span, no denser than asked', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.double({ min: 1e-3, max: 1e4, noNaN: true }), fc.integer({ min: 80, max: 2000 }), (start, length, width) => {
      const { step, ticks } = ticksWithin(start, start + length, width)
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(start - step * 1e-6)
        expect(tick).toBeLessThanOrEqual(start + length + step * 1e-6)
        expect(Math.abs(tick / step - Math.round(tick / step))).toBeLessThan(1e-3)
      }
      expect(ticks.length).toBeLessThanOrEqual(Math.floor(width / 42) + 1)
    }))
  })

  it('has no ticks for an empty span or no room', () => {
    expect(ticksWithin(3, 3, 500).ticks).toEqual([])
    expect(ticksWithin(0, 3, 0).ticks).toEqual([])
  })
})

it('writes as many decimals as a step needs', () => {
  expect([10, 1, 0.5, 0.02, 0.001].map(decimalsOf)).toEqual([0, 0, 1, 2, 3])
})

describe('logScale', () => {
  it('spans whole decades around the data, at least one and at most five', () => {
    fc.assert(fc.property(positive, positive, (a, b) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)]
      const { logMin = 0, max, ticks } = logScale(least, most)
      expect(max).toBeGreaterThanOrEqual(most * (1 - 1e-6))
      expect(Math.round(Math.log10(max / logMin))).toBeGreaterThanOrEqual(1)
      expect(Math.round(Math.log10(max / logMin))).toBeLessThanOrEqual(5)
      expect([ticks[0], ticks.at(-1)]).toEqual([logMin, max])
      if (most / least < 1e4) expect(logMin).toBeLessThanOrEqual(least * (1 + 1e-6))
    }))
  })

  it('puts zero and all else below it at its foot', () => {
    const scale = logScale(0.1, 100)
    expect([0, 0.1, 1, 10, 100].map((value) => Number(heightOn(scale, value).toFixed(6)))).toEqual([0, 0, 0.333333, 0.666667, 1])
  })
})

describe('roomyTicks', () => {
  it('keeps the last tick and as many others as have room', () => {
    expect(roomyTicks([1, 10, 100, 1000], 400, 40)).toEqual([1, 10, 100, 1000])
    expect(roomyTicks([0.01, 0.1, 1, 10, 100, 1000], 140, 40)).toEqual([0.1, 10, 1000])
    expect(roomyTicks([1], 10, 40)).toEqual([1])
  })
})

describe('signedScale', () => {
  it('covers the data on both sides with zero among the ticks', () => {
    fc.assert(fc.property(fc.nat(1e9), fc.nat(1e9), (below, above) => {
      const [low, high] = [-below / 1000, above / 1000]
      const { min = 0, max, ticks } = signedScale(low, high)
      expect(min).toBeLessThanOrEqual(low * (1 - 1e-6))
      expect(max).toBeGreaterThanOrEqual(high * (1 - 1e-6))
      expect(max).toBeGreaterThan(min)
      expect(ticks).toContain(0)
    }))
  })
})
