import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CPU_CLASSES } from '../../../src/shared/metrics'
import type { SeriesId, SeriesSet } from '../../../src/shared/series'
import { findEpisodes } from '../../../src/engine/observe/find-episodes'
import { observeMetrics } from '../../../src/engine/observe/observe-metrics'
import { observeSeries } from '../../../src/engine/observe/observe-series'
import { traceFixture } from '../../support/trace-fixture'

const NaNs = Number.NaN
const valuesOf = (set: SeriesSet, id: SeriesId): number[] | undefined => {
  const found = set.series.find((entry) => entry.id === id)
  return found === undefined ? undefined : [...found.values]
}

describe('observeSeries', () => {
  it('leaves out what the trace knows nothing of', () => {
    const set = observeSeries(traceFixture().thread(1, 'a').runs(0, 1, 0, 10).build(), null, 2)
    expect(set.series.map((entry) => entry.id)).toEqual(['kswapdAwake'])
  })

  it('shows steals per second, levels and minima with gaps where there is no sample', () => {
    const trace = traceFixture().thread(1, 'a').span(0, 400).runs(0, 1, 0, 400)
      .counter('pgsteal_anon', [[0, 0], [200, 40]]).counter('nr_free_pages', [[0, 100], [100, 50], [150, 0], [200, 100]], { cumulative: false }).build()
    const set = observeSeries(trace, null, 4)
    expect(valuesOf(set, 'pgstealAnonPerS')).toEqual([200, 200, NaNs, NaNs])
    expect(valuesOf(set, 'freePages')).toEqual([75, 37.5, NaNs, NaNs])
    expect(valuesOf(set, 'freePagesMin')).toEqual([50, 0, NaNs, NaNs])
  })

  it('shows how long pages waited in the queue, blank where none left it', () => {
    const trace = traceFixture().span(0, 200).counter('kc_wait_ns', [[0, 0], [100, 250e6], [200, 250e6]]).counter('kc_completed', [[0, 0], [100, 100], [200, 100]]).build()
    expect(valuesOf(observeSeries(trace, null, 2), 'queueWaitMs')).toEqual([2.5, NaNs])
  })

  it('shows memory pressure as percent of time, whichever unit it was recorded in', () => {
    const trace = traceFixture().span(0, 200).counter('psi_mem_some_us', [[0, 0], [100, 25_000], [200, 25_000]], { unit: 'us' }).counter('psi.mem.full', [[0, 0], [200, 20e6]], { unit: 'ns' }).build()
    const set = observeSeries(trace, null, 2)
    expect(valuesOf(set, 'psiSomePct')).toEqual([25, 0])
    expect(valuesOf(set, 'psiFullPct')?.map((value) => Math.round(value))).toEqual([10, 10])
  })

  it('turns free memory in bytes into pages of the device', () => {
    const trace = traceFixture().withDevice({ pageSize: 16384 }).counter('MemFree', [[0, 163840], [10, 163840]], { cumulative: false }).build()
    expect(valuesOf(observeSeries(trace, null, 1), 'freePages')).toEqual([10])
  })

  it('counts stalled tasks as a mean over the bin', () => {
    const trace = traceFixture().thread(1, 'a').thread(2, 'b').span(0, 200).directReclaim(1, 0, 100).directReclaim(2, 50, 150).build()
    expect(valuesOf(observeSeries(trace, null, 2), 'directReclaimTasks')).toEqual([1.5, 0.5])
  })

  it('keeps the length of a single long stall at every resolution, over the time that it lasted', () => {
    const trace = traceFixture().thread(1, 'a').thread(2, 'b').span(0, 400).directReclaim(1, 90, 110).directReclaim(2, 210, 212).build()
    expect(valuesOf(observeSeries(trace, null, 4), 'longestStallMs')).toEqual([20, 20, 2, 0])
    expect(valuesOf(observeSeries(trace, null, 1), 'longestStallMs')).toEqual([20])
  })

  it('keeps the grid that was asked for and is blank where nothing was recorded', () => {
    const trace = traceFixture().thread(1, 'a').span(0, 100).runs(0, 1, 0, 100).directReclaim(1, 10, 20).build()
    const set = observeSeries(trace, { startNs: -100e6, endNs: 100e6 }, 2)
    expect([set.startNs, set.binNs, set.binCount]).toEqual([-100e6, 100e6, 2])
    expect(valuesOf(set, 'allocstallPerS')).toEqual([NaNs, 10])
    expect([...set.cpus[0]!.byClass.idle]).toEqual([NaNs, 0])
    expect(observeSeries(trace, { startNs: 200e6, endNs: 300e6 }, 2).series).toEqual([])
  })

  it('keeps shares of a CPU adding up to one and blank where it was not seen', () => {
    const trace = traceFixture().thread(1, 'a').thread(9, 'kswapd0').span(0, 400).mark(0, 1, 'x').event('mm_vmscan_kswapd_sleep', 399, 9)
      .runs(0, 1, 50, 150).runs(0, 9, 150, 200).build()
    const cpu = observeSeries(trace, null, 4).cpus[0]
    expect([...(cpu?.byClass.app ?? [])]).toEqual([0.5, 0.5, NaNs, NaNs])
    const sums = [0, 1].map((bin) => CPU_CLASSES.reduce((sum, name) => sum + (cpu?.byClass[name][bin] ?? 0), 0))
    expect(sums).toEqual([1, 1])
  })

  it('agrees with the metrics of the same window', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 50, max: 700 }), (count, from, length) => {
      const trace = traceFixture().thread(1, 'a').thread(9, 'kswapd0').span(0, 1000).directReclaim(1, 120, 340)
        .event('mm_vmscan_kswapd_wake', 200, 9).event('mm_vmscan_kswapd_sleep', 555, 9).runs(0, 1, 0, 400).runs(0, 9, 400, 1000).build()
      const window = { startNs: from * 1e6, endNs: (from + length) * 1e6 }
      const set = observeSeries(trace, window, count)
      const metrics = observeMetrics(trace, window)
      const integral = (id: SeriesId): number => (valuesOf(set, id) ?? []).reduce((sum, value) => sum + value * set.binNs, 0)
      expect(integral('directReclaimTasks') / 1e6).toBeCloseTo(metrics.directReclaim.totalMs ?? -1, 6)
      expect(integral('kswapdAwake') / 1e9).toBeCloseTo(metrics.kswapd.awakeS ?? -1, 6)
      const kswapd = [...(set.cpus[0]?.byClass.kswapd ?? [])].reduce((sum, share) => sum + share * set.binNs, 0)
      expect(kswapd / 1e9).toBeCloseTo(metrics.kswapd.cpuS ?? -1, 6)
    }), { numRuns: 80 })
  })
})

describe('findEpisodes', () => {
  it('lists kswapd and stalls of user tasks in order of time', () => {
    const trace = traceFixture().thread(9, 'kswapd0').thread(1, '').thread(3, 'kcompressd0').span(0, 100)
      .event('mm_vmscan_kswapd_wake', 10, 9).event('mm_vmscan_kswapd_sleep', 60, 9).directReclaim(1, 20, 30).directReclaim(3, 22, 25).build()
    expect(findEpisodes(trace).map((e) => [e.kind, e.thread, e.startNs / 1e6, e.endNs / 1e6])).toEqual([['kswapd', 'kswapd0', 10, 60], ['directReclaim', 'tid 1', 20, 30]])
  })
})
