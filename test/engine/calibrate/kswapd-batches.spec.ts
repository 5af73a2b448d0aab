import { describe, expect, it } from 'vitest'
import { initialReferences } from '../../../src/engine/calibrate/initial-references'
import { collectKswapdBatches, type KswapdBatches } from '../../../src/engine/calibrate/kswapd-batches'
import { preemptedShare } from '../../../src/engine/calibrate/preempted-share'
import { measureReclaimCosts } from '../../../src/engine/calibrate/reclaim-costs'
import { traceFixture, type TraceFixture } from '../../support/trace-fixture'
import { record, wholeOf } from './recorded'

const WINDOW = { startNs: 0, endNs: 1e9 }
const KSWAPD = 50

const fixture = (): TraceFixture => traceFixture().thread(KSWAPD, 'kswapd0').thread(60, 'app').span(0, 1000)
const shrink = (trace: TraceFixture, ms: number, nr_scanned: number, nr_reclaimed: number, tid = KSWAPD, more: Record<string, number> = {}): TraceFixture =>
  trace.event('mm_vmscan_lru_shrink_inactive', ms, tid, { nr_scanned, nr_reclaimed, nr_ref_keep: nr_scanned - nr_reclaimed, ...more })

describe('reclaim batches of kswapd', () => {
  it('are the time between two reports in one time slice', () => {
    let trace = fixture().runs(0, KSWAPD, 10, 20)
    for (const [ms, reclaimed] of [[11, 32], [11.2, 30], [11.5, 0]] as const) trace = shrink(trace, ms, 32, reclaimed)
    const batches = collectKswapdBatches(trace.build(), WINDOW)
    expect(batches.count).toBe(2)
    expect([...batches.cpuNs].map(Math.round)).toEqual([200_000, 300_000])
    expect([[...batches.scanned], [...batches.reclaimed]]).toEqual([[32, 32], [30, 0]])
  })

  it('leave out what a pause interrupted, other threads and other times', () => {
    let trace = fixture().runs(0, KSWAPD, 10, 12, 'R').runs(0, KSWAPD, 30, 40).runs(1, 60, 10, 40)
    trace = shrink(trace, 11, 32, 32)
    trace = shrink(trace, 31, 32, 32)
    trace = shrink(trace, 11.5, 32, 32, 60)
    trace = shrink(trace, 31.4, 32, 32)
    expect(collectKswapdBatches(trace.build(), WINDOW).count).toBe(1)
    expect(collectKswapdBatches(trace.build(), { startNs: 0, endNs: 31e6 }).count).toBe(0)
  })

  it('are of anonymous pages: page cache is freed without a write', () => {
    let trace = fixture().runs(0, KSWAPD, 10, 20)
    for (const [ms, flags] of [[11, 1], [11.2, 2], [11.5, 1], [11.6, 3]] as const) trace = shrink(trace, ms, 32, 32, KSWAPD, { reclaim_flags: flags })
    expect([...collectKswapdBatches(trace.build(), WINDOW).cpuNs].map(Math.round)).toEqual([300_000, 100_000])
  })

  it('know how busy the other CPUs were', () => {
    let trace = fixture().runs(0, KSWAPD, 10, 20).runs(1, 60, 11.1, 11.2)
    for (const ms of [11, 11.2, 11.4]) trace = shrink(trace, ms, 32, 32)
    expect([...collectKswapdBatches(trace.build(), WINDOW).othersBusy].map((share) => Math.round(share * 100) / 100)).toEqual([0.5, 0])
  })

  it('are not there without reclaim events', () => {
    expect(collectKswapdBatches(fixture().runs(0, KSWAPD, 10, 20).build(), WINDOW).count).toBe(0)
  })
})

/** Batches with known costs: kept pages 100 ns, reclaimed ones 3000 ns, 20 % slower while the other CPU is busy. */
function known(count: number, busyOf: (i: number) => number): KswapdBatches {
  const rows = Array.from({ length: count }, (_, i) => ({ reclaimed: i % 3 === 0 ? 0 : 32, busy: busyOf(i) }))
  const cost = (row: { reclaimed: number; busy: number }): number => (row.reclaimed * 3000 + (32 - row.reclaimed) * 100) * (1 + 0.2 * row.busy)
  return {
    count, cpuNs: Float64Array.from(rows, cost), scanned: new Float64Array(count).fill(32), reclaimed: Float64Array.from(rows, (row) => row.reclaimed),
    ranNs: Float64Array.from(rows, cost), othersBusy: Float64Array.from(rows, (row) => row.busy)
  }
}

