import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/engine/kernel/random'
import { ORPHAN, PageStore } from '../../../src/engine/reclaim/page-store'
import { AddressSpace } from '../../../src/engine/workload/address-space'

describe('address space', () => {
  it('fills its range from the front and gives back the newest page first', () => {
    const store = new PageStore(20)
    const space = new AddressSpace(10, 2, 14)
    expect(space.pageCount).toBe(2)
    expect([space.grow(store), space.grow(store), space.grow(store)]).toEqual([12, 13, -1])
    expect([space.shrink(), space.shrink(), space.pageCount]).toEqual([13, 12, 2])
    expect([space.shrink(), space.shrink(), space.shrink()]).toEqual([11, 10, -1])
  })

  it('visits every page once per round, in another order in every phase', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer(), (count, seed) => {
        const space = new AddressSpace(100, count, 100 + count)
        const random = new Random(seed)
        space.startTouching(random)
        const round = Array.from({ length: count }, () => space.nextTouched())
        expect([...round].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => 100 + i))
        expect(space.nextTouched()).toBe(round[0])
      })
    )
    const space = new AddressSpace(0, 200, 200)
    const random = new Random(5)
    const orders = [0, 1].map(() => {
      space.startTouching(random)
      return Array.from({ length: 200 }, () => space.nextTouched()).join()
    })
    expect(orders[0]).not.toBe(orders[1])
  })

  it('has nothing to touch when empty', () => {
    const space = new AddressSpace(0, 0, 5)
    space.startTouching(new Random(1))
    expect(space.nextTouched()).toBe(-1)
  })

  it('never gives out a record that is in use or still held, however pages come and go', () => {
    const step = fc.constantFrom('grow', 'grow', 'shrink', 'orphan', 'reap')
    fc.assert(
      fc.property(fc.nat(6), fc.array(step, { maxLength: 120 }), (initial, steps) => {
        const allocations = steps.filter((name) => name === 'grow').length
        const store = new PageStore(initial + allocations)
        const space = new AddressSpace(0, initial, initial + allocations)
        const live = Array.from({ length: initial }, (_, i) => i)
        const orphans: number[] = []
        for (const name of steps) {
          if (name === 'grow') {
            const page = space.grow(store)
            expect(page).toBeGreaterThanOrEqual(0)
            expect([...live, ...orphans]).not.toContain(page)
            live.push(page)
          } else if (name === 'reap') {
            const page = orphans.shift()
            if (page !== undefined) store.clear(page, ORPHAN)
          } else {
            const page = space.shrink()
            expect(page).toBe(live.pop() ?? -1)
            if (name === 'orphan' && page >= 0) {
              store.set(page, ORPHAN)
              orphans.push(page)
            }
          }
        }
        expect(space.pageCount).toBe(live.length)
        space.startTouching(new Random(1))
        expect(live.map(() => space.nextTouched()).sort((a, b) => a - b)).toEqual([...live].sort((a, b) => a - b))
      })
    )
  })
})
