/** Content of a real memory dump: a file cut into pages, every page compressed. What a user drops to replace the assumptions. */
import type { ContentParameters } from '../model-parameters'
import { isSameFilled, Lz4Codec } from './lz4-codec'
import { zsmallocClasses } from './zsmalloc-classes'

/** Measured content of a file, with the sizes themselves for a histogram. */
export interface MeasuredContent {
  readonly pageCount: number
  readonly content: ContentParameters
  /** Pages by LZ4 size in 64ths of a page (index 0: up to 1/64); same-filled pages are not in it, whole pages in the last. */
  readonly sizeHistogram: Uint32Array
}

const HISTOGRAM_STEPS = 64

/**
 * Measures pages of a file; a rest shorter than a page is left out.
 * @param pageLimit measures at most this many pages, evenly spread over the file
 * @returns null when the file holds no whole page
 */
export function measureContent(bytes: Uint8Array, pageSize: number, pageLimit = 50_000): MeasuredContent | null {
  const filePages = Math.floor(bytes.length / pageSize)
  const pageCount = Math.min(filePages, pageLimit)
  if (pageCount === 0) return null
  const codec = new Lz4Codec(pageSize)
  const hugeBytes = zsmallocClasses(pageSize, 'quarters-4').hugeClassBytes
  const sizeHistogram = new Uint32Array(HISTOGRAM_STEPS)
  let samePages = 0
  let hugePages = 0
  let comprBytes = 0
  for (let i = 0; i < pageCount; i++) {
    const offset = Math.floor((i * filePages) / pageCount) * pageSize
    if (isSameFilled(bytes, offset, pageSize)) {
      samePages++
      continue
    }
    const size = codec.compress(bytes, offset) || pageSize
    const step = Math.min(HISTOGRAM_STEPS - 1, Math.floor((size * HISTOGRAM_STEPS) / pageSize))
    sizeHistogram[step] = (sizeHistogram[step] ?? 0) + 1
    if (size >= hugeBytes) hugePages++
    else comprBytes += size
  }
  const compressiblePages = pageCount - samePages - hugePages
  const content = {
    sameFilledShare: samePages / pageCount, compressibleShare: compressiblePages / pageCount, incompressibleShare: hugePages / pageCount,
    meanCompressedBytes: compressiblePages === 0 ? null : comprBytes / compressiblePages
  }
  return { pageCount, content, sizeHistogram }
}
