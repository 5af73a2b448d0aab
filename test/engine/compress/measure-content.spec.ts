import { describe, expect, it } from 'vitest'
import { measureContent } from '../../../src/engine/compress/measure-content'
import { MAX_KEPT_SIZES } from '../../../src/shared/page-contents'
import { fillRandomPage, fillSamePage, pageCorpus } from '../../../src/engine/compress/page-corpus'

/** Four pages: same-filled, random, text, sparse, and a rest of 100 bytes. */
function dump(): Uint8Array {
  const bytes = new Uint8Array(4 * 4096 + 100)
  fillSamePage(bytes.subarray(0, 4096), 0xabab)
  fillRandomPage(bytes.subarray(4096, 8192), 1)
  pageCorpus(4096).writePage(2, bytes.subarray(8192, 12288))
  pageCorpus(4096).writePage(5, bytes.subarray(12288, 16384))
  return bytes
}

describe('measured content', () => {
  it('finds the classes and the mean of a dump', () => {
    const measured = measureContent(dump(), 4096)!
    const sizes = pageCorpus(4096).compressedBytes
    expect(measured).toEqual({
      pageSize: 4096, pageCount: 4, zeroShare: 0, sameFilledShare: 0.25, compressibleShare: 0.5, incompressibleShare: 0.25,
      meanCompressedBytes: (sizes[2]! + sizes[5]!) / 2, compressedSizes: [sizes[2]!, sizes[5]!].sort((a, b) => a - b)
    })
  })

  it('spreads a sample over the whole file', () => {
    const bytes = new Uint8Array(100 * 4096)
    for (let page = 50; page < 100; page++) fillRandomPage(bytes.subarray(page * 4096, (page + 1) * 4096), page)
    const measured = measureContent(bytes, 4096, 10)!
    expect(measured.pageCount).toBe(10)
    expect(measured).toMatchObject({ sameFilledShare: 0.5, zeroShare: 0.5, incompressibleShare: 0.5, meanCompressedBytes: null, compressedSizes: [] })
  })

  it('keeps few sizes of many pages, with their mean and their spread', () => {
    const corpus = pageCorpus(4096)
    const bytes = new Uint8Array(2000 * 4096)
    for (let page = 0; page < 2000; page++) corpus.writePage(page % corpus.compressedBytes.length, bytes.subarray(page * 4096, (page + 1) * 4096))
    const { compressedSizes, meanCompressedBytes, compressibleShare } = measureContent(bytes, 4096)!
    expect(compressibleShare).toBeGreaterThan(0.5)
    expect(compressedSizes).toHaveLength(MAX_KEPT_SIZES)
    expect(compressedSizes).toEqual([...compressedSizes].sort((a, b) => a - b))
    const keptMean = compressedSizes.reduce((sum, size) => sum + size, 0) / compressedSizes.length
    expect(Math.abs(keptMean / meanCompressedBytes! - 1)).toBeLessThan(0.005)
  })

  it('has nothing to say about a file shorter than a page', () => {
    expect(measureContent(new Uint8Array(4095), 4096)).toBeNull()
  })
})
