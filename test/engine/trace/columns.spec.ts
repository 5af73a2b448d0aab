import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrder, sortOrder } from '../../../src/engine/trace/columns'

describe('sorting of columns', () => {
  it('leaves what is in order alone', () => {
    expect(sortOrder(new Float64Array(0))).toBeNull()
    expect(sortOrder(Float64Array.of(1, 1, 2, 5))).toBeNull()
  })

  it('is by time, ties by row, whatever the runs', () => {
    const runs = fc.array(fc.array(fc.integer({ min: -5, max: 20 }), { maxLength: 12 }).map((run) => run.sort((a, b) => a - b)), { maxLength: 9 })
    fc.assert(fc.property(fc.oneof(runs.map((lists) => lists.flat()), fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 })), (times) => {
      const expected = times.map((_, row) => row).sort((a, b) => times[a]! - times[b]! || a - b)
      const order = sortOrder(Float64Array.from(times))
      expect(order === null ? times.map((_, row) => row) : [...order]).toEqual(expected)
    }))
  })

  it.each([Float64Array, Uint32Array, Uint16Array, Int16Array, Uint8Array, Int32Array])('moves the values of %o', (Type) => {
    expect([...inOrder(Type.of(10, 20, 30), Uint32Array.of(2, 0, 1))]).toEqual([30, 10, 20])
    const column = Type.of(1, 2)
    expect(inOrder(column, null)).toBe(column)
  })
})
