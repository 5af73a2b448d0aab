import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BlockDevice, UFS_PROFILE } from '../../../src/engine/compress/block-device'
import { WritebackDevice, type WritebackMode, type WritebackOptions } from '../../../src/engine/compress/writeback-device'
import { selectForWriteback } from '../../../src/engine/compress/writeback-select'
import { LOAD_BACKED, SLOT_CHOSEN, SLOT_HUGE, SLOT_IDLE, SLOT_INCOMPRESSIBLE, ZramDevice } from '../../../src/engine/compress/zram-device'

const COSTS = { decompressNs: 4000, copyNs: 300, workerNs: 2000 }

function options(overrides: Partial<WritebackOptions> = {}): WritebackOptions {
  return { mode: 'compressed', blockCount: 200, limitUnits: null, costs: COSTS, ...overrides }
}

/** Writes slots in the given order until the device or the limit ends; returns CPU time and frames given back, and why it stopped. */
function writeAll(backing: WritebackDevice, zram: ZramDevice, slots: ArrayLike<number>, fails: (block: number) => boolean = () => false) {
  const before = backing.totals.writtenPages
  let [cpuNs, freedFrames] = [0, 0]
  let stoppedBy = 'done'
  for (const slot of Array.from(slots)) {
    const block = backing.start(zram)
    if (typeof block === 'string') {
      stoppedBy = block
      break
    }
    zram.mark(slot, SLOT_CHOSEN)
    cpuNs += backing.prepareNs(zram, slot)
    freedFrames += backing.finish(zram, slot, block, !fails(block))
  }
  return { writtenPages: backing.totals.writtenPages - before, cpuNs, freedFrames, stoppedBy }
}

/** Frees a slot and its block; returns frames given back. */
function freeSlot(backing: WritebackDevice, zram: ZramDevice, slot: number): number {
  backing.releaseBlock(zram, slot)
  return zram.freeSlot(slot)
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
    writeAll(new WritebackDevice(options()), zram, selectForWriteback(zram, 'idle'))
    expect(selectForWriteback(zram, 'idle').length).toBe(0)
  })
})

