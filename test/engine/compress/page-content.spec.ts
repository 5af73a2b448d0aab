import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PageContentSource, SAME_FILLED } from '../../../src/engine/compress/page-content'
import { withSizesTimes } from '../../../src/engine/model-parameters'
import { zsmallocClasses } from '../../../src/engine/compress/zsmalloc-classes'

const LAB_LIKE = { sameFilledShare: 0.1, compressibleShare: 0.75, incompressibleShare: 0.15, meanCompressedBytes: 1934 }

describe('page contents', () => {
  it('gives the shares and the mean that were asked for', () => {
    const source = PageContentSource.create(LAB_LIKE, 4096, 7)
    const pageCount = 300_000
    let same = 0
    let huge = 0
    let bytes = 0
    for (let page = 0; page < pageCount; page++) {
      const size = source.compressedBytesOf(page, 0)
      if (size === SAME_FILLED) same++
      else if (size === 4096) huge++
      else bytes += size
    }
    expect(same / pageCount).toBeCloseTo(0.1, 2)
    expect(huge / pageCount).toBeCloseTo(0.15, 2)
    expect(Math.abs(bytes / (pageCount - same - huge) / 1934 - 1)).toBeLessThan(0.01)
  })

  it('composes any mean between 15 % and 78 % of a page within 1 %', () => {
    fc.assert(
      fc.property(fc.constantFrom(4096, 16384), fc.double({ min: 0.15, max: 0.78, noNaN: true }), (pageSize, share) => {
        const source = PageContentSource.create({ ...LAB_LIKE, meanCompressedBytes: share * pageSize }, pageSize, 1)
        expect(Math.abs(source.meanCompressedBytes / (share * pageSize) - 1)).toBeLessThan(0.01)
      })
    )
  })

  it('draws the sizes of real pages where they are given, each as often as it was found', () => {
    const source = PageContentSource.create({ sameFilledShare: 0, compressibleShare: 1, incompressibleShare: 0, meanCompressedBytes: 1700, compressedSizes: [200, 200, 200, 3200.4] }, 4096, 3)
    const drawn = Array.from({ length: 20_000 }, (_, page) => source.compressedBytesOf(page, 0))
    expect(new Set(drawn)).toEqual(new Set([200, 3200]))
    expect(drawn.filter((bytes) => bytes === 200).length / drawn.length).toBeCloseTo(0.75, 1)
    expect(source.meanCompressedBytes).toBe(950)
    const scaled = PageContentSource.create(withSizesTimes({ ...LAB_LIKE, compressedSizes: [1, 4000] }, 1.5), 4096, 3)
    expect(scaled.meanCompressedBytes).toBeLessThan(4096)
  })

  it('keeps a wide spread of sizes around the mean', () => {
    const source = PageContentSource.create({ ...LAB_LIKE, sameFilledShare: 0, compressibleShare: 1, incompressibleShare: 0 }, 4096, 3)
    const sizes = Array.from({ length: 20_000 }, (_, page) => source.compressedBytesOf(page, 0)).sort((a, b) => a - b)
    expect(sizes[1000]!).toBeLessThan(1934 * 0.5)
    expect(sizes[19_000]!).toBeGreaterThan(1934 * 1.35)
    expect(new Set(sizes).size).toBeGreaterThan(100)
  })

  it('never draws a size that the allocator would store whole', () => {
    const limit = zsmallocClasses(4096, 'quarters-4').hugeClassBytes
    const source = PageContentSource.create({ ...LAB_LIKE, meanCompressedBytes: 4000 }, 4096, 3)
    for (let page = 0; page < 20_000; page++) {
      const size = source.compressedBytesOf(page, 1)
      expect(size === 4096 || size < limit).toBe(true)
    }
    expect(source.meanCompressedBytes).toBeLessThan(limit)
  })

  it('keeps the class and changes the size when a page is dirtied', () => {
    const source = PageContentSource.create(LAB_LIKE, 4096, 5)
    let changed = 0
    for (let page = 0; page < 5000; page++) {
      const before = source.compressedBytesOf(page, 0)
      const after = source.compressedBytesOf(page, 1)
      if (before === SAME_FILLED || before === 4096) expect(after).toBe(before)
      else {
        expect(after).toBeGreaterThan(0)
        expect(after).toBeLessThan(4096)
        if (after !== before) changed++
      }
    }
    expect(changed).toBeGreaterThan(3000)
  })

  it('is the same for the same seed and another one for another seed', () => {
    const sizes = (seed: number) => {
      const source = PageContentSource.create(LAB_LIKE, 4096, seed)
      return Array.from({ length: 500 }, (_, page) => source.compressedBytesOf(page, 0))
    }
    expect(sizes(1)).toEqual(sizes(1))
    expect(sizes(1)).not.toEqual(sizes(2))
  })

  it('takes sizes as the corpus has them when no mean is known', () => {
    const source = PageContentSource.create({ ...LAB_LIKE, meanCompressedBytes: null }, 4096, 1)
    // LZ4 ratios of 2.2 to 3.2 are what heap samples show.
    expect(4096 / source.meanCompressedBytes).toBeGreaterThan(2.2)
    expect(4096 / source.meanCompressedBytes).toBeLessThan(3.2)
  })
})
