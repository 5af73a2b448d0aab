import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attribute } from '../../../src/engine/demand/attribution'

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

describe('attribution by CPU time', () => {
  it('gives nothing to a thread that was busy all the time, also when nothing happened', () => {
    const hog = new Float64Array(40).fill(50)
    const app = Float64Array.from({ length: 40 }, (_, k) => (k % 4 === 0 ? 10 : 0))
    const pages = app.map((cpu) => cpu * 100)
    const { amount } = attribute([hog, app], pages, [false, false])
    expect(sum(amount[0]!)).toBeLessThan(0.02 * sum(pages))
  })

  it('does not explain a busy interval by a thread that ran for a moment in it', () => {
    const app = new Float64Array(20).fill(10)
    const blip = new Float64Array(20)
    blip[7] = 0.01
    const pages = new Float64Array(20).fill(1000)
    pages[7] = 1500
    const { amount } = attribute([app, blip], pages, [false, false])
    expect(sum(amount[1]!)).toBeLessThan(10)
  })

  it('keeps the amount of every interval in which somebody ran, and tells the rest', () => {
    fc.assert(fc.property(
      fc.array(fc.tuple(fc.nat(1000), fc.nat(100), fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 30 }),
      (rows) => {
        const amounts = Float64Array.from(rows, (row) => row[0])
        const weights = [1, 2, 3].map((t) => Float64Array.from(rows, (row) => row[t] as number))
        const { amount, unexplained } = attribute(weights, amounts, [true, false, false])
        let lost = 0
        rows.forEach((row, k) => {
          const given = amount.reduce((total, values) => total + (values[k] as number), 0)
          if (row[1] + row[2] + row[3] > 0 && given > 0) expect(given).toBeCloseTo(row[0], 4)
          else lost += row[0]
          for (const values of amount) expect(values[k]).toBeGreaterThanOrEqual(0)
        })
        expect(unexplained).toBeCloseTo(lost, 4)
      }
    ))
  })
})
