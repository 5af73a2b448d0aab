import { expect, it } from 'vitest'
import { pivotSweep } from '../../src/shared/sweep-pivot'

const FIELDS = { a: [1, 2], b: ['x', 'y'], c: [false, true] }
const points = FIELDS.a.flatMap((a) => FIELDS.b.flatMap((b) => FIELDS.c.map((c) => ({ fields: { a, b, c } }))))

it('shows the best of the other fields in every cell, preferred points first', () => {
  const values = [5, 3, 9, 8, 2, 1, null, 7]
  const cells = pivotSweep({ points, fields: FIELDS, x: 'a', y: 'b', valueOf: (index) => values[index] ?? null, isPreferred: (index) => index !== 5, isHigherBetter: false })
  expect(cells).toEqual([
    { x: 0, y: 0, point: 1, value: 3, count: 2 }, { x: 1, y: 0, point: 4, value: 2, count: 2 }, { x: 0, y: 1, point: 3, value: 8, count: 2 }, { x: 1, y: 1, point: 7, value: 7, count: 2 }
  ])
})

it('has one row without a second field, takes the largest where that is better, and leaves out what nothing tells', () => {
  const cells = pivotSweep({ points: points.slice(0, 4), fields: FIELDS, x: 'a', y: null, valueOf: (index) => index, isPreferred: () => true, isHigherBetter: true })
  expect(cells).toEqual([{ x: 0, y: 0, point: 3, value: 3, count: 4 }])
})
