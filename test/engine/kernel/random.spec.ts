import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/engine/kernel/random'

const take = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.nextInt32())

describe('seeded random numbers', () => {
  it('repeat for the same seed and stream', () => {
    expect(take(new Random(42, 3), 50)).toEqual(take(new Random(42, 3), 50))
  })

  it('are fixed numbers, on every platform and in every version', () => {
    expect(take(new Random(1), 4)).toMatchInlineSnapshot(`
      [
        -842100644,
        1333371072,
        -62691542,
        -1168886775,
      ]
    `)
  })

  it('differ between seeds and between streams of one seed', () => {
    const first = take(new Random(1, 0), 20)
    for (const other of [new Random(2, 0), new Random(1, 1), new Random(-1, 0)]) expect(take(other, 20)).not.toEqual(first)
  })

  it('stay in range and spread evenly', () => {
    const random = new Random(7)
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) {
      const value = random.next()
      expect(value >= 0 && value < 1).toBe(true)
      counts[Math.floor(value * 10)]!++
    }
    // 1000 each, standard deviation 30
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('below a bound reach both ends and never the bound', () => {
    const random = new Random(3)
    const seen = new Set(Array.from({ length: 500 }, () => random.below(5)))
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4])
    expect(random.below(1)).toBe(0)
  })

  it('have mean 0, variance 1 and bounded tails where normal ones are asked for', () => {
    const random = new Random(11)
    const values = Array.from({ length: 20_000 }, () => random.normal())
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(variance - 1)).toBeLessThan(0.04)
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2 * Math.sqrt(3))
  })
})
