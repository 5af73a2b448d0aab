import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BlockBitmap, NO_BLOCK } from '../../../src/engine/compress/block-bitmap'

describe('block bitmap', () => {
  it('always gives the lowest free block but block 0, and never one in use', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(fc.option(fc.nat(), { freq: 3 }), { maxLength: 400 }), (blockCount, steps) => {
        const bitmap = new BlockBitmap(blockCount)
        const used = new Set<number>()
        for (const freeAt of steps) {
          const blocks = [...used]
          if (freeAt !== null && blocks.length > 0) {
            const block = blocks[freeAt % blocks.length]!
            bitmap.free(block)
            used.delete(block)
          } else {
            let lowest = 1
            while (used.has(lowest)) lowest++
            const block = bitmap.alloc()
            expect(block).toBe(lowest < blockCount ? lowest : NO_BLOCK)
            if (block !== NO_BLOCK) used.add(block)
          }
          expect(bitmap.usedBlocks).toBe(used.size)
        }
        for (let block = 0; block < blockCount; block++) expect(bitmap.has(block)).toBe(used.has(block))
      })
    )
  })

  it('refuses to free a block that is not in use', () => {
    const bitmap = new BlockBitmap(8)
    expect(() => bitmap.free(0)).toThrow(RangeError)
    expect(() => bitmap.free(3)).toThrow(RangeError)
    expect(() => bitmap.free(9)).toThrow(RangeError)
  })
})
