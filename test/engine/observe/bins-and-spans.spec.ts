import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binAt, binsOf, forEachBin } from '../../../src/engine/observe/bins'
import { percentile } from '../../../src/engine/observe/percentile'
import { coveredNs, unionOf } from '../../../src/engine/observe/spans'
import { isKernelThreadName } from '../../../src/engine/observe/thread-names'

describe('forEachBin', () => {
  it('splits any span into parts that lie in their bins, touch, and add up', () => {
    const time = fc.integer({ min: -50, max: 1500 })
    fc.assert(fc.property(time, time, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 333 }), (from, to, length, count) => {
      const bins = binsOf({ startNs: 100, endNs: 100 + length }, count)
      let cursor: number | null = null
      let total = 0
      forEachBin(bins, from, to, (bin, a, b) => {
        if (cursor !== null) expect(a).toBe(cursor)
        expect(b).toBeGreaterThan(a)
        expect(a).toBeGreaterThanOrEqual(bins.startNs + bin * bins.binNs - 1e-6)
        expect(b).toBeLessThanOrEqual(bins.startNs + (bin + 1) * bins.binNs + 1e-6)
        cursor = b
        total += b - a
      })
      expect(total).toBeCloseTo(Math.max(0, Math.min(to, bins.endNs) - Math.max(from, bins.startNs)), 6)
    }))
  })

  it('visits nothing in a window of no length', () => {
    forEachBin(binsOf({ startNs: 5, endNs: 5 }, 3), 0, 10, () => expect.unreachable())
    expect(binAt(binsOf({ startNs: 5, endNs: 5 }, 3), 7)).toBe(0)
  })
})

describe('unionOf', () => {
  it('counts overlapping time once', () => {
    const union = unionOf([{ startNs: [0, 50], endNs: [20, 60] }, { startNs: [10, 60], endNs: [30, 70] }])
    expect(union).toEqual({ startNs: [0, 50], endNs: [30, 70] })
    expect(coveredNs(union, { startNs: 25, endNs: 55 })).toBe(10)
  })
})

describe('percentile', () => {
  it('is always a value that was measured', () => {
    expect([0, 0.5, 0.95, 1].map((q) => percentile([1, 2, 3, 4], q))).toEqual([1, 3, 4, 4])
    expect(percentile([], 0.5)).toBeNull()
  })
})

describe('isKernelThreadName', () => {
  it('knows kernel families and leaves applications alone', () => {
    const kernel = ['kworker/u8:1', 'ksoftirqd/0', 'irq/35-mmc0', 'rcu_preempt', 'rcuop/3', 'migration/7', 'kcompactd0', 'kswapd0:1', 'jbd2/dm-5-8', 'kthreadd']
    const user = ['surfaceflinger', 'Jit thread pool', 'kworkerish', 'irqbalance', 'com.foo.bar', 'app04', 'migrationd', 'watchdogd', '']
    expect([kernel.filter((name) => !isKernelThreadName(name)), user.filter(isKernelThreadName)]).toEqual([[], []])
  })
})
