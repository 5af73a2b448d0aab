import { describe, expect, it } from 'vitest'
import { findKswapdActivity } from '../../../src/engine/observe/kswapd-activity'
import type { Trace } from '../../../src/engine/trace/trace'
import { traceFixture } from '../../support/trace-fixture'

const WAKE = 'mm_vmscan_kswapd_wake'
const SLEEP = 'mm_vmscan_kswapd_sleep'
const awakeMs = (trace: Trace) => {
  const { startNs, endNs } = findKswapdActivity(trace).anyAwake
  return startNs.map((start, i) => [start / 1e6, (endNs[i] ?? 0) / 1e6])
}

describe('findKswapdActivity', () => {
  it('spans from wake to sleep and lets repeated wakes pass', () => {
    const trace = traceFixture().thread(9, 'kswapd0').event(WAKE, 10, 9).event(WAKE, 20, 9).event(SLEEP, 50, 9).event(WAKE, 70, 9).event(SLEEP, 80, 9).build()
    expect(awakeMs(trace)).toEqual([[10, 50], [70, 80]])
  })

  it('is awake from the start when the first event is a sleep, and to the end when the last is a wake', () => {
    const trace = traceFixture().thread(9, 'kswapd0').span(0, 100).event(SLEEP, 10, 9).event(WAKE, 90, 9).build()
    expect(awakeMs(trace)).toEqual([[0, 10], [90, 100]])
  })

  it('counts time in which two kswapds are awake once', () => {
    const trace = traceFixture().thread(8, 'kswapd0').thread(9, 'kswapd1')
      .event(WAKE, 10, 8).event(WAKE, 20, 9).event(SLEEP, 30, 8).event(SLEEP, 40, 9).build()
    expect(awakeMs(trace)).toEqual([[10, 40]])
  })

  it('reads the scheduler where there are no events: naps stay awake, long sleeps do not', () => {
    const trace = traceFixture().thread(9, 'kswapd0').span(0, 1000)
      .runs(0, 9, 100, 110).runs(0, 9, 210, 211).runs(0, 9, 600, 650, 'D').runs(0, 9, 790, 800).build()
    expect(awakeMs(trace)).toEqual([[100, 211], [600, 800]])
  })

  it('is awake to the end when the last slice was preempted', () => {
    const trace = traceFixture().thread(9, 'kswapd0').span(0, 1000).runs(0, 9, 900, 910, 'R+').build()
    expect(awakeMs(trace)).toEqual([[900, 1000]])
  })

  it('knows nothing without events and scheduling data', () => {
    expect(findKswapdActivity(traceFixture().thread(9, 'kswapd0').counter('pgsteal_anon', [[0, 0], [1, 1]]).build()).isKnown).toBe(false)
  })
})
