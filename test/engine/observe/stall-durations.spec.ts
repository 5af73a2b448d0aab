import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stallDurations } from '../../../src/engine/observe/stall-durations'
import { MAX_STALL_POINTS } from '../../../src/shared/stalls'

it('sorts lengths and gives them in milliseconds', () => {
  expect(stallDurations([3e6, 1e6, 2e6])).toMatchObject({ count: 3, totalMs: 6, sortedMs: Float64Array.of(1, 2, 3), p50Ms: 2, maxMs: 3 })
})

it('knows nothing of no stalls', () => {
  expect(stallDurations([])).toEqual({ count: 0, totalMs: 0, sortedMs: new Float64Array(), p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null })
})

it('thins long lists without losing the shortest, the longest or the order', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1e10 }), { minLength: MAX_STALL_POINTS, maxLength: MAX_STALL_POINTS * 3 }), (lengths) => {
    const { sortedMs, count, maxMs } = stallDurations(lengths)
    expect(count).toBe(lengths.length)
    expect(sortedMs.length).toBeLessThanOrEqual(MAX_STALL_POINTS)
    expect(sortedMs[0]).toBe(Math.min(...lengths) / 1e6)
    expect(sortedMs.at(-1)).toBe(maxMs)
    expect([...sortedMs]).toEqual([...sortedMs].sort((a, b) => a - b))
  }), { numRuns: 10 })
})
