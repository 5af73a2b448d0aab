/** What the pages of a capture contain: shares by class, how small they get, and how that is known. */
import * as v from 'valibot'

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const MAX_PAGE_BYTES = 65_536
const pageBytes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PAGE_BYTES))

/** Sizes that stand for those of all pages of a file: enough for a spread, few enough for a project's header. */
export const MAX_KEPT_SIZES = 512

/** Contents measured in pages. Shares 0..1; sizes in bytes. */
export const measuredPagesSchema = v.object({
  pageSize: pageBytes,
  pageCount: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Pages of zeros; part of the same-filled ones. */
  zeroShare: share,
  sameFilledShare: share,
  compressibleShare: share,
  incompressibleShare: share,
  /** Of compressible pages; null without any. */
  meanCompressedBytes: v.nullable(v.pipe(v.number(), v.gtValue(0), v.maxValue(MAX_PAGE_BYTES))),
  /** LZ4 sizes of compressible pages, ascending, each for an equal share of them. */
  compressedSizes: v.pipe(v.array(pageBytes), v.maxLength(MAX_KEPT_SIZES))
})
export type MeasuredPages = v.InferOutput<typeof measuredPagesSchema>

/** Which file stands for the pages of a capture. */
export const pagesIdentitySchema = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  /** Unpacked bytes that were measured, and their digest. */
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
})
export type PagesIdentity = v.InferOutput<typeof pagesIdentitySchema>

/** Pages of a file that the user gave: kept in place of the file, which may be a whole memory. */
export const filePagesSchema = v.object({ ...pagesIdentitySchema.entries, ...measuredPagesSchema.entries })
export type FilePages = v.InferOutput<typeof filePagesSchema>

/** Who a file of pages is. */
export function pagesIdentity({ name, bytes, sha256 }: FilePages): PagesIdentity {
  return { name, bytes, sha256 }
}

/** Where shares or sizes come from: a file, zram's counters in the recording, the balance of its free memory, device.json, or an assumption. */
export type ContentSource = 'file' | 'mm_stat' | 'balance' | 'device' | 'assumed'

export interface ContentEvidence {
  readonly source: ContentSource
  /** In words, with the numbers. */
  readonly detail: string
}

/** The contents that the next replay uses. */
export interface PageContents {
  readonly sameFilledShare: number
  readonly compressibleShare: number
  readonly incompressibleShare: number
  /** Of compressible pages, bytes; null = without any. */
  readonly meanCompressedBytes: number | null
  readonly shares: ContentEvidence
  readonly sizes: ContentEvidence
  /** The file they were measured in; null = as the recording tells. */
  readonly file: FilePages | null
}
