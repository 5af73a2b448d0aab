import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UFS_PROFILE, WritebackDevice, type WritebackMode, type WritebackOptions } from '../../../src/engine/compress/writeback-device'
import { selectForWriteback } from '../../../src/engine/compress/writeback-select'
import { LOAD_BACKED, SLOT_HUGE, SLOT_IDLE, SLOT_INCOMPRESSIBLE, ZramDevice } from '../../../src/engine/compress/zram-device'

const COSTS = { decompressNs: 4000, copyNs: 300, workerNs: 2000 }

function options(overrides: Partial<WritebackOptions> = {}): WritebackOptions {
  return { mode: 'compressed', blockCount: 200, limitUnits: null, batchPages: 32, device: UFS_PROFILE, costs: COSTS, ...overrides }
}

/** 0: same-filled, 1: whole page, 2: small, 3: medium; idle: 1, 2 and 3; incompressible: 1. */
function filledZram(): ZramDevice {
  const zram = new ZramDevice({ pageSizeBytes: 4096, disksizePages: 100, memLimitPages: null })
  ;[0, 4096, 700, 2100, 2105].forEach((bytes, slot) => zram.commit(slot, bytes))
  for (const slot of [0, 1, 2, 3]) zram.mark(slot, SLOT_IDLE)
  zram.mark(1, SLOT_INCOMPRESSIBLE)
  return zram
}

describe('choice of slots to write back', () => {
  it('takes idle, huge, huge idle or incompressible slots, largest first, never same-filled ones', () => {
    const zram = filledZram()
    expect([...selectForWriteback(zram, 'idle')]).toEqual([1, 3, 2])
    expect([...selectForWriteback(zram, 'huge')]).toEqual([1])
    expect([...selectForWriteback(zram, 'incompressible')]).toEqual([1])
    zram.load(1)
    expect([...selectForWriteback(zram, 'huge_idle')]).toEqual([])
  })

  it('does not take a slot twice', () => {
    const zram = filledZram()
    new WritebackDevice(options()).writeBack(zram, selectForWriteback(zram, 'idle'))
    expect(selectForWriteback(zram, 'idle').length).toBe(0)
  })
})

