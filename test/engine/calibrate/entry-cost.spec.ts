import { describe, expect, it } from 'vitest'
import { measureEntryNs } from '../../../src/engine/calibrate/entry-cost'
import { traceFixture, type TraceFixture } from '../../support/trace-fixture'

const WINDOW = { startNs: 0, endNs: 10e9 }

/** Direct reclaims of 1 ms, every 10 ms, whose last batch is reported so long before the end. */
function reclaims(count: number, endUs: (i: number) => number): TraceFixture {
  let trace = traceFixture().thread(60, 'app').thread(61, 'other').runs(0, 60, 0, 9000).span(0, 9000)
  for (let i = 0; i < count; i++) {
    const endMs = i * 10 + 1
    trace = trace.directReclaim(60, i * 10, endMs)
      .event('mm_vmscan_lru_shrink_inactive', i * 10 + 0.3, 60, { nr_scanned: 32, nr_reclaimed: 16 })
      .event('mm_vmscan_lru_shrink_inactive', endMs - endUs(i) / 1000, 60, { nr_scanned: 32, nr_reclaimed: 32 })
      .event('mm_vmscan_lru_shrink_inactive', endMs, 61, { nr_scanned: 32, nr_reclaimed: 32 })
  }
  return trace
}

describe('cost of a direct reclaim besides its pages', () => {
  it('is the median time from its last batch to its end, whoever else reclaims', () => {
    expect(measureEntryNs(reclaims(101, (i) => 10 + (i % 3)).build(), WINDOW)! / 11_000).toBeCloseTo(1, 3)
  })

  it('is that of the CPU’s work, not of its time', () => {
    const trace = reclaims(101, () => 10).withDevice({ cpus: [{ id: 0, capacity: 512 }, { id: 1, capacity: 1024 }] }).build()
    expect(measureEntryNs(trace, WINDOW)! / 5000).toBeCloseTo(1, 3)
  })

  it('is not known from few, from those without batches, or outside the window', () => {
    expect(measureEntryNs(reclaims(39, () => 10).build(), WINDOW)).toBeNull()
    expect(measureEntryNs(reclaims(101, () => 10).build(), { startNs: 0, endNs: 300e6 })).toBeNull()
    let bare = traceFixture().thread(60, 'app').runs(0, 60, 0, 9000)
    for (let i = 0; i < 100; i++) bare = bare.directReclaim(60, i * 10, i * 10 + 1)
    expect(measureEntryNs(bare.build(), WINDOW)).toBeNull()
  })
})
