import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SwapCacheNodes } from '../../../src/engine/reclaim/swap-cache'

/** Slots in a leaf, leaves in a slab. */
const LEAF = 64
const SLAB = 7

function cache(pageCount: number, free: number): { nodes: SwapCacheNodes; frames: { free: number; taken: number } } {
  const frames = { free, taken: 0 }
  const nodes = new SwapCacheNodes(pageCount, {
    takeSlab: () => {
      if (frames.free === 0) return false
      frames.free--
      frames.taken++
      return true
    },
    giveSlab: () => {
      frames.free++
      frames.taken--
    }
  })
  return { nodes, frames }
}

describe('nodes of the swap cache', () => {
  it('take one page for the slots of seven leaves', () => {
    const { nodes, frames } = cache(2000, 10)
    for (let page = 0; page < SLAB * LEAF; page++) expect(nodes.add(page)).toBe(true)
    expect(frames.taken).toBe(1)
    expect(nodes.add(SLAB * LEAF)).toBe(true)
    expect(frames.taken).toBe(2)
  })

  it('refuse a page when a new leaf is due and no page is free, and go on in the next slots', () => {
    const { nodes, frames } = cache(2000, 1)
    for (let page = 0; page < SLAB * LEAF; page++) nodes.add(page)
    expect(nodes.add(1000)).toBe(false)
    frames.free = 1
    expect(nodes.add(1000)).toBe(true)
  })

  it('give a page back once its last leaf is empty', () => {
    const { nodes, frames } = cache(200, 5)
    for (let page = 0; page < 2 * LEAF; page++) nodes.add(page)
    for (let page = 0; page < 2 * LEAF - 1; page++) nodes.remove(page)
    expect(frames.taken).toBe(1)
    nodes.remove(2 * LEAF - 1)
    nodes.remove(2 * LEAF - 1)
    expect(frames.taken).toBe(0)
  })

  it('hold no page when all have left, and never more than one for each leaf in use', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ page: fc.nat(299), enters: fc.boolean() }), { maxLength: 600 }), fc.nat(6), (steps, free) => {
        const { nodes, frames } = cache(300, free)
        const inside = new Set<number>()
        for (const { page, enters } of steps) {
          if (!enters) {
            nodes.remove(page)
            inside.delete(page)
          } else if (!inside.has(page) && nodes.add(page)) inside.add(page)
          expect(frames.taken).toBeLessThanOrEqual(inside.size)
          expect(frames.taken > 0).toBe(inside.size > 0)
        }
        for (const page of inside) nodes.remove(page)
        expect(frames).toEqual({ free, taken: 0 })
      })
    )
  })
})
