import { describe, expect, it } from 'vitest'
import { fullestZramLevels } from '../../../src/engine/calibrate/zram-levels'
import { traceFixture } from '../../support/trace-fixture'

const LEVEL = { cumulative: false, unit: 'bytes' }

describe('zram levels', () => {
  it('are those of the fullest moment in the window, not of the end', () => {
    const trace = traceFixture()
      .counter('zram_orig_data_size', [[0, 100], [10, 900], [20, 300], [30, 5000]], LEVEL).counter('zram_compr_data_size', [[0, 30], [10, 280], [20, 90], [30, 1500]], LEVEL)
      .counter('zram_same_pages', [[0, 1], [10, 7], [20, 7], [30, 9]], LEVEL).build()
    expect(fullestZramLevels(trace, { startNs: 0, endNs: 20e6 })).toEqual({ origDataBytes: 900, comprDataBytes: 280, samePages: 7, hugePages: null })
  })

  it('are unknown without the counters', () => {
    expect(fullestZramLevels(traceFixture().counter('zram_orig_data_size', [[0, 1]], LEVEL).build(), { startNs: 0, endNs: 1e9 })).toBeNull()
  })
})
