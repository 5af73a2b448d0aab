import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { observeMetrics } from '../../../src/engine/observe/observe-metrics'
import { metricsSchema } from '../../../src/shared/metrics'
import { traceFixture } from '../../support/trace-fixture'

const ms = (startMs: number, endMs: number) => ({ startNs: startMs * 1e6, endNs: endMs * 1e6 })
const shrink = (reclaimed: number, flags: number, scanned = reclaimed * 2) => ({ nr_scanned: scanned, nr_reclaimed: reclaimed, reclaim_flags: flags })
const SHRINK = 'mm_vmscan_lru_shrink_inactive'

describe('observeMetrics', () => {
  it('says null to everything that an empty trace cannot tell', () => {
    const metrics = observeMetrics(traceFixture().build(), null)
    const { durationS, cpus, ...rest } = metrics
    expect([durationS, cpus]).toEqual([0, []])
    expect(JSON.stringify(rest)).not.toMatch(/:\d/)
    expect(v.is(metricsSchema, metrics)).toBe(true)
  })

  it('sums allocstall over the zones that exist and per-zone steals of old kernels', () => {
    const trace = traceFixture().counter('allocstall_normal', [[0, 1], [100, 4]]).counter('allocstall_movable', [[0, 0], [100, 5]])
      .counter('pgsteal_kswapd_normal', [[0, 0], [100, 10]]).counter('pgsteal_kswapd_dma', [[0, 0], [100, 1]]).build()
    const metrics = observeMetrics(trace, null)
    expect([metrics.allocstall, metrics.pgstealKswapd, metrics.pgstealAnon]).toEqual([8, 11, null])
  })

  it('does not count throttled scans as scans', () => {
    const trace = traceFixture().counter('pgscan_direct', [[0, 0], [1, 5]]).counter('pgscan_direct_throttle', [[0, 0], [1, 900]]).build()
    expect(observeMetrics(trace, null).pgscanDirect).toBe(5)
  })

  it('counts a counter that two files carry once', () => {
    const trace = traceFixture().counter('pswpout', [[0, 0], [1, 7]]).counter('pswpout', [[0, 0], [0.5, 3], [1, 7]]).build()
    expect(observeMetrics(trace, null).pswpout).toBe(7)
  })

  it('reads steals and scans from vmscan events where vmstat is missing', () => {
    const trace = traceFixture().thread(9, 'kswapd0').thread(1, 'a').thread(2, 'cg').directReclaim(1, 10, 20)
      .event(SHRINK, 5, 9, shrink(30, 1)).event(SHRINK, 6, 9, shrink(4, 2)).event(SHRINK, 15, 1, shrink(20, 1)).event(SHRINK, 16, 2, shrink(100, 2)).build()
    const m = observeMetrics(trace, null)
    expect([m.pgstealAnon, m.pgstealFile, m.pgstealKswapd, m.pgstealDirect, m.pgscanKswapd, m.pgscanDirect]).toEqual([50, 104, 34, 20, 68, 40])
    expect([m.allocstall, m.pswpout, m.pgrotated]).toEqual([1, null, null])
  })

  it('does not tell anon from file where an event carries no flags', () => {
    const trace = traceFixture().thread(9, 'kswapd0').span(0, 10).event(SHRINK, 5, 9, { nr_scanned: 5, nr_reclaimed: 5 }).build()
    const m = observeMetrics(trace, null)
    expect([m.pgstealAnon, m.pgstealKswapd]).toEqual([null, 5])
  })

  it('does not believe scans of MGLRU events', () => {
    const trace = traceFixture().thread(9, 'kswapd0').span(0, 10).withDevice({ lru: 'mglru' }).event(SHRINK, 5, 9, shrink(5, 1)).build()
    const m = observeMetrics(trace, null)
    expect([m.pgscanKswapd, m.pgstealKswapd]).toEqual([null, 5])
  })

  it('measures stalls of user tasks only and kcompressd apart', () => {
    const trace = traceFixture().thread(1, 'a').thread(2, 'kcompressd0').thread(3, 'kworker/0:0')
      .directReclaim(1, 0, 2).directReclaim(1, 5, 15).directReclaim(2, 20, 60).directReclaim(3, 70, 71).build()
    const m = observeMetrics(trace, null)
    expect(m.directReclaim).toEqual({ count: 2, totalMs: 12, p50Ms: 10, p95Ms: 10, maxMs: 10 })
    expect([m.kcompressd.directReclaims, m.allocstall, m.stalledTaskMs]).toEqual([1, 4, 12])
  })

  it('cuts stalls at the window so that adjoining windows add up', () => {
    const trace = traceFixture().thread(1, 'a').span(0, 100).directReclaim(1, 40, 60).build()
    const parts = [observeMetrics(trace, ms(0, 50)), observeMetrics(trace, ms(50, 100))].map((m) => m.directReclaim)
    expect(parts.map((part) => part.totalMs)).toEqual([10, 10])
    expect(parts.map((part) => part.count)).toEqual([1, 0])
    expect(parts.map((part) => part.maxMs)).toEqual([20, null])
  })

  it('tells no stalls from unknown stalls', () => {
    const silent = traceFixture().thread(1, 'a').runs(0, 1, 0, 10)
    expect(observeMetrics(silent.build(), null).directReclaim.count).toBeNull()
    const counted = traceFixture().thread(1, 'a').runs(0, 1, 0, 10).counter('allocstall', [[0, 3], [10, 3]])
    expect(observeMetrics(counted.build(), null).directReclaim.count).toBe(0)
    const recorded = traceFixture().thread(9, 'kswapd0').runs(0, 9, 0, 10).event('mm_vmscan_kswapd_sleep', 10, 9)
    expect(observeMetrics(recorded.build(), null).directReclaim.count).toBe(0)
  })

  it('reports a kswapd that never ran as asleep, not as unknown', () => {
    const trace = traceFixture().thread(1, 'a').runs(0, 1, 0, 10).build()
    expect(observeMetrics(trace, null).kswapd).toEqual({ awakeS: 0, wakes: 0, sleeps: 0, cpuS: 0 })
  })

  it('divides steals by the time awake', () => {
    const trace = traceFixture().thread(9, 'kswapd0').span(0, 1000).event('mm_vmscan_kswapd_wake', 0, 9).event('mm_vmscan_kswapd_sleep', 250, 9)
      .counter('pgsteal_anon', [[0, 0], [1000, 500]]).build()
    const m = observeMetrics(trace, null)
    expect([m.pgstealAnonPerS, m.pgstealAnonPerAwakeS]).toEqual([500, 2000])
  })

  it('gives utilisation by class that adds up to the whole CPU', () => {
    const trace = traceFixture().thread(1, 'a').thread(9, 'kswapd0').span(0, 100).directReclaim(1, 10, 20)
      .runs(0, 1, 0, 30).runs(0, 0, 30, 60, 'R').runs(0, 9, 60, 70).runs(0, 0, 70, 100, 'R').build()
    expect(observeMetrics(trace, null).cpus).toEqual([
      { cpu: 0, busyPct: 40, byClass: { app: 20, directReclaim: 10, kswapd: 10, kcompressd: 0, other: 0, idle: 60 } }
    ])
  })

  it('leaves app time unknown where no thread can be told to be an application', () => {
    const trace = traceFixture().thread(1, 'x').span(0, 100).runs(0, 1, 0, 30).runs(0, 0, 30, 100, 'R').build()
    expect(observeMetrics(trace, null).cpus[0]?.byClass).toEqual({ app: null, directReclaim: null, kswapd: 0, kcompressd: 0, other: 30, idle: 70 })
  })

  it('leaves out a head in which a task may have run on, and takes others for idle', () => {
    const trace = traceFixture().thread(1, 'x').span(0, 100).runs(0, 1, 20, 70).runs(0, 0, 70, 100, 'R').runs(1, 0, 80, 90).runs(1, 1, 90, 100).build()
    expect(observeMetrics(trace, null).cpus.map((cpu) => cpu.busyPct)).toEqual([62.5, 10])
    expect(observeMetrics(trace, ms(0, 20)).cpus.map((cpu) => cpu.busyPct)).toEqual([null, 0])
  })

  it('leaves out a task that was still running at the end, unless it is all there is', () => {
    const trace = traceFixture().thread(1, 'x').span(0, 100).runs(0, 1, 0, 30).runs(0, 0, 30, 60, 'R').runs(0, 1, 60, null).runs(1, 1, 0, null).build()
    expect(observeMetrics(trace, null).cpus.map((cpu) => cpu.busyPct)).toEqual([50, 100])
  })

  it('reads busy time from tick counters where nothing was scheduled', () => {
    const trace = traceFixture().counter('cpu1_user', [[0, 0], [100, 6]]).counter('cpu1_idle', [[0, 0], [100, 3]]).counter('cpu1_iowait', [[0, 0], [100, 1]]).build()
    expect(observeMetrics(trace, null).cpus).toMatchObject([{ cpu: 1, busyPct: 60, byClass: { idle: 40, app: null } }])
  })

  it('takes queue figures of the window and the mean wait per completed page', () => {
    const trace = traceFixture().counter('kc_queued', [[0, 100], [100, 300]]).counter('kc_completed', [[0, 100], [100, 200]])
      .counter('kc_wait_ns', [[0, 0], [100, 250e6]]).counter('kc_fallback_full', [[0, 7], [100, 9]])
      .counter('kc_max_depth', [[0, 5], [100, 24]], { cumulative: false }).build()
    expect(observeMetrics(trace, null).kcompressd).toEqual({ cpuS: null, queued: 200, fallbackFull: 2, maxDepth: 24, waitMsMean: 2.5, directReclaims: null })
  })

  it('reads zram before its owners were killed', () => {
    const level = { cumulative: false }
    const trace = traceFixture().counter('zram_orig_data_size', [[0, 10], [50, 4096], [100, 0]], level).counter('zram_compr_data_size', [[0, 1], [50, 1000], [100, 0]], level).build()
    expect(observeMetrics(trace, null).zram).toMatchObject({ origBytes: 4096, comprBytes: 1000, memUsedBytes: null, samePages: null, hugePages: null })
    expect(observeMetrics(trace, ms(0, 40)).zram.origBytes).toBe(10)
  })

  it('cuts a window that reaches beyond the recording', () => {
    const trace = traceFixture().thread(1, 'a').runs(0, 1, 0, 100).build()
    expect(observeMetrics(trace, ms(50, 5000)).durationS).toBe(0.05)
    expect(observeMetrics(trace, ms(7000, 9000)).durationS).toBe(0)
  })
})
