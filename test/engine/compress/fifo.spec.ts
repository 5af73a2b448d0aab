import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fifo } from '../../../src/engine/compress/fifo'

describe('FIFO', () => {
  it('gives pages back in the order of arrival, with their times, however often it wraps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.boolean(), { maxLength: 100 }), (capacity, steps) => {
        const fifo = new Fifo(capacity)
        const model: number[] = []
        steps.forEach((push, i) => {
          if (push && !fifo.isFull) {
            fifo.push(i, i * 10)
            model.push(i)
          } else if (!push) {
            if (model.length === 0) expect(fifo.oldest).toBe(-1)
            else expect([fifo.oldest, fifo.oldestQueuedNs]).toEqual([model[0], model[0]! * 10])
            fifo.drop()
            model.shift()
          }
          expect([fifo.length, fifo.entries, fifo.isFull]).toEqual([model.length, model.length, model.length === capacity])
        })
      })
    )
  })

  it('has no oldest page when empty, and no room when it has no entries', () => {
    expect(new Fifo(4).oldest).toBe(-1)
    expect(new Fifo(0).isFull).toBe(true)
  })

  it('keeps pages of one folio that come one after the other in one entry', () => {
    const fifo = new Fifo(2, 4)
    for (const page of [8, 9, 10, 3]) fifo.push(page, 0)
    expect([fifo.length, fifo.entries, fifo.isFull]).toEqual([4, 2, true])
    // page 2 belongs to the folio of page 3, page 11 to one that is no longer the newest
    expect([fifo.joins(2), fifo.joins(11)]).toEqual([true, false])
    fifo.drop()
    fifo.drop()
    expect(fifo.entries).toBe(2)
    fifo.drop()
    expect([fifo.oldest, fifo.entries, fifo.isFull]).toEqual([3, 1, false])
  })
})
