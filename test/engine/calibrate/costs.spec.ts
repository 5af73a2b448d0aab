import { describe, expect, it } from 'vitest'
import { findCosts } from '../../../src/engine/calibrate/costs'
import { observeMetrics } from '../../../src/engine/observe/observe-metrics'
import type { Trace } from '../../../src/engine/trace/trace'
import { COSTS } from '../../support/demand-fixture'
import { traceFixture } from '../../support/trace-fixture'
import { record, wholeOf } from './recorded'

const NOTHING = { cpuS: null, scanned: null, stolen: null }

function costsOf(trace: Trace): ReturnType<typeof findCosts> {
  const observed = observeMetrics(trace, wholeOf(trace))
  return findCosts(trace, wholeOf(trace), { cpuS: observed.kswapd.cpuS, scanned: observed.pgscanKswapd, stolen: observed.pgstealKswapd }, 0)
}

const evidenceOf = (finding: ReturnType<typeof findCosts>, name: string): string | undefined => finding.assumptions.find((row) => row.name === name)?.evidence

describe('costs from a trace', () => {
  it('come back from a recording that was made with them', () => {
    const finding = costsOf(record())
    const total = COSTS.unmapNs + COSTS.freeNs + COSTS.compressNs
    const { unmapNs, freeNs, compressNs } = finding.costs
    expect(Math.abs((unmapNs + freeNs + compressNs) / total - 1)).toBeLessThan(0.12)
    expect(evidenceOf(finding, 'scanKeptNs')).toBe('measured')
    expect(finding.uncertainty).toBe(0.1)
  })

  it('grow with those of the recording', () => {
    const sum = (trace: Trace): number => {
      const { unmapNs, freeNs, compressNs } = costsOf(trace).costs
      return unmapNs + freeNs + compressNs
    }
    const plain = sum(record())
    const slow = sum(record({ costs: { unmapNs: 2 * COSTS.unmapNs, freeNs: 2 * COSTS.freeNs, compressNs: 2 * COSTS.compressNs } }))
    expect(slow / plain).toBeGreaterThan(1.85)
    expect(slow / plain).toBeLessThan(2.15)
  })

  it('tell what it costs to keep a page, where passes of pure rotation were recorded', () => {
    const finding = costsOf(record({ initialYoungShare: 1 }))
    expect(finding.costs.scanKeptNs / COSTS.scanKeptNs).toBeGreaterThan(0.85)
    expect(finding.costs.scanKeptNs / COSTS.scanKeptNs).toBeLessThan(1.3)
  })

  it('are derived from CPU time and pages when there are no reclaim events', () => {
    const trace = traceFixture().span(0, 1000).build()
    const finding = findCosts(trace, wholeOf(trace), { cpuS: 0.4, scanned: 120_000, stolen: 100_000 }, 0)
    const { unmapNs, freeNs, compressNs, scanKeptNs, contentionFactor } = finding.costs
    // 0.4 s for 100,000 pages reclaimed and 20,000 kept
    expect(((unmapNs + freeNs + compressNs) * 100_000 + scanKeptNs * 20_000) * contentionFactor).toBeCloseTo(0.4e9, -6)
    expect(evidenceOf(finding, 'scanKeptNs')).toBe('fitted')
    expect(finding.uncertainty).toBe(0.15)
  })

  it('fall back to the published phone when kswapd never reclaimed', () => {
    const trace = traceFixture().span(0, 1000).build()
    const { unmapNs, freeNs, compressNs } = findCosts(trace, wholeOf(trace), NOTHING, 0).costs
    expect(unmapNs + freeNs + compressNs).toBeCloseTo(3330, 6)
    expect(compressNs / 3330).toBeCloseTo(0.7, 6)
  })

  it('take the share of compression from counters of synchronous writes where there are any', () => {
    const base = traceFixture().span(0, 1000).thread(50, 'kswapd0').runs(0, 50, 0, 400)
    const trace = base.counter('sync_kswapd_cnt', [[0, 0], [1000, 100_000]]).counter('sync_kswapd_ns', [[0, 0], [1000, 200e6]]).build()
    const finding = findCosts(trace, wholeOf(trace), { cpuS: 0.4, scanned: 100_000, stolen: 100_000 }, 0)
    // 2 us of 4 us
    expect(finding.costs.compressNs / (finding.costs.unmapNs + finding.costs.freeNs + finding.costs.compressNs)).toBeCloseTo(0.5, 2)
    expect(evidenceOf(finding, 'compressNs')).toBe('measured')
  })

  it('state evidence and a reason for each', () => {
    for (const row of costsOf(record()).assumptions) {
      expect(row.value, row.name).not.toBeNull()
      expect(row.detail.length, row.name).toBeGreaterThan(10)
    }
  })
})
