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
    const step = fc.tuple(fc.constantFrom('head', 'tail', 'remove'), fc.nat(PAGES - 1), fc.constantFrom(...LISTS))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const store = new P.PageStore(PAGES)
        const model = new Map(LISTS.map((list) => [list, [] as number[]]))
        for (const [what, page, list] of steps) {
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

  it('gives every flag and every list its own number', () => {
    const flags = [P.MAPPED, P.YOUNG, P.REFERENCED, P.DIRTY, P.SWAPCACHE, P.WRITEBACK, P.LOCKED, P.RECLAIM, P.WORKINGSET, P.STORED, P.QUEUED, P.ORPHAN, P.FILE, P.SHADOW, P.RESIDENT]
    expect(flags.reduce((sum, flag) => sum | flag, 0)).toBe(flags.reduce((sum, flag) => sum + flag, 0))
    expect(new Set([P.NO_LIST, ...LISTS, P.ACTIVE_FILE, P.MGLRU_ANON, P.MGLRU_FILE]).size).toBe(7)
  })
})