describe('writeback', () => {
  it('stops at writeback_limit, counted in units of 4 KiB', () => {
    const zram = filledZram()
    const backing = new WritebackDevice(options({ limitUnits: 2 }))
    expect(backing.writeBack(zram, selectForWriteback(zram, 'idle'))).toMatchObject({ writtenPages: 2, stoppedBy: 'limit' })
    expect(backing.remainingLimitUnits).toBe(0)
    const large = new ZramDevice({ pageSizeBytes: 16384, disksizePages: 4, memLimitPages: null })
    large.commit(0, 16384)
    expect(new WritebackDevice(options({ limitUnits: 3 })).writeBack(large, [0]).stoppedBy).toBe('limit')
    expect(new WritebackDevice(options({ limitUnits: 4 })).writeBack(large, [0]).stoppedBy).toBe('done')
  })

  it('keeps the page in memory when the device is full or a write fails', () => {
    const zram = filledZram()
    // Blocks 1 and 2 exist; writing block 1 always fails, so every attempt gets it again.
    const backing = new WritebackDevice(options({ blockCount: 3, failsToWrite: (block) => block === 1 }))
    const pass = backing.writeBack(zram, selectForWriteback(zram, 'idle'))
    expect(pass.writtenPages).toBe(0)
    expect(backing.totals.failedWrites).toBe(3)
    expect(zram.load(1)).toBe(4096)
    const full = new WritebackDevice(options({ blockCount: 2 })).writeBack(zram, [1, 2])
    expect(full).toMatchObject({ writtenPages: 1, stoppedBy: 'device full' })
    expect(zram.load(2)).toBe(700)
  })

  it('decompresses when written in raw mode and when read in compressed mode, and copies huge slots in both', () => {
    const run = (mode: WritebackMode) => {
      const zram = filledZram()
      const backing = new WritebackDevice(options({ mode }))
      const pass = backing.writeBack(zram, [1, 3])
      return { written: pass.cpuNs, huge: backing.readBack(zram, 1).cpuNs, other: backing.readBack(zram, 3).cpuNs }
    }
    expect(run('raw')).toEqual({ written: 300 + 4000, huge: 0, other: 0 })
    expect(run('compressed')).toEqual({ written: 2 * 300, huge: 0, other: 6000 })
  })

  it('saves CPU time exactly for the pages that are never read back', () => {
    const cpuNs = (mode: WritebackMode, readBackPages: number) => {
      const zram = new ZramDevice({ pageSizeBytes: 4096, disksizePages: 100, memLimitPages: null })
      for (let slot = 0; slot < 100; slot++) zram.commit(slot, 1500)
      const backing = new WritebackDevice(options({ mode, costs: { decompressNs: 4000, copyNs: 0, workerNs: 0 } }))
      backing.writeBack(zram, Array.from({ length: 100 }, (_, slot) => slot))
      for (let slot = 0; slot < readBackPages; slot++) backing.readBack(zram, slot)
      for (let slot = 0; slot < 100; slot++) backing.freeSlot(zram, slot)
      expect(backing.totals.neverReadPages).toBe(100 - readBackPages)
      return backing.totals.writeCpuNs + backing.totals.readCpuNs
    }
    for (const readBack of [0, 30, 100]) expect(cpuNs('raw', readBack) - cpuNs('compressed', readBack)).toBe((100 - readBack) * 4000)
  })

  it('takes 12.8 us of device time per page in full batches, as published', () => {
    const zram = new ZramDevice({ pageSizeBytes: 4096, disksizePages: 3200, memLimitPages: null })
    for (let slot = 0; slot < 3200; slot++) zram.commit(slot, 1500)
    const pass = new WritebackDevice(options({ blockCount: 4000 })).writeBack(zram, Array.from({ length: 3200 }, (_, slot) => slot))
    expect(pass.deviceNs / pass.writtenPages / 1000).toBeCloseTo(12.8, 1)
  })

  it('loses no page and no block over random stores, writebacks, failures and frees', () => {
    const step = fc.record({ action: fc.constantFrom('store', 'store', 'idle', 'free', 'writeBack'), slot: fc.integer({ min: 0, max: 40 }), bytes: fc.integer({ min: 0, max: 4096 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 7 }), (steps, blockCount, failEvery) => {
        const zram = new ZramDevice({ pageSizeBytes: 4096, disksizePages: 41, memLimitPages: null })
        let writes = 0
        const backing = new WritebackDevice(options({ blockCount, failsToWrite: () => ++writes % failEvery === 0 }))
        const stored = new Map<number, number>()
        let frames = 0
        for (const { action, slot, bytes } of steps) {
          if (action === 'store') {
            frames -= backing.freeSlot(zram, slot)
            frames += zram.needPages(bytes)
            frames -= zram.commit(slot, bytes)
            stored.set(slot, zram.objectBytes(bytes))
          } else if (action === 'free') {
            frames -= backing.freeSlot(zram, slot)
            stored.delete(slot)
          } else if (action === 'idle') zram.mark(slot, SLOT_IDLE)
          else frames -= backing.writeBack(zram, selectForWriteback(zram, 'idle')).freedFrames
          expect(zram.poolPages).toBe(frames)
          expect(zram.usedSlots).toBe(stored.size)
          let backed = 0
          for (const [held, size] of stored) {
            expect(zram.sizeOf(held)).toBe(size)
            if (zram.blockOf(held) >= 0) backed++
          }
          expect(backing.usedBlocks).toBe(backed)
        }
        for (const slot of stored.keys()) frames -= backing.freeSlot(zram, slot)
        expect([frames, backing.usedBlocks]).toEqual([0, 0])
      }),
      { numRuns: 150 }
    )
  })

  it('keeps the size and the huge flag of a slot on the device', () => {
    const zram = filledZram()
    new WritebackDevice(options()).writeBack(zram, [1, 2])
    expect(zram.load(2)).toBe(LOAD_BACKED)
    expect(zram.sizeOf(2)).toBe(700)
    expect(zram.flagsOf(1) & SLOT_HUGE).toBe(SLOT_HUGE)
    expect(zram.mmStat()).toMatchObject({ origDataBytes: 5 * 4096, hugePages: 0, comprDataBytes: 2100 + 2105 })
  })
})
