import { describe, expect, it } from 'vitest'
import { findWriteCost } from '../../../src/engine/calibrate/write-cost'
import type { Trace } from '../../../src/engine/trace/trace'
import { traceFixture } from '../../support/trace-fixture'
import { wholeOf } from './recorded'

/** 100,000 synchronous writes of `us` each on a kswapd that is never preempted; none when 0. */
function recording(us: number): Trace {
  const base = traceFixture().span(0, 1000).thread(50, 'kswapd0').runs(0, 50, 0, 400)
  return us === 0 ? base.build() : base.counter('sync_kswapd_cnt', [[0, 0], [1000, 100_000]]).counter('sync_kswapd_ns', [[0, 0], [1000, 100e6 * us]]).build()
}
const find = (us: number, slowdown = 1, same = 0): ReturnType<typeof findWriteCost> => {
  const trace = recording(us)
  return findWriteCost(trace, wholeOf(trace), 10_000, slowdown, same)
}

describe('the cost of a write', () => {
  it('is that of the counters, less the mutual slowdown of the CPUs', () => {
    expect(find(6)).toMatchObject({ meanNs: 6000, compressNs: 6000, evidence: 'measured' })
    expect(find(6, 1.2).meanNs).toBeCloseTo(5000, 6)
  })

  it('is larger for pages that must be compressed than the mean, where others are same-filled', () => {
    const { meanNs, compressNs, sameFilledNs } = find(6, 1, 0.2)
    expect(compressNs).toBeGreaterThan(meanNs)
    expect(0.8 * compressNs + 0.2 * sameFilledNs).toBeCloseTo(meanNs, 6)
  })

  it('is a published part of the cost of reclaim without counters', () => {
    expect(find(0)).toMatchObject({ meanNs: 7000, evidence: 'assumed' })
  })

  it('stays within what can be part of a reclaimed page', () => {
    expect(find(50).meanNs).toBe(9000)
    expect(find(0.1).meanNs).toBe(3000)
  })
})
