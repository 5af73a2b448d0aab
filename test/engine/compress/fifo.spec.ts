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
          } else if (!push && model.length > 0) {
            expect([fifo.oldest, fifo.oldestQueuedNs]).toEqual([model[0], model[0]! * 10])
            fifo.drop()
            model.shift()
          }
          expect([fifo.length, fifo.isFull]).toEqual([model.length, model.length === capacity])
        })
      })
    )
  })

  it('has no oldest page when empty, and no room when it has no entries', () => {
    expect(new Fifo(4).oldest).toBe(-1)
    expect(new Fifo(0).isFull).toBe(true)
  })
})