describe('writeback', () => {
  it('stops at writeback_limit, counted in units of 4 KiB', () => {
    const zram = filledZram()
    const backing = new WritebackDevice(options({ limitUnits: 2 }))
    expect(writeAll(backing, zram, selectForWriteback(zram, 'idle'))).toMatchObject({ writtenPages: 2, stoppedBy: 'limit' })
    expect(backing.remainingLimitUnits).toBe(0)
    const large = new ZramDevice({ pageSizeBytes: 16384, disksizePages: 4, memLimitPages: null })
    large.commit(0, 16384)
    expect(writeAll(new WritebackDevice(options({ limitUnits: 3 })), large, [0]).stoppedBy).toBe('limit')
    expect(writeAll(new WritebackDevice(options({ limitUnits: 4 })), large, [0]).stoppedBy).toBe('done')
  })

  it('keeps the page in memory when the device is full or a write fails', () => {
    const zram = filledZram()
    // Blocks 1 and 2 exist; writing block 1 always fails, so every attempt gets it again.
    const backing = new WritebackDevice(options({ blockCount: 3 }))
    const pass = writeAll(backing, zram, selectForWriteback(zram, 'idle'), (block) => block === 1)
    expect(pass.writtenPages).toBe(0)
    expect(backing.totals.failedWrites).toBe(3)
    expect(zram.load(1)).toBe(4096)
    const full = writeAll(new WritebackDevice(options({ blockCount: 2 })), zram, [1, 2])
    expect(full).toMatchObject({ writtenPages: 1, stoppedBy: 'device full' })
    expect(zram.load(2)).toBe(700)
  })

  it('decompresses when written in raw mode and when read in compressed mode, and copies huge slots in both', () => {
    const run = (mode: WritebackMode) => {
      const zram = filledZram()
      const backing = new WritebackDevice(options({ mode }))
      const pass = writeAll(backing, zram, [1, 3])
      return { written: pass.cpuNs, huge: backing.noteRead(zram, 1), other: backing.noteRead(zram, 3) }
    }
    expect(run('raw')).toEqual({ written: 300 + 4000, huge: false, other: false })
    expect(run('compressed')).toEqual({ written: 2 * 300, huge: false, other: true })
  })

  it('counts the pages that nobody read, those still on the device included', () => {
    const zram = filledZram()
    const backing = new WritebackDevice(options())
    writeAll(backing, zram, [1, 2, 3])
    backing.noteRead(zram, 2)
    expect(backing.neverReadPages).toBe(2)
    for (const slot of [1, 2]) freeSlot(backing, zram, slot)
    expect([backing.neverReadPages, backing.totals.neverReadPages]).toEqual([2, 1])
  })

  it('leaves a slot in memory that was read, freed or replaced while it was being written', () => {
    for (const touch of [(zram: ZramDevice) => zram.load(2), (zram: ZramDevice) => zram.freeSlot(2), (zram: ZramDevice) => zram.commit(2, 900)]) {
      const zram = filledZram()
      const backing = new WritebackDevice(options())
      zram.mark(2, SLOT_CHOSEN)
      const block = backing.start(zram)
      touch(zram)
      backing.finish(zram, 2, block as number, true)
      expect(zram.blockOf(2)).toBe(-1)
      expect([backing.usedBlocks, backing.totals.discardedPages, backing.totals.writtenPages]).toEqual([0, 1, 0])
    }
  })

  it('gives the limit back for a failed write', () => {
    const zram = filledZram()
    const backing = new WritebackDevice(options({ limitUnits: 5 }))
    writeAll(backing, zram, [1, 2, 3], (block) => block === 1)
    expect([backing.totals.failedWrites, backing.remainingLimitUnits]).toEqual([3, 5])
  })

  it('takes 12.8 us of device time per written page, as published, and 150 us to read one', () => {
    const device = new BlockDevice(UFS_PROFILE)
    let doneNs = 0
    for (let page = 0; page < 1000; page++) doneNs = device.write(0)
    expect(doneNs / 1000).toBeCloseTo(12_800, 0)
    expect(new BlockDevice(UFS_PROFILE).read(5000)).toBe(155_000)
  })

  it('loses no page and no block over random stores, writebacks, failures and frees', () => {
    const step = fc.record({ action: fc.constantFrom('store', 'store', 'idle', 'free', 'writeBack'), slot: fc.integer({ min: 0, max: 40 }), bytes: fc.integer({ min: 0, max: 4096 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 7 }), (steps, blockCount, failEvery) => {
        const zram = new ZramDevice({ pageSizeBytes: 4096, disksizePages: 41, memLimitPages: null })
        let writes = 0
        const backing = new WritebackDevice(options({ blockCount }))
        const stored = new Map<number, number>()
        let frames = 0
        for (const { action, slot, bytes } of steps) {
          if (action === 'store') {
            frames -= freeSlot(backing, zram, slot)
            frames += zram.needPages(bytes)
            frames -= zram.commit(slot, bytes)
            stored.set(slot, zram.objectBytes(bytes))
          } else if (action === 'free') {
            frames -= freeSlot(backing, zram, slot)
            stored.delete(slot)
          } else if (action === 'idle') zram.mark(slot, SLOT_IDLE)
          else frames -= writeAll(backing, zram, selectForWriteback(zram, 'idle'), () => ++writes % failEvery === 0).freedFrames
          expect(zram.poolPages).toBe(frames)
          expect(zram.usedSlots).toBe(stored.size)
          let backed = 0
          for (const [held, size] of stored) {
            expect(zram.sizeOf(held)).toBe(size)
            if (zram.blockOf(held) >= 0) backed++
          }
          expect(backing.usedBlocks).toBe(backed)
        }
        for (const slot of stored.keys()) frames -= freeSlot(backing, zram, slot)
        expect([frames, backing.usedBlocks]).toEqual([0, 0])
      }),
      { numRuns: 150 }
    )
  })

  it('keeps the size and the huge flag of a slot on the device', () => {
    const zram = filledZram()
    writeAll(new WritebackDevice(options()), zram, [1, 2])
    expect(zram.load(2)).toBe(LOAD_BACKED)
    expect(zram.sizeOf(2)).toBe(700)
    expect(zram.flagsOf(1) & SLOT_HUGE).toBe(SLOT_HUGE)
    expect(zram.mmStat()).toMatchObject({ origDataBytes: 5 * 4096, hugePages: 0, comprDataBytes: 2100 + 2105 })
  })
})
