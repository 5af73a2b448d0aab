import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_THREAD_NAMES } from '../../../src/shared/thread-times'
import { observeThreadTimes, sumThreads } from '../../../src/engine/observe/thread-times'
import { traceFixture } from '../../support/trace-fixture'

describe('CPU time by thread', () => {
  it('sums threads of one name, the busiest first, idle left out', () => {
    const trace = traceFixture().thread(1, 'worker').thread(2, 'worker').thread(9, 'kswapd0').thread(10, 'quiet').span(0, 100)
      .runs(0, 1, 0, 30).runs(0, 2, 30, 40).runs(0, 0, 40, 60).runs(0, 9, 60, 75).build()
    expect(observeThreadTimes(trace, null)).toEqual({
      threads: [{ name: 'worker', cpuClass: 'other', threadCount: 2, cpuS: 0.04 }, { name: 'kswapd0', cpuClass: 'kswapd', threadCount: 1, cpuS: 0.015 }], rest: { threadCount: 0, cpuS: 0 }
    })
  })

  it('counts the part of a slice that lies in the window', () => {
    const trace = traceFixture().thread(1, 'a').span(0, 100).runs(0, 1, 0, 30).runs(0, 1, 50, 90).build()
    expect(observeThreadTimes(trace, { startNs: 20e6, endNs: 60e6 })?.threads).toMatchObject([{ name: 'a', cpuS: 0.02 }])
  })

  it('gives a name the class of its busiest thread, whatever the others are', () => {
    const of = (...classes: ('app' | 'other')[]) => sumThreads(classes.map((cpuClass, index) => ({ name: 'a', cpuClass, cpuNs: 10 - index })))
    expect(of('app', 'other').threads).toEqual([{ name: 'a', cpuClass: 'app', threadCount: 2, cpuS: 19e-9 }])
    expect(of('other', 'app').threads[0]?.cpuClass).toBe('other')
  })

  it('tells nothing where no scheduling was recorded', () => {
    expect(observeThreadTimes(traceFixture().counter('nr_free_pages', [[0, 1], [10, 2]]).build(), null)).toBeNull()
  })

  it('names a thread without a name by its number', () => {
    expect(observeThreadTimes(traceFixture().thread(7, '').span(0, 10).runs(0, 7, 0, 10).build(), null)?.threads[0]?.name).toBe('tid 7')
  })

  it('keeps the sum of all threads, however many names there are', () => {
    const thread = fc.record({ name: fc.string({ maxLength: 6 }), cpuClass: fc.constantFrom('app' as const, 'other' as const), cpuNs: fc.integer({ min: 0, max: 1e12 }) })
    fc.assert(fc.property(fc.array(thread, { maxLength: 300 }), (all) => {
      const { threads, rest } = sumThreads(all)
      const seconds = threads.reduce((sum, { cpuS }) => sum + cpuS, rest.cpuS)
      expect(seconds).toBeCloseTo(all.reduce((sum, { cpuNs }) => sum + cpuNs, 0) / 1e9, 6)
      expect(threads.length).toBeLessThanOrEqual(MAX_THREAD_NAMES)
      expect(threads.map(({ cpuS }) => cpuS)).toEqual(threads.map(({ cpuS }) => cpuS).sort((a, b) => b - a))
      expect(threads.reduce((sum, { threadCount }) => sum + threadCount, rest.threadCount)).toBe(all.filter(({ cpuNs }) => cpuNs > 0).length)
    }))
  })
})
