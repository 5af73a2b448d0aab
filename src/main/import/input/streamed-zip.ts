/** Archives in a stream: their listing stands at their end, so that they are taken into memory, which must therefore have a limit. */
import type { AppError } from '../../../shared/errors'
import { fail, ok, type Result } from '../../../shared/result'
import { abortable } from './abortable'
import { bytesFile, type InputFile } from './capture-input'
import { isZip } from './zip-entries'

/** Largest archive that is read from a stream. */
const MAX_STREAMED_ZIP_BYTES = 256 * 1024 * 1024
const MAGIC_BYTES = 4

/** A file that can be listed when `file` streams a zip archive; otherwise a file with the same bytes. Rejects when the source fails or is aborted. */
export async function withoutStreamedZip(file: InputFile, signal: AbortSignal | undefined, maxBytes = MAX_STREAMED_ZIP_BYTES): Promise<Result<InputFile, AppError>> {
  const chunks = abortable(file.read(), signal)
  const start = await take(chunks, MAGIC_BYTES)
  if (!isZip(start)) return ok({ ...file, read: () => startingWith(start, chunks) })
  const rest = await take(chunks, maxBytes)
  await chunks.return(undefined)
  if (start.length + rest.length <= maxBytes) return ok({ ...bytesFile(file.name, Buffer.concat([start, rest])), isFromFolder: file.isFromFolder })
  return fail({
    code: 'INPUT_TOO_LARGE', message: 'The archive is too large to be read from a stream.', file: file.name,
    expected: `at most ${maxBytes} bytes`, advice: 'Save it to a file and open that.'
  })
}

/** The next chunks, until there are at least so many bytes or no more. */
async function take(chunks: AsyncGenerator<Uint8Array>, atLeast: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let size = 0; size < atLeast; ) {
    const next = await chunks.next()
    if (next.done === true) break
    parts.push(Buffer.from(next.value))
    size += next.value.length
  }
  return Buffer.concat(parts)
}

async function* startingWith(start: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (start.length > 0) yield start
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}
