/** Content of a real memory dump: a file cut into pages, every page compressed. What a user drops to replace the assumptions. */
import { MAX_KEPT_SIZES, type MeasuredPages } from '../../shared/page-contents'
import { isSameFilled, Lz4Codec } from './lz4-codec'
import { zsmallocClasses } from './zsmalloc-classes'

/**
 * Measures pages of a file; a rest shorter than a page is left out.
 * @param pageLimit measures at most this many pages, evenly spread over the file
 * @returns null when the file holds no whole page
 */
export function measureContent(bytes: Uint8Array, pageSize: number, pageLimit = 50_000): MeasuredPages | null {
  const filePages = Math.floor(bytes.length / pageSize)
  const pageCount = Math.min(filePages, pageLimit)
  if (pageCount === 0) return null
  const codec = new Lz4Codec(pageSize)
  const hugeBytes = zsmallocClasses(pageSize, 'quarters-4').hugeClassBytes
  const sizes = new Uint32Array(pageCount)
  let zeroPages = 0
  let samePages = 0
  let hugePages = 0
  let compressiblePages = 0
  for (let i = 0; i < pageCount; i++) {
    const offset = Math.floor((i * filePages) / pageCount) * pageSize
    if (isSameFilled(bytes, offset, pageSize)) {
      samePages++
      if (isZeroWord(bytes, offset)) zeroPages++
      continue
    }
    const size = codec.compress(bytes, offset) || pageSize
    if (size >= hugeBytes) hugePages++
    else sizes[compressiblePages++] = size
  }
  const ofCompressible = sizes.subarray(0, compressiblePages).sort()
  return {
    pageSize, pageCount, zeroShare: zeroPages / pageCount,
    sameFilledShare: samePages / pageCount, compressibleShare: compressiblePages / pageCount, incompressibleShare: hugePages / pageCount,
    meanCompressedBytes: compressiblePages === 0 ? null : ofCompressible.reduce((sum, size) => sum + size, 0) / compressiblePages,
    compressedSizes: quantiles(ofCompressible, MAX_KEPT_SIZES)
  }
}

/** Whether the word that fills a same-filled page is 0. */
function isZeroWord(bytes: Uint8Array, offset: number): boolean {
  for (let i = offset; i < offset + 8; i++) if (bytes[i] !== 0) return false
  return true
}

/** At most `count` sizes, each from the middle of an equal part of the sorted ones. */
function quantiles(sorted: Uint32Array, count: number): number[] {
  const kept = Math.min(count, sorted.length)
  return Array.from({ length: kept }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / kept)] ?? 0)
}
