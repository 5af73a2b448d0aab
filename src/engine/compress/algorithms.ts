/**
 * Compression algorithms as size and cost models relative to LZ4. Only LZ4 sizes are measured (lz4js, per page); the others
 * scale them. Ratios hold for 4 KiB pages compressed one at a time; they are means over page sets, not properties of a page.
 */
import { withSizesTimes, type ContentParameters, type CostParameters } from '../model-parameters'
import type { Assumption } from '../../shared/comparison'

export type AlgorithmId = 'lz4' | 'lzo-rle' | 'zstd' | 'deflate'

/** One algorithm relative to LZ4. */
export interface AlgorithmModel {
  readonly id: AlgorithmId
  /** Compressed bytes of a page / LZ4's. */
  readonly sizeRatio: number
  /** CPU time to compress / LZ4's. */
  readonly compressRatio: number
  /** CPU time to decompress / LZ4's. */
  readonly decompressRatio: number
  readonly evidence: Assumption['evidence']
  readonly source: string
}

/**
 * Sources: "heap" = user-space libraries on 6,000 CPython heap pages of 4 KiB and the synthetic corpus, one core of an x86
 * virtual machine, best of five. Phone cores are not covered: no public table per page exists for them.
 */
export const ALGORITHMS: readonly AlgorithmModel[] = [
  { id: 'lz4', sizeRatio: 1, compressRatio: 1, decompressRatio: 1, evidence: 'measured', source: 'sizes by lz4js, block by block; times from the capture' },
  {
    id: 'lzo-rle', sizeRatio: 0.96, compressRatio: 1.04, decompressRatio: 1.5, evidence: 'assumed',
    source: 'sizes: desktop image, LZ4 2.63 against 2.74; times: liblzo2 LZO1X-1, 3.1-3.2 / 1.6-1.9 us against 3.0-3.1 / 1.1-1.2 us'
  },
  {
    id: 'zstd', sizeRatio: 0.65, compressRatio: 3.2, decompressRatio: 3.4, evidence: 'assumed',
    source: 'level 3; sizes: 0.62 heap, 0.66 corpus, 0.63 from 23.5 % of a page on Android, 0.78 desktop image; times: libzstd 9.6-10.0 / 3.4-3.9 us, 3.1-3.3x / 3.9-4.2x in a second measurement'
  },
  {
    id: 'deflate', sizeRatio: 0.64, compressRatio: 17, decompressRatio: 7.5, evidence: 'assumed',
    source: 'zlib level 6, window 2^11 (crypto/deflate.c); heap and corpus: sizes 0.62-0.65, times 17-19x / 7.5-9.3x with some set-up included'
  }
]

/** Looks an algorithm up by its kernel name; undefined for one without a model. */
export function findAlgorithm(id: string): AlgorithmModel | undefined {
  return ALGORITHMS.find((model) => model.id === id)
}

/**
 * Size of a page under another algorithm.
 * @param lz4Bytes LZ4 size; 0 (same-filled) and `pageSize` (stored whole) stay, as how many whole pages another algorithm
 *   would make smaller is not known for phones
 */
export function algorithmBytes(model: AlgorithmModel, lz4Bytes: number, pageSize: number): number {
  if (lz4Bytes === 0 || lz4Bytes >= pageSize) return lz4Bytes
  return Math.min(pageSize, Math.max(1, Math.round(lz4Bytes * model.sizeRatio)))
}

/** The content of a capture recorded under `from`, as it compresses under `to`. Shares stay. A mean that is not known stays unknown. */
export function contentUnder(content: ContentParameters, from: AlgorithmModel, to: AlgorithmModel): ContentParameters {
  return from.id === to.id ? content : withSizesTimes(content, to.sizeRatio / from.sizeRatio)
}

/**
 * Costs calibrated under `from`, as they are under `to`. The same-filled check and the element do not depend on the algorithm;
 * the rest of a store scales as a whole, so its zsmalloc part (a few per cent) is scaled too.
 */
export function costsUnder(costs: CostParameters, from: AlgorithmModel, to: AlgorithmModel): CostParameters {
  if (from.id === to.id) return costs
  const algorithmNs = Math.max(0, costs.compressNs - costs.sameFilledNs)
  return {
    ...costs,
    compressNs: costs.sameFilledNs + (algorithmNs * to.compressRatio) / from.compressRatio,
    decompressNs: (costs.decompressNs * to.decompressRatio) / from.decompressRatio
  }
}
