import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALGORITHMS, algorithmBytes, contentUnder, costsUnder, findAlgorithm } from '../../../src/engine/compress/algorithms'
import { configurationSchema } from '../../../src/shared/config'

const lz4 = findAlgorithm('lz4')!
const zstd = findAlgorithm('zstd')!
const costs = {
  scanKeptNs: 1000, unmapNs: 2000, freeNs: 500, queuedPageNs: 40, compressNs: 10_300, sameFilledNs: 300, decompressNs: 4000,
  reclaimEntryNs: 1, deactivateNs: 1, switchNs: 1, wakeupNs: 1, contentionFactor: 1
}

describe('algorithm models', () => {
  it('has a model for every algorithm that a configuration can name', () => {
    for (const id of configurationSchema.entries.swap.wrapped.entries.algorithm.wrapped.options) expect(findAlgorithm(id)).toBeDefined()
  })

  it('changes nothing under LZ4', () => {
    const content = { sameFilledShare: 0.1, compressibleShare: 0.8, incompressibleShare: 0.1, meanCompressedBytes: 1500 }
    expect(algorithmBytes(lz4, 1234, 4096)).toBe(1234)
    expect(contentUnder(content, lz4, lz4)).toEqual(content)
    expect(costsUnder(costs, lz4, lz4)).toEqual(costs)
  })

  it('keeps same-filled and whole pages as they are, and every size within 1..page', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALGORITHMS), fc.integer({ min: 1, max: 4095 }), (model, bytes) => {
        expect(algorithmBytes(model, 0, 4096)).toBe(0)
        expect(algorithmBytes(model, 4096, 4096)).toBe(4096)
        expect(algorithmBytes(model, bytes, 4096)).toBeGreaterThanOrEqual(1)
        expect(algorithmBytes(model, bytes, 4096)).toBeLessThanOrEqual(4096)
      })
    )
  })

  it('converts there and back to the same content and costs', () => {
    const content = { sameFilledShare: 0.1, compressibleShare: 0.8, incompressibleShare: 0.1, meanCompressedBytes: 1500 }
    expect(contentUnder(contentUnder(content, lz4, zstd), zstd, lz4).meanCompressedBytes).toBeCloseTo(1500, 9)
    const back = costsUnder(costsUnder(costs, lz4, zstd), zstd, lz4)
    expect(back.compressNs).toBeCloseTo(costs.compressNs, 6)
    expect(back.decompressNs).toBeCloseTo(costs.decompressNs, 6)
  })

  it('scales compression but neither the same-filled check nor scanning', () => {
    const under = costsUnder(costs, lz4, zstd)
    expect(under.compressNs).toBeCloseTo(300 + 10_000 * zstd.compressRatio, 6)
    expect(under.sameFilledNs).toBe(300)
    expect(under.scanKeptNs).toBe(1000)
  })
})
