import { describe, expect, it } from 'vitest'
import { observeInterference } from '../../../src/engine/observe/interference'
import { traceFixture, type TraceFixture } from '../../support/trace-fixture'

const ALL = { startNs: 0, endNs: 100e6 }
const two = (): TraceFixture => traceFixture().thread(1, 'a').thread(2, 'b').span(0, 100)

describe('observed interference', () => {
  it('is the time from a wake-up to the CPU while another task runs there', () => {
    const trace = two().runs(0, 1, 0, 20).wakeup(12, 2).runs(0, 2, 20, 30).build()
    expect(observeInterference(trace, ALL)).toBe(8)
  })

  it('is the time from a preemption to the next slice', () => {
    const trace = two().wakeup(0, 1).runs(0, 1, 0, 10, 'R').runs(0, 2, 10, 25).runs(0, 1, 25, 30).build()
    expect(observeInterference(trace, ALL)).toBe(15)
  })

  it('leaves out sleep, and the latency of an idle CPU', () => {
    const trace = two().wakeup(0, 1).runs(0, 1, 1, 10, 'S').wakeup(50, 1).runs(0, 1, 53, 60).build()
    expect(observeInterference(trace, ALL)).toBe(0)
  })

  it('counts a first wake-up once, whatever follows it', () => {
    const trace = two().runs(0, 1, 0, 20).wakeup(12, 2).wakeup(15, 2).runs(0, 2, 20, 30).build()
    expect(observeInterference(trace, ALL)).toBe(8)
  })

  it('takes a task woken while it goes to sleep as ready from there', () => {
    const trace = two().wakeup(0, 1).runs(0, 1, 0, 10, 'S').wakeup(9, 1).runs(0, 2, 10, 14).runs(0, 1, 14, 15).build()
    expect(observeInterference(trace, ALL)).toBe(4)
  })

  it('does not count what kswapd waits, but what others wait for it', () => {
    const trace = traceFixture().thread(1, 'a').thread(9, 'kswapd0').span(0, 100)
      .runs(0, 1, 0, 20, 'R').wakeup(5, 9).runs(0, 9, 20, 50).runs(0, 1, 50, 60).build()
    expect(observeInterference(trace, ALL)).toBe(30)
  })

  it('cuts waits at the window', () => {
    const trace = two().wakeup(0, 1).runs(0, 1, 0, 10, 'R').runs(0, 2, 10, 40).runs(0, 1, 40, 50).build()
    expect(observeInterference(trace, { startNs: 20e6, endNs: 30e6 })).toBe(10)
  })

  it('is unknown without wake-ups', () => {
    expect(observeInterference(two().runs(0, 1, 0, 20).build(), ALL)).toBeNull()
  })
})
