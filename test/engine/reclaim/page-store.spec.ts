import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as P from '../../../src/engine/reclaim/page-store'

const PAGES = 12
const LISTS = [P.INACTIVE_ANON, P.ACTIVE_ANON, P.INACTIVE_FILE]

/** Pages of a list from tail to head. */
function contents(store: P.PageStore, list: number): number[] {
  const pages = []
  for (let page = store.tail(list); page >= 0; page = store.towardsHead(page)) pages.push(page)
  return pages
}

describe('page store', () => {
  it('keeps lists like arrays would', () => {
    const step = fc.tuple(fc.constantFrom('head', 'tail', 'remove', 'takeTail'), fc.nat(PAGES - 1), fc.constantFrom(...LISTS))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const store = new P.PageStore(PAGES)
        const model = new Map(LISTS.map((list) => [list, [] as number[]]))
        for (const [what, page, list] of steps) {
          if (what === 'takeTail') {
            const taken = new Int32Array(PAGES)
            const count = store.takeTail(list, page, taken)
            expect([...taken.subarray(0, count)]).toEqual(model.get(list)!.splice(0, page))
            for (const one of taken.subarray(0, count)) expect(store.listOf(one)).toBe(P.NO_LIST)
            continue
          }
          store.remove(page)
          for (const pages of model.values()) if (pages.includes(page)) pages.splice(pages.indexOf(page), 1)
          if (what === 'head') store.addHead(page, list)
          if (what === 'tail') store.addTail(page, list)
          if (what === 'head') model.get(list)!.push(page)
          if (what === 'tail') model.get(list)!.unshift(page)
        }
        for (const [list, pages] of model) {
          expect(contents(store, list)).toEqual(pages)
          expect(store.size(list)).toBe(pages.length)
          for (const page of pages) expect(store.listOf(page)).toBe(list)
        }
      })
    )
  })

  it('sets, tests and clears flags of one page only', () => {
    const store = new P.PageStore(2)
    store.set(0, P.DIRTY | P.RESIDENT)
    expect([store.has(0, P.DIRTY), store.has(0, P.DIRTY | P.LOCKED), store.has(0, P.LOCKED), store.has(1, P.DIRTY)]).toEqual([true, true, false, false])
    expect([store.take(0, P.DIRTY), store.take(0, P.DIRTY)]).toEqual([true, false])
    store.clear(0, P.RESIDENT)
    expect(store.flagsOf(0)).toBe(0)
  })

  it('keeps flags, list, generation, references and version of a page apart', () => {
    const record = fc.record({ flags: fc.nat(0xffff), list: fc.constantFrom(P.NO_LIST, ...LISTS, P.MGLRU_FILE + 3), generation: fc.integer({ min: -1, max: 3 }), refs: fc.nat(3), changes: fc.nat(3) })
    fc.assert(
      fc.property(record, ({ flags, list, generation, refs, changes }) => {
        const store = new P.PageStore(1)
        for (let i = 0; i < changes; i++) store.changeVersion(0)
        store.setRefs(0, refs)
        store.setGeneration(0, generation)
        if (list !== P.NO_LIST) store.addHead(0, list)
        store.set(0, flags)
        expect([store.flagsOf(0), store.listOf(0), store.generationOf(0), store.refsOf(0), store.versionOf(0)]).toEqual([flags, list, generation, refs, changes])
        const isTouched = refs > 0 || (flags & (P.WORKINGSET | P.LOCKED | P.WRITEBACK | P.FILE | P.SWAPCACHE)) !== 0
        expect(store.isUntouched(0, generation)).toBe(!isTouched)
        store.setRefs(0, 0)
        store.setGeneration(0, -1)
        store.clear(0, 0xffff)
        expect([store.flagsOf(0), store.listOf(0), store.generationOf(0), store.refsOf(0), store.versionOf(0)]).toEqual([0, list, -1, 0, changes])
      })
    )
  })

  it('gives every flag and every list its own number', () => {
    const flags = [P.MAPPED, P.YOUNG, P.REFERENCED, P.DIRTY, P.SWAPCACHE, P.WRITEBACK, P.LOCKED, P.RECLAIM, P.WORKINGSET, P.STORED, P.QUEUED, P.ORPHAN, P.FILE, P.SHADOW, P.RESIDENT]
    expect(flags.reduce((sum, flag) => sum | flag, 0)).toBe(flags.reduce((sum, flag) => sum + flag, 0))
    expect(new Set([P.NO_LIST, ...LISTS, P.ACTIVE_FILE, P.MGLRU_ANON, P.MGLRU_FILE]).size).toBe(7)
  })
})
