import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimerQueue } from '../../../src/engine/kernel/timer-queue'

function drain<T>(queue: TimerQueue<T>): { timeNs: number; token: number; owner: T }[] {
  const popped = []
  for (let timer = queue.pop(); timer !== undefined; timer = queue.pop()) popped.push(timer)
  return popped
}

describe('timer queue', () => {
  it('gives timers back by time, and ties in the order in which they were added', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (times) => {
        const queue = new TimerQueue<number>()
        times.forEach((time, i) => queue.add(time, i))
        const wanted = times.map((timeNs, owner) => ({ timeNs, owner })).sort((a, b) => a.timeNs - b.timeNs || a.owner - b.owner)
        expect(drain(queue).map(({ timeNs, owner }) => ({ timeNs, owner }))).toEqual(wanted)
      })
    )
  })

  it('stays ordered when timers are added between pops', () => {
    const queue = new TimerQueue<string>()
    queue.add(30, 'late')
    queue.add(10, 'early')
    expect(queue.pop()?.owner).toBe('early')
    queue.add(20, 'between')
    queue.add(30, 'late, too')
    expect(queue.peekNs()).toBe(20)
    expect(drain(queue).map((timer) => timer.owner)).toEqual(['between', 'late', 'late, too'])
  })

  it('returns the token that pop reports, a new one every time', () => {
    const queue = new TimerQueue<null>()
    const tokens = [queue.add(5, null), queue.add(5, null), queue.add(1, null)]
    expect(new Set(tokens).size).toBe(3)
    expect(drain(queue).map((timer) => timer.token)).toEqual([tokens[2], tokens[0], tokens[1]])
  })

  it('is never due when empty', () => {
    const queue = new TimerQueue<null>()
    expect([queue.size, queue.peekNs(), queue.pop()]).toEqual([0, Infinity, undefined])
  })
})
