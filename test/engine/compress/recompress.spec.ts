import { describe, expect, it } from 'vitest'
import { findAlgorithm } from '../../../src/engine/compress/algorithms'
import { recompress, type RecompressOptions } from '../../../src/engine/compress/recompress'
import { SLOT_IDLE, SLOT_INCOMPRESSIBLE, SLOT_RECOMPRESSED, ZramDevice } from '../../../src/engine/compress/zram-device'

const base: RecompressOptions = {
  kind: null, thresholdBytes: 0, maxPages: null, from: findAlgorithm('lz4')!, to: findAlgorithm('zstd')!, lz4Costs: { compressNs: 3000, decompressNs: 1000 }
}

function filledZram(): { zram: ZramDevice; frames: number } {
  const zram = new ZramDevice({ pageSizeBytes: 4096, disksizePages: 50, memLimitPages: null })
  let frames = 0
  for (let slot = 0; slot < 40; slot++) {
    const bytes = slot === 0 ? 0 : slot === 1 ? 4096 : 800 + 50 * slot
    frames += zram.needPages(bytes)
    zram.commit(slot, bytes)
  }
  return { zram, frames }
}

describe('recompression', () => {
  it('makes objects smaller by the ratio of the algorithms and keeps page frames balanced', () => {
    const { zram, frames } = filledZram()
    let taken = frames
    const before = zram.mmStat().comprDataBytes - 4096
    const pass = recompress(zram, base, (count) => { taken += count; return true })
    expect(pass).toMatchObject({ triedPages: 39, smallerPages: 38 })
    expect(taken - pass.freedFrames).toBe(zram.poolPages)
    expect((zram.mmStat().comprDataBytes - 4096) / before).toBeCloseTo(0.65, 2)
    expect(zram.flagsOf(1) & SLOT_INCOMPRESSIBLE).toBe(SLOT_INCOMPRESSIBLE)
    expect(zram.flagsOf(5) & SLOT_RECOMPRESSED).toBe(SLOT_RECOMPRESSED)
  })

  it('never tries a slot again', () => {
    const { zram } = filledZram()
    recompress(zram, base, () => true)
    expect(recompress(zram, base, () => true).triedPages).toBe(0)
  })

  it('respects kind, threshold and the page limit', () => {
    const { zram } = filledZram()
    zram.mark(10, SLOT_IDLE)
    expect(recompress(zram, { ...base, kind: 'idle' }, () => true).triedPages).toBe(1)
    expect(recompress(zram, { ...base, thresholdBytes: 2700 }, () => true).triedPages).toBe(3)
    expect(recompress(zram, { ...base, maxPages: 4 }, () => true).triedPages).toBe(4)
  })

  it('stops without losing a page when there are no page frames', () => {
    const { zram } = filledZram()
    const stored = zram.mmStat().origDataBytes
    const pass = recompress(zram, base, () => false)
    expect(pass.smallerPages).toBeLessThan(38)
    expect(zram.mmStat().origDataBytes).toBe(stored)
  })

  it('charges decompression and compression, but no decompression for a whole page', () => {
    const { zram } = filledZram()
    const pass = recompress(zram, { ...base, maxPages: 2 }, () => true)
    expect(pass.cpuNs).toBeCloseTo(2 * 3000 * 3.2 + 1000, 6)
  })
})
