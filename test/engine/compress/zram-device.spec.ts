import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  LOAD_BACKED, LOAD_EMPTY, SLOT_HUGE, SLOT_IDLE, SLOT_SAME, STORE_REJECTED, ZramDevice
} from '../../../src/engine/compress/zram-device'

const device = (memLimitPages: number | null = null, disksizePages = 64) =>
  new ZramDevice({ pageSizeBytes: 4096, disksizePages, memLimitPages, kind: 'quarters-4' })

type Slot = { readonly bytes: number; readonly block: number | null }

/** Sums the model's slots the way the kernel's counters do. */
function expectCounters(zram: ZramDevice, model: ReadonlyMap<number, Slot>): void {
  const inMemory = [...model.values()].filter((slot) => slot.block === null)
  const stat = zram.mmStat()
  expect(stat.origDataBytes).toBe(model.size * 4096)
  expect(stat.comprDataBytes).toBe(inMemory.reduce((sum, slot) => sum + slot.bytes, 0))
  expect(stat.samePages).toBe(inMemory.filter((slot) => slot.bytes === 0).length)
  expect(stat.hugePages).toBe(inMemory.filter((slot) => slot.bytes === 4096).length)
  expect(stat.memUsedBytes).toBe(zram.poolPages * 4096)
}

const sizes = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4096 }), fc.constant(4096))
const step = fc.record({ action: fc.constantFrom('store', 'store', 'store', 'free', 'load', 'writeBack', 'compact'), slot: fc.integer({ min: 0, max: 63 }), bytes: sizes })

describe('zram device', () => {
  it('keeps counters and page frames balanced over random stores, loads, frees, writebacks and compactions', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const zram = device()
        const model = new Map<number, Slot>()
        let frames = 0
        steps.forEach(({ action, slot, bytes }, index) => {
          const held = model.get(slot)
          if (action === 'store') {
            const needed = zram.needPages(bytes)
            const freed = zram.commit(slot, bytes)
            expect(freed).toBeGreaterThanOrEqual(0)
            frames += needed - freed
            model.set(slot, { bytes: zram.objectBytes(bytes), block: null })
          } else if (action === 'free') {
            frames -= zram.freeSlot(slot)
            model.delete(slot)
          } else if (action === 'load') {
            expect(zram.load(slot)).toBe(held === undefined ? LOAD_EMPTY : held.block === null ? held.bytes : LOAD_BACKED)
          } else if (action === 'writeBack' && held !== undefined && held.block === null && held.bytes > 0) {
            frames -= zram.writtenBack(slot, index)
            model.set(slot, { ...held, block: index })
            expect(zram.blockOf(slot)).toBe(index)
            expect(zram.sizeOf(slot)).toBe(held.bytes)
          } else if (action === 'compact') frames -= zram.compact()
          expect(zram.poolPages).toBe(frames)
        })
        expectCounters(zram, model)
        for (const slot of model.keys()) frames -= zram.freeSlot(slot)
        expect(frames).toBe(0)
        expect(zram.mmStat().comprDataBytes).toBe(0)
      }),
      { numRuns: 150 }
    )
  })

  it('stores pages from the huge class on whole, and smaller ones as they are', () => {
    const zram = device()
    expect(zram.hugeClassBytes).toBe(3257)
    zram.commit(0, 3256)
    zram.commit(1, 3257)
    expect(zram.load(0)).toBe(3256)
    expect(zram.load(1)).toBe(4096)
    expect(zram.flagsOf(1) & SLOT_HUGE).toBe(SLOT_HUGE)
    expect(zram.mmStat().hugePages).toBe(1)
  })

  it('stores same-filled pages without memory', () => {
    const zram = device()
    expect(zram.needPages(0)).toBe(0)
    zram.commit(3, 0)
    expect(zram.poolPages).toBe(0)
    expect(zram.flagsOf(3) & SLOT_SAME).toBe(SLOT_SAME)
    expect(zram.mmStat()).toMatchObject({ origDataBytes: 4096, comprDataBytes: 0, samePages: 1 })
  })

  it('frees the old object of an overwritten slot only after the new one exists', () => {
    const zram = device()
    zram.commit(0, 4096)
    expect(zram.needPages(4096)).toBe(1)
    expect(zram.commit(0, 4096)).toBe(1)
    expect(zram.poolPages).toBe(1)
    expect(zram.mmStat().memUsedMaxBytes).toBe(2 * 4096)
  })

  it('never grows beyond mem_limit, and a refused page leaves its slot as it was', () => {
    const zram = device(2)
    expect(zram.commit(0, 4096)).toBe(0)
    expect(zram.commit(1, 4096)).toBe(0)
    expect(zram.commit(0, 4096)).toBe(STORE_REJECTED)
    expect(zram.load(0)).toBe(4096)
    expect(zram.poolPages).toBe(2)
    expect(zram.io.failedWrites).toBe(1)
    expect(zram.mmStat().memLimitBytes).toBe(2 * 4096)
    // Same-filled pages need no memory and are taken even then.
    expect(zram.commit(2, 0)).toBe(0)
  })

  it('refuses slots beyond disksize and counts them', () => {
    const zram = device(null, 4)
    expect(zram.commit(4, 100)).toBe(STORE_REJECTED)
    expect(zram.load(-1)).toBe(LOAD_EMPTY)
    expect(zram.io.invalidIo).toBe(2)
    expect(zram.poolPages).toBe(0)
  })

  it('clears the idle mark when a slot is read', () => {
    const zram = device()
    zram.commit(0, 500)
    zram.mark(0, SLOT_IDLE)
    zram.load(0)
    expect(zram.flagsOf(0) & SLOT_IDLE).toBe(0)
  })
})
