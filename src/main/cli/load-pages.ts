/** `--pages`: a file whose contents stand for those of the capture's pages. */
import { createReadStream } from 'node:fs'
import type { StatedContent } from '../../engine/compress/infer-content'
import { measureContent } from '../../engine/compress/measure-content'
import type { Trace } from '../../engine/trace/trace'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { unpack } from '../import/input/containers'
import { CHUNK_BYTES } from '../import/input/capture-input'
import type { GunzipOutcome } from '../import/input/gunzip'

/** More than enough for shares and a mean; the rest of a larger file is not read, packed or not. */
const MAX_BYTES = 256 * 2 ** 20
/** Of an lz4 frame. */
const LARGEST_BLOCK_BYTES = 4 * 2 ** 20
const DEFAULT_PAGE_BYTES = 4096

/**
 * Measures the pages of a file, in pages of the capture's size. A packed file (.lz4, .gz) is unpacked first.
 *
 * @param maxBytes unpacked bytes that are measured at most, from the start of the file
 * @returns undefined without a file; `INPUT_UNREADABLE` for one that cannot be read, is damaged or holds no whole page
 */
export async function loadPages(file: string | undefined, trace: Trace, maxBytes = MAX_BYTES): Promise<Result<StatedContent | undefined, AppError>> {
  if (file === undefined) return ok(undefined)
  const pageBytes = trace.device?.pageSize ?? DEFAULT_PAGE_BYTES
  try {
    const outcome: GunzipOutcome = { defect: null }
    const bytes = await readStart(file, outcome, maxBytes)
    if (outcome.defect !== null) return fail({ code: 'INPUT_UNREADABLE', file, message: 'The packed file is damaged.', found: `${outcome.defect} after ${bytes.length} bytes`, expected: 'a whole packed file' })
    const measured = measureContent(bytes, pageBytes)
    if (measured === null) return fail({ code: 'INPUT_UNREADABLE', file, message: 'The file holds no whole page.', found: `${bytes.length} bytes`, expected: `at least ${pageBytes} bytes` })
    return ok({ content: measured.content, source: `${measured.pageCount} pages of a file given by the user, compressed one by one` })
  } catch (cause) {
    return fail({ code: 'INPUT_UNREADABLE', file, message: `The file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.` })
  }
}

/** The first unpacked bytes of a file. */
async function readStart(file: string, outcome: GunzipOutcome, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  // layers below may be larger than what is kept: none expands further than the limit and one block beyond it
  for await (const chunk of unpack(storedBytes(file), outcome, { maxBytes: maxBytes + LARGEST_BLOCK_BYTES }, () => undefined)) {
    // a chunk is valid only until the next one is asked for
    const part = chunk.slice(0, maxBytes - length)
    parts.push(part)
    length += part.length
    if (length === maxBytes) break
  }
  return Buffer.concat(parts)
}

async function* storedBytes(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>
}
