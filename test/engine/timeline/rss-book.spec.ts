import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeDemand } from '../../support/demand-fixture'
import { NO_OWNER, RSS_STEP_PAGES, RssBook } from '../../../src/engine/timeline/rss-book'
import { layoutPages } from '../../../src/engine/workload/initial-memory'

const demand = makeDemand({
  tasks: [{ residentPages: 300, rows: [{ alloc: 200 }] }, { rows: [] }, { residentPages: 10, swappedPages: 50, rows: [{ alloc: 400 }] }],
  initial: { unownedAnonPages: 100, unownedSwappedPages: 20 }
})
const layout = layoutPages(demand, 10_000)

describe('RssBook', () => {
  it('starts with what the demand says is resident', () => {
    const book = new RssBook(demand, layout)
    expect([book.residentOf(0), book.residentOf(1), book.residentOf(2)]).toEqual([300, 0, 10])
    expect(book.mappedPages).toBe(410)
  })

  it('finds the owner of every page record', () => {
    const book = new RssBook(demand, layout)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: layout.pageCount - 1 }), (page) => {
        const expected = demand.tasks.findIndex((_, task) => page >= layout.taskBase[task]! && page < layout.taskLimit[task]!)
        expect(book.change(page, 1)).toBe(expected < 0 ? NO_OWNER : expected)
        book.change(page, -1)
      })
    )
  })

  it('asks for a report after a whole step, up or down, and only once', () => {
    const book = new RssBook(demand, layout)
    const page = layout.taskBase[2]!
    const move = (pages: number): void => {
      for (let i = 0; i < Math.abs(pages); i++) book.change(page, pages > 0 ? 1 : -1)
    }
    move(RSS_STEP_PAGES - 1)
    expect(book.takeStep(2)).toBe(false)
    move(1)
    expect(book.takeStep(2)).toBe(true)
    expect(book.takeStep(2)).toBe(false)
    move(-RSS_STEP_PAGES)
    expect(book.takeStep(2)).toBe(true)
  })

  it('asks for a report when the last page is gone, also below a step', () => {
    const book = new RssBook(demand, layout)
    for (let i = 0; i < 10; i++) {
      expect(book.takeEmpty(2)).toBe(false)
      book.change(layout.taskBase[2]! + i, -1)
    }
    expect(book.takeEmpty(2)).toBe(true)
    expect(book.takeEmpty(2)).toBe(false)
  })
})
