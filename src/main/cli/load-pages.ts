/** `--pages`: a file whose contents stand for those of the capture's pages. */
import { open } from 'node:fs/promises'
import type { StatedContent } from '../../engine/compress/infer-content'
import { measureContent } from '../../engine/compress/measure-content'
import type { Trace } from '../../engine/trace/trace'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'

/** More than enough for shares and a mean; the rest of a larger file is not read. */
const MAX_BYTES = 256 * 2 ** 20
const DEFAULT_PAGE_BYTES = 4096

/**
 * Measures the pages of a file, in pages of the capture's size.
 *
 * @returns undefined without a file; `INPUT_UNREADABLE` for one that cannot be read or holds no whole page
 */
export async function loadPages(file: string | undefined, trace: Trace): Promise<Result<StatedContent | undefined, AppError>> {
  if (file === undefined) return ok(undefined)
  const pageBytes = trace.device?.pageSize ?? DEFAULT_PAGE_BYTES
  try {
    const bytes = await readStart(file)
    const measured = measureContent(bytes, pageBytes)
    if (measured === null) return fail({ code: 'INPUT_UNREADABLE', file, message: 'The file holds no whole page.', found: `${bytes.length} bytes`, expected: `at least ${pageBytes} bytes` })
    return ok({ content: measured.content, source: `${measured.pageCount} pages of a file given by the user, compressed one by one` })
  } catch (cause) {
    return fail({ code: 'INPUT_UNREADABLE', file, message: `The file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.` })
  }
}

async function readStart(file: string): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const bytes = new Uint8Array(Math.min(size, MAX_BYTES))
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return bytes.subarray(0, length)
  } finally {
    await handle.close()
  }
}
