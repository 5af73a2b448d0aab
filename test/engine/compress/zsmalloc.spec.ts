import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Zsmalloc } from '../../../src/engine/compress/zsmalloc'
import type { ZsmallocKind } from '../../../src/engine/compress/zsmalloc-classes'

function expectBalanced(pool: Zsmalloc, live: ReadonlyMap<number, number>): void {
  let pages = 0
  let objects = 0
  for (let index = 0; index < pool.classes.count; index++) {
    const books = pool.classBooks(index)
    pages += books.pages
    objects += books.objects
    expect(books.objects).toBeLessThanOrEqual(books.zspages * pool.classes.objectsPerZspage[index]!)
    expect(books.objects).toBeGreaterThanOrEqual(books.zspages)
  }
  expect(pool.poolPages).toBe(pages)
  expect(pool.objectCount).toBe(objects)
  expect(pool.objectCount).toBe(live.size)
  expect(pool.objectBytes).toBe([...live.values()].reduce((sum, bytes) => sum + bytes, 0))
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('alloc' as const), at: fc.integer({ min: 1, max: 4096 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('free' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('compact' as const), at: fc.constant(0) }) }
)

describe('zsmalloc books', () => {
  it('keeps pages, objects and handles balanced over random allocations, frees and compactions', () => {
    fc.assert(
      fc.property(fc.constantFrom<ZsmallocKind[]>('quarters-4', 'tenths-8', 'tenths-16'), fc.array(step, { maxLength: 400 }), (kind, steps) => {
        const pool = new Zsmalloc({ pageSizeBytes: 4096, kind })
        const live = new Map<number, number>()
        let taken = 0
        for (const { kind: action, at } of steps) {
          const handles = [...live.keys()]
          if (action === 'alloc') {
            taken += pool.pagesNeededFor(at)
            const handle = pool.alloc(at)
            expect(live.has(handle)).toBe(false)
            live.set(handle, at)
          } else if (action === 'free' && handles.length > 0) {
            const handle = handles[at % handles.length]!
            taken -= pool.free(handle)
            live.delete(handle)
          } else if (action === 'compact') {
            const possible = pool.compactablePages
            expect(pool.compact()).toBe(possible)
            expect(pool.compactablePages).toBe(0)
            taken -= possible
          }
          expect(pool.poolPages).toBe(taken)
        }
        expectBalanced(pool, live)
        for (const [handle, bytes] of live) expect(pool.sizeOf(handle)).toBe(bytes)
        for (const handle of live.keys()) taken -= pool.free(handle)
        expect(pool.poolPages).toBe(0)
        expect(taken).toBe(0)
      }),
      { numRuns: 150 }
    )
  })

  it('takes a whole chain for the first object of a class and nothing until the zspage is full', () => {
    const pool = new Zsmalloc({ pageSizeBytes: 4096, kind: 'quarters-4' })
    // 3264-byte slots: five in four pages.
    const needed = Array.from({ length: 6 }, () => {
      const pages = pool.pagesNeededFor(3200)
      pool.alloc(3200)
      return pages
    })
    expect(needed).toEqual([4, 0, 0, 0, 0, 4])
  })

  it('fills the fullest zspage first', () => {
    const pool = new Zsmalloc({ pageSizeBytes: 4096, kind: 'quarters-4' })
    const handles = Array.from({ length: 15 }, () => pool.alloc(3200))
    // Three full zspages of five; one gets four holes (almost empty), the other one hole (almost full).
    for (const handle of handles.slice(0, 4)) pool.free(handle)
    pool.free(handles[5]!)
    pool.alloc(3200)
    // The hole of the almost full zspage was taken, so freeing the last object of the emptiest one releases its pages.
    expect(pool.free(handles[4]!)).toBe(4)
  })

  it('compacts two half empty zspages into one and counts the moves', () => {
    const pool = new Zsmalloc({ pageSizeBytes: 4096, kind: 'tenths-8' })
    const perZspage = pool.classes.objectsPerZspage[pool.classes.classOfBytes[2000]!]!
    const handles = Array.from({ length: 2 * perZspage }, () => pool.alloc(2000))
    const pagesBefore = pool.poolPages
    handles.forEach((handle, index) => { if (index % 2 === 1) pool.free(handle) })
    expect(pool.poolPages).toBe(pagesBefore)
    expect(pool.compact()).toBe(pagesBefore / 2)
    expect(pool.movedObjects).toBeGreaterThan(0)
    expect(pool.pagesCompacted).toBe(pagesBefore / 2)
    for (let index = 0; index < handles.length; index += 2) expect(pool.sizeOf(handles[index]!)).toBe(2000)
  })

  it('refuses to free a handle twice', () => {
    const pool = new Zsmalloc({ pageSizeBytes: 4096, kind: 'tenths-8' })
    const handle = pool.alloc(100)
    pool.free(handle)
    expect(() => pool.free(handle)).toThrow(RangeError)
  })

  it('refuses sizes outside 1..page', () => {
    const pool = new Zsmalloc({ pageSizeBytes: 4096, kind: 'tenths-8' })
    expect(() => pool.alloc(0)).toThrow(RangeError)
    expect(() => pool.alloc(4097)).toThrow(RangeError)
  })
})
