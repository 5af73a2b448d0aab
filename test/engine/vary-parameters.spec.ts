import { describe, expect, it } from 'vitest'
import { varyParameters } from '../../src/engine/vary-parameters'
import { COSTS, makeParameters } from '../support/demand-fixture'

const UNCERTAIN = makeParameters({ costs: { contentionFactor: 1.12 }, uncertainty: { costs: 0.1, contention: 0.05, demand: 0 } })

describe('parameters of an ensemble member', () => {
  it('are nominal for member 0', () => {
    expect(varyParameters(UNCERTAIN, 5, 0)).toBe(UNCERTAIN)
  })

  it('depend on seed and member only', () => {
    expect(varyParameters(UNCERTAIN, 5, 3)).toEqual(varyParameters(UNCERTAIN, 5, 3))
    expect(varyParameters(UNCERTAIN, 5, 3)).not.toEqual(varyParameters(UNCERTAIN, 5, 4))
    expect(varyParameters(UNCERTAIN, 5, 3)).not.toEqual(varyParameters(UNCERTAIN, 6, 3))
  })

  it('vary scanning together and compression together, and nothing that is not a cost', () => {
    const { costs, ...rest } = varyParameters(UNCERTAIN, 1, 1)
    const { costs: _nominal, ...nominalRest } = UNCERTAIN
    expect(rest).toEqual(nominalRest)
    const factor = (name: keyof typeof COSTS): number => costs[name] / UNCERTAIN.costs[name]
    expect(factor('unmapNs')).toBeCloseTo(factor('scanKeptNs'), 12)
    expect(factor('sameFilledNs')).toBeCloseTo(factor('compressNs'), 12)
    expect(factor('compressNs')).not.toBeCloseTo(factor('scanKeptNs'), 3)
    expect(costs.contentionFactor).toBeGreaterThanOrEqual(1)
  })

  it('spread as widely as the uncertainty says', () => {
    const factors = Array.from({ length: 400 }, (_, i) => varyParameters(UNCERTAIN, 1, i + 1).costs.compressNs / COSTS.compressNs)
    const mean = factors.reduce((sum, value) => sum + value, 0) / factors.length
    const sigma = Math.sqrt(factors.reduce((sum, value) => sum + (value - mean) ** 2, 0) / factors.length)
    expect(Math.abs(mean - 1)).toBeLessThan(0.02)
    expect(Math.abs(sigma - 0.1 * Math.SQRT2)).toBeLessThan(0.015)
  })

  it('have part of a slowdown from outside: half of it nominally, evenly between none and all of it else', () => {
    const slowed = { ...UNCERTAIN, slowdown: 1.4 }
    expect(varyParameters(slowed, 5, 0)).toEqual({ ...UNCERTAIN, slowdown: 1.2 })
    const parts = Array.from({ length: 400 }, (_, i) => (varyParameters(slowed, 1, i + 1).slowdown! - 1) / 0.4).sort((a, b) => a - b)
    expect(parts[0]).toBeGreaterThanOrEqual(0)
    expect(parts.at(-1)).toBeLessThanOrEqual(1)
    for (const q of [0.1, 0.5, 0.9]) expect(Math.abs(parts[400 * q]! - q)).toBeLessThan(0.06)
  })

  it('are nominal where nothing is uncertain', () => {
    expect(varyParameters(makeParameters(), 1, 7).costs).toEqual(COSTS)
  })
})
