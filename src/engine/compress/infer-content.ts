/** What the pages of a capture contain, from the evidence at hand: zram's own counters, then device.json, then an assumption. */
import type { Assumption } from '../../shared/comparison'
import type { Device } from '../../shared/device'
import type { ContentSource, FilePages } from '../../shared/page-contents'
import { withSizesTimes, type ContentParameters } from '../model-parameters'
import { findAlgorithm } from './algorithms'

/** Levels of zram's mm_stat at one moment; take the moment with the largest `origDataBytes`. */
export interface ZramLevels {
  readonly origDataBytes: number
  readonly comprDataBytes: number
  readonly samePages: number | null
  readonly hugePages: number | null
}

export interface InferredContent {
  readonly content: ContentParameters
  /** Where the shares and the mean come from, for the report: same-filled, incompressible, mean. */
  readonly assumptions: readonly [Assumption, Assumption, Assumption]
  readonly sources: { readonly shares: ContentSource; readonly sizes: ContentSource }
}

/**
 * The contents of a file that the user gave, as those of the capture.
 * @param algorithm that the device compressed with while recording: the file's sizes are LZ4's; not known or without a model: LZ4
 */
export function statedContent(pages: FilePages, algorithm?: string): InferredContent {
  const { name, pageCount, sameFilledShare, compressibleShare, incompressibleShare, meanCompressedBytes, compressedSizes } = pages
  const recorded = findAlgorithm(algorithm ?? 'lz4')
  const detail = `${pageCount} pages of ${name}, compressed one by one${recorded === undefined || recorded.id === 'lz4' ? '' : `; sizes times ${recorded.sizeRatio} for ${recorded.id}`}`
  const shares: Shares = { same: sameFilledShare, compressible: compressibleShare, huge: incompressibleShare, evidence: 'measured', source: 'file', detail }
  const content = withSizesTimes({ sameFilledShare, compressibleShare, incompressibleShare, meanCompressedBytes, compressedSizes }, recorded?.sizeRatio ?? 1)
  const mean: Assumption = { name: 'content.meanCompressedBytes', unit: 'bytes', value: content.meanCompressedBytes, evidence: 'measured', detail }
  return {
    content, assumptions: [share('sameFilledShare', sameFilledShare, shares), share('incompressibleShare', incompressibleShare, shares), mean],
    sources: { shares: 'file', sizes: 'file' }
  }
}

/** Fewer stored pages say nothing about the rest: the counting error of a 10 % share would be above 3 % of the pages. */
const ENOUGH_PAGES = 500

/** Memory of a pool relative to the compressed bytes in it: rounding up to size classes, handles and the ends of zspages. */
const POOL_OVERHEAD = 1.06

/** No public source gives Android's shares; recommendation from heap samples and two published images, LZ4 ratio 2.7. */
const ASSUMED_SHARES = { same: 0.08, compressible: 0.87, huge: 0.05 }
const ASSUMED_LZ4_RATIO = 2.7

interface Shares {
  readonly same: number
  readonly compressible: number
  readonly huge: number
  readonly evidence: Assumption['evidence']
  readonly source: ContentSource
  readonly detail: string
}

/**
 * Infers shares and mean compressed size.
 * @param input.device device.json, or null
 * @param input.zram mm_stat, or null when the capture has none
 * @param input.pageSize bytes
 * @param input.poolBytesPerPage memory that a page in swap takes, as the balance of all memory shows it; null or absent when it does not
 */
