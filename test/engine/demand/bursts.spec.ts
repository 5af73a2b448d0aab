import { describe, expect, it } from 'vitest'
import { collectBursts, type Burst } from '../../../src/engine/demand/bursts'
import { collectReclaimSpans, overlapNs, spansOf } from '../../../src/engine/demand/reclaim-spans'
import { collectThreadSlices, flagIdleBefore, reclaimThreads } from '../../../src/engine/demand/thread-slices'
import { indexWakeups } from '../../../src/engine/demand/wake-index'
import type { TimeWindow } from '../../../src/engine/run-types'
import type { Trace } from '../../../src/engine/trace/trace'
import { wholeWindow } from '../../support/demand-trace'
import { traceFixture } from '../../support/trace-fixture'

function burstsOf(trace: Trace, window: TimeWindow = wholeWindow(trace), slowdown = 1): Burst[] {
  const [slices] = collectThreadSlices(trace, window, reclaimThreads(trace))
  const spans = collectReclaimSpans(trace, window)
  return collectBursts({ trace, window, wakes: indexWakeups(trace), idleBefore: flagIdleBefore(trace), slowdown }, slices!, spansOf(spans, slices!.thread))
}

describe('bursts', () => {
  it('merges slices across preemption and ends where the thread sleeps', () => {
    const trace = traceFixture().thread(7, 'a').runs(0, 7, 0, 2, 'R+').runs(1, 7, 5, 6, 'R').runs(0, 7, 8, 9, 'S').runs(0, 7, 20, 21, 'S').build()
    const bursts = burstsOf(trace)
    expect(bursts.map((burst) => [burst.startNs / 1e6, burst.endNs / 1e6, burst.cpuNs / 1e6])).toEqual([[0, 9, 4], [20, 21, 1]])
  })

  it('takes CPU and wall time of direct reclaim out', () => {
    const trace = traceFixture().thread(7, 'a').runs(0, 7, 0, 3, 'R+').directReclaim(7, 2, 6).runs(0, 7, 5, 8, 'S').build()
    const [burst] = burstsOf(trace)
    expect(burst).toMatchObject({ cpuNs: 4e6, reclaimCpuNs: 2e6, reclaimWallNs: 4e6 })
  })

  it('count as less work where the CPUs were shared with others', () => {
    const trace = traceFixture().thread(7, 'a').runs(0, 7, 0, 3, 'S').build()
    expect(burstsOf(trace, wholeWindow(trace), 1.5)[0]).toMatchObject({ cpuNs: 3e6, workNs: 2e6 })
  })

  it('does not end a burst where direct reclaim sleeps', () => {
    const trace = traceFixture().thread(7, 'a').runs(0, 7, 0, 3, 'D').directReclaim(7, 2, 9).runs(0, 7, 7, 12, 'S').build()
    expect(burstsOf(trace)).toHaveLength(1)
  })

  it('cuts slices at the window and says so', () => {
    const trace = traceFixture().thread(7, 'a').runs(0, 7, 0, 10, 'S').runs(0, 7, 20, 30, 'S').build()
    const bursts = burstsOf(trace, { startNs: 5e6, endNs: 25e6 })
    expect(bursts.map((burst) => [burst.cpuNs, burst.cut])).toEqual([[5e6, false], [5e6, true]])
  })

  it('lets a slice that is still open last until the end of the trace', () => {
    const trace = traceFixture().thread(7, 'a').runs(0, 7, 0, null).span(0, 40).build()
    expect(burstsOf(trace)[0]?.cpuNs).toBe(40e6)
  })

  it('leaves kswapd and threads that emit its events out', () => {
    const trace = traceFixture().thread(3, 'kswapd0').thread(4, 'renamed').thread(7, 'a')
      .runs(0, 3, 0, 1).runs(0, 4, 1, 2).runs(0, 7, 2, 3).event('mm_vmscan_kswapd_sleep', 1.5, 4, { nid: 0 }).build()
    const threads = collectThreadSlices(trace, wholeWindow(trace), reclaimThreads(trace)).map((item) => trace.threads.tid[item.thread])
    expect(threads).toEqual([7])
  })
})

describe('reclaim spans', () => {
  it('opens at the window start for an end without a begin, and closes at its end for a begin without an end', () => {
    const trace = traceFixture().thread(7, 'a').runs(0, 7, 0, 100)
      .event('mm_vmscan_direct_reclaim_end', 10, 7, { nr_reclaimed: 1 }).event('mm_vmscan_direct_reclaim_begin', 90, 7, { order: 0 }).build()
    const spans = spansOf(collectReclaimSpans(trace, wholeWindow(trace)), 1)
    expect(overlapNs(spans, 0, 100e6)).toBe(20e6)
    expect(overlapNs(spans, 20e6, 80e6)).toBe(0)
  })
})