describe('reclaim costs', () => {
  it('separate keeping, reclaiming and mutual slowdown', () => {
    const costs = measureReclaimCosts(known(600, (i) => i % 2), 1.12)
    expect(costs?.keptNs).toBeCloseTo(100, 6)
    expect(costs?.reclaimedNs).toBeCloseTo(3000, 6)
    expect(costs?.contentionFactor).toBeCloseTo(1.2, 6)
  })

  it('use the assumed slowdown where only one state was recorded', () => {
    const costs = measureReclaimCosts(known(600, () => 1), 1.2)
    expect(costs?.contentionFactor).toBeNull()
    expect(costs?.reclaimedNs).toBeCloseTo(3000, 6)
  })

  it('are not measured from a handful of batches', () => {
    expect(measureReclaimCosts(known(30, () => 0), 1.12)).toBeNull()
  })
})

describe('reclaim costs of a disturbed recording', () => {
  it('are those of the machine alone', () => {
    const steady = known(3000, () => 0)
    const isSlow = (i: number): boolean => i % 20 < 8
    const batches = { ...steady, cpuNs: steady.cpuNs.map((ns, i) => (isSlow(i) ? ns * 1.5 : ns)) }
    const costs = measureReclaimCosts(batches, 1.12, { factor: 1.2, share: 0.4, limitNs: 3000 * 1.22 })
    expect(costs?.keptNs).toBeCloseTo(100, 6)
    expect(Math.abs(costs!.reclaimedNs / 3000 - 1)).toBeLessThan(0.02)
  })
})

describe('share of kswapd’s time that it waited for a CPU', () => {
  it('counts gaps after preemption only', () => {
    const trace = fixture().runs(0, KSWAPD, 0, 10, 'R').runs(0, 60, 10, 20).runs(0, KSWAPD, 20, 30, 'S').runs(0, KSWAPD, 500, 510, 'S').build()
    expect(preemptedShare(trace, WINDOW)).toBeCloseTo(10 / 40, 9)
  })

  it('is 0 without kswapd', () => {
    expect(preemptedShare(fixture().runs(0, 60, 0, 10).build(), WINDOW)).toBe(0)
  })
})

describe('accessed share of the pages resident at the start', () => {
  it.each([0, 0.3, 1])('comes back from a recording made with it: %f', (initialYoungShare) => {
    const trace = record({ initialYoungShare })
    expect(Math.abs(initialReferences(trace, wholeOf(trace), 5000)!.youngShare - initialYoungShare)).toBeLessThan(0.05)
  })

  it('is known by parts of the list, which reclaim meets one after the other', () => {
    let trace = fixture()
    for (let i = 0; i < 100; i++) trace = shrink(trace, i, 64, i < 25 ? 64 : 0)
    const { youngShare, profile } = initialReferences(trace.build(), { startNs: 0, endNs: 10e6 }, 6400)!
    expect(youngShare).toBeCloseTo(0.75)
    expect([profile.slice(0, 8), profile.slice(9)]).toEqual([Array.from({ length: 8 }, () => 0), Array.from({ length: 23 }, () => 1)])
  })

  it('is unknown without events, with too few, and on the multi-gen LRU', () => {
    expect(initialReferences(fixture().build(), WINDOW, 5000)).toBeNull()
    expect(initialReferences(shrink(fixture(), 10, 32, 0).build(), WINDOW, 5000)).toBeNull()
    let trace = fixture().withDevice({ lru: 'mglru' })
    for (let i = 0; i < 100; i++) trace = shrink(trace, i, 32, 0)
    expect(initialReferences(trace.build(), WINDOW, 5000)).toBeNull()
  })

  it('looks at anonymous pages only', () => {
    let trace = fixture()
    for (let i = 0; i < 100; i++) {
      trace = shrink(trace, i, 32, 0, KSWAPD, { reclaim_flags: 1 })
      trace = shrink(trace, i + 0.5, 32, 32, KSWAPD, { reclaim_flags: 2 })
    }
    expect(initialReferences(trace.build(), WINDOW, 5000)!.youngShare).toBe(1)
  })
})