export function inferContent(input: { readonly device: Device | null; readonly zram: ZramLevels | null; readonly pageSize: number; readonly poolBytesPerPage?: number | null }): InferredContent {
  const pageCount = input.zram === null ? 0 : Math.round(input.zram.origDataBytes / input.pageSize)
  const zram = pageCount >= ENOUGH_PAGES ? input.zram : null
  const shares = measuredShares(zram, pageCount) ?? statedShares(input.device) ?? ASSUMED
  const mean = measuredMean(zram, pageCount, shares, input.pageSize) ?? balancedMean(input.poolBytesPerPage ?? null, shares, input.pageSize) ?? assumedMean(input.pageSize)
  const { source: sizes, ...row } = mean
  return {
    content: { sameFilledShare: shares.same, compressibleShare: shares.compressible, incompressibleShare: shares.huge, meanCompressedBytes: mean.value },
    assumptions: [share('sameFilledShare', shares.same, shares), share('incompressibleShare', shares.huge, shares), row],
    sources: { shares: shares.source, sizes }
  }
}

const ASSUMED: Shares = {
  ...ASSUMED_SHARES, evidence: 'assumed', source: 'assumed',
  detail: 'no mm_stat and no pageContent: 5 % zero, 3 % same-filled, 5 % incompressible, in line with published heap samples'
}

function measuredShares(zram: ZramLevels | null, pageCount: number): Shares | null {
  if (zram === null || zram.samePages === null || zram.hugePages === null) return null
  const compressible = pageCount - zram.samePages - zram.hugePages
  if (compressible < 0) return null
  return {
    same: zram.samePages / pageCount, compressible: compressible / pageCount, huge: zram.hugePages / pageCount, evidence: 'measured', source: 'mm_stat',
    detail: `zram mm_stat with ${pageCount} pages stored: same_pages ${zram.samePages}, huge_pages ${zram.hugePages}`
  }
}

function statedShares(device: Device | null): Shares | null {
  const stated = device?.pageContent
  if (stated === undefined) return null
  const total = stated.sameFilledPct + stated.compressiblePct + stated.incompressiblePct
  if (!(total > 0)) return null
  return {
    same: stated.sameFilledPct / total, compressible: stated.compressiblePct / total, huge: stated.incompressiblePct / total, evidence: 'assumed', source: 'device',
    detail: 'pageContent of device.json'
  }
}

interface Mean extends Assumption {
  readonly value: number
  readonly source: ContentSource
}

const MEAN = { name: 'content.meanCompressedBytes', unit: 'bytes' }

/** What compr_data_size leaves for compressible pages after the huge ones, per page. */
function measuredMean(zram: ZramLevels | null, pageCount: number, shares: Shares, pageSize: number): Mean | null {
  const compressiblePages = pageCount * shares.compressible
  if (zram === null || compressiblePages < 1) return null
  const value = (zram.comprDataBytes - pageCount * shares.huge * pageSize) / compressiblePages
  if (!(value > 0 && value < pageSize)) return null
  const detail = `compr_data_size ${zram.comprDataBytes} less whole pages, over ${Math.round(compressiblePages)} compressible pages`
  return { ...MEAN, value, evidence: shares.evidence === 'measured' ? 'measured' : 'fitted', source: 'mm_stat', detail }
}

/** What the memory behind a page in swap leaves for compressible pages after the huge ones. */
function balancedMean(poolBytesPerPage: number | null, shares: Shares, pageSize: number): Mean | null {
  if (poolBytesPerPage === null || shares.compressible <= 0) return null
  const value = (poolBytesPerPage - shares.huge * pageSize) / shares.compressible / POOL_OVERHEAD
  if (!(value > 0 && value < pageSize)) return null
  return { ...MEAN, value, evidence: 'fitted', source: 'balance', detail: `${Math.round(poolBytesPerPage)} bytes of memory per page in swap, as free memory and LRU lists leave it, less whole pages and size classes` }
}

function assumedMean(pageSize: number): Mean {
  return { ...MEAN, value: pageSize / ASSUMED_LZ4_RATIO, evidence: 'assumed', source: 'assumed', detail: `LZ4 ratio ${ASSUMED_LZ4_RATIO} of heap samples` }
}

function share(name: string, value: number, shares: Shares): Assumption {
  return { name: `content.${name}`, value: value * 100, unit: '%', evidence: shares.evidence, detail: shares.detail }
}
