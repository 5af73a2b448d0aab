import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TextBlock } from '../../../../src/main/import/ftrace/bytes'
import { NOT_FOUND, RunMemory } from '../../../../src/main/import/ftrace/run-memory'

function blockOf(bytes: Buffer): TextBlock {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), size: bytes.length }
}

const padding = Buffer.alloc(200, 0x20)
/** Few different bytes, among them the sign bit alone: eight such bytes are a zero as a double. */
const runs = fc.array(fc.uint8Array({ minLength: 1, maxLength: 110 }).map((bytes) => Buffer.from(bytes.map((byte) => [0, 0x80, 0x41, 0x42][byte & 3] as number))), { minLength: 1, maxLength: 30 })

describe('a run memory', () => {
  it('finds a run only where exactly its bytes stand', () => {
    fc.assert(fc.property(runs, (list) => {
      const memory = new RunMemory()
      const kept = new Map<number, Buffer>()
      for (const run of list) {
        const block = blockOf(Buffer.concat([run, padding]))
        const found = memory.find(block, 0, 0)
        if (found !== NOT_FOUND) expect(block.bytes.subarray(0, memory.lengths[found]).equals(kept.get(found) as Buffer)).toBe(true)
        const slot = memory.keep(block, 0, run.length, 0)
        if (slot === NOT_FOUND) continue
        kept.set(slot, run)
        expect(memory.find(block, 0, 0)).toBe(slot)
      }
    }), { numRuns: 1000 })
  })

  it('gets more room when many runs come, and stays exact', () => {
    const memory = new RunMemory()
    const text = (index: number): Buffer => Buffer.from(`thread ${index} of many`.padEnd(24))
    const found = (index: number): boolean => {
      const slot = memory.find(blockOf(Buffer.concat([text(index), padding])), 0, 0)
      if (slot !== NOT_FOUND) expect([memory.lengths[slot], owners[slot]]).toEqual([24, index])
      return slot !== NOT_FOUND
    }
    const owners: number[] = []
    for (let index = 0; index < 3000; index += 1) {
      const slot = memory.keep(blockOf(Buffer.concat([text(index), padding])), 0, 24, 0)
      expect(slot).toBeLessThan(RunMemory.slots)
      owners[slot] = index
      expect(found(index)).toBe(true)
    }
    expect(Array.from({ length: 3000 }, (_, index) => found(index)).filter(Boolean).length).toBeGreaterThan(1200)
  })

  it('keeps no run that is too short, too long, near the end of the block or of zeros', () => {
    const memory = new RunMemory()
    const text = blockOf(Buffer.alloc(300, 0x41))
    expect([4, 200].map((length) => memory.keep(text, 0, length, 0))).toEqual([NOT_FOUND, NOT_FOUND])
    expect(memory.keep(text, 280, 295, 280)).toBe(NOT_FOUND)
    expect(memory.keep(blockOf(Buffer.alloc(300)), 0, 20, 0)).toBe(NOT_FOUND)
    expect(memory.keep(text, 0, 20, 0)).not.toBe(NOT_FOUND)
  })
})
