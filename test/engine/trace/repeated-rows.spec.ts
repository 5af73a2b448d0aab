import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areMultiples, repeatedRows } from '../../../src/engine/trace/repeated-rows'

type Row = readonly [tsNs: number, key: number]
const table = (rows: readonly Row[]) => {
  const blocks = { tsNs: new Float64Array(16_384), key: new Uint32Array(16_384) }
  rows.forEach(([tsNs, key], row) => {
    blocks.tsNs[row] = tsNs
    blocks.key[row] = key
  })
  return { tsNs: [blocks.tsNs], key: [blocks.key] }
}
const repeated = (before: readonly Row[], own: readonly Row[], toleranceNs = 1): number[] => [...repeatedRows(table([...before, ...own]), before.length, before.length + own.length, toleranceNs)]
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 })), { maxLength: 60 })

describe('repeated rows', () => {
  it('are those of the same key at the same time, each taken once', () => {
    expect(repeated([[10, 1], [20, 1], [20, 2]], [[20, 1], [20, 1], [10, 2], [30, 1]])).toEqual([1, 0, 0, 0])
  })

  it('may differ in time by less than the tolerance', () => {
    expect(repeated([[1000, 1], [3000, 1]], [[1999, 1], [4000, 1]], 1000)).toEqual([1, 0])
  })

  it('are none where both parts cover other times', () => {
    expect(repeated([[1, 1], [2, 1]], [[3, 1], [4, 1]])).toEqual([0, 0])
  })

  it('are all of a copy in any order, and never more than there are in one of both', () => {
    fc.assert(fc.property(rows, fc.array(fc.integer({ min: 0, max: 59 })), rows, (before, order, other) => {
      const copy = [...before].sort((a, b) => (order[a[0]] ?? 0) - (order[b[0]] ?? 0))
      expect(repeated(before, copy).every((value) => value === 1)).toBe(true)
      const count = (list: readonly Row[], [tsNs, key]: Row): number => list.filter((row) => row[0] === tsNs && row[1] === key).length
      const flags = repeated(before, other)
      for (const row of other) expect(flags.filter((flag, index) => flag === 1 && other[index]![0] === row[0] && other[index]![1] === row[1]).length).toBe(Math.min(count(before, row), count(other, row)))
    }))
  })

  it('tell how exact times are', () => {
    expect(areMultiples([Float64Array.of(1000, 5000, 5001)], 0, 2, 1000)).toBe(true)
    expect(areMultiples([Float64Array.of(1000, 5000, 5001)], 0, 3, 1000)).toBe(false)
  })
})
