/** Contents of the pages of a capture: those of a file that the user gave, else what the recording tells. */
import type { FilePages, PageContents } from '../shared/page-contents'
import { poolBytesPerPage } from './calibrate/pool-growth'
import { fullestZramLevels } from './calibrate/zram-levels'
import { inferContent, statedContent, type InferredContent } from './compress/infer-content'
import type { TimeWindow } from './run-types'
import type { Trace } from './trace/trace'

const DEFAULT_PAGE_BYTES = 4096

/** Bytes of a page of the device that recorded; 4 KiB where it is not known. */
export function pageSizeOf({ device }: Trace): number {
  return device?.pageSize ?? DEFAULT_PAGE_BYTES
}

/** For the model, with where it comes from. */
export function findContent(trace: Trace, window: TimeWindow, file: FilePages | undefined): InferredContent {
  if (file !== undefined) return statedContent(file, trace.device?.zram?.algorithm)
  const pageSize = pageSizeOf(trace)
  return inferContent({ device: trace.device, zram: fullestZramLevels(trace, window), pageSize, poolBytesPerPage: poolBytesPerPage(trace, window, pageSize) })
}

/** For the eye: of the whole recording. */
export function describeContents(trace: Trace, file: FilePages | null): PageContents {
  const window = { startNs: trace.startNs, endNs: Math.max(trace.endNs, trace.counterEndNs) }
  const { content, assumptions, sources } = findContent(trace, window, file ?? undefined)
  const [, shares, sizes] = assumptions
  const { sameFilledShare, compressibleShare, incompressibleShare, meanCompressedBytes } = content
  return {
    sameFilledShare, compressibleShare, incompressibleShare, meanCompressedBytes, file,
    shares: { source: sources.shares, detail: shares.detail }, sizes: { source: sources.sizes, detail: sizes.detail }
  }
}
