/** A file whose contents stand for those of a capture's pages: a memory dump, or any file. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { measureContent } from '../../engine/compress/measure-content'
import type { AppError } from '../../shared/errors'
import type { FilePages } from '../../shared/page-contents'
import { fail, ok, type Result } from '../../shared/result'
import { isPacked, unpack } from '../import/input/containers'
import { CHUNK_BYTES, reasonOf } from '../import/input/capture-input'
import type { GunzipOutcome } from '../import/input/gunzip'

/** Where the file lies and what the user calls it. */
export interface PageFile {
  readonly path: string
  readonly name: string
}

/** More than enough for shares and sizes; the rest of a larger file is not read, packed or not. */
const MAX_BYTES = 256 * 2 ** 20
/** A larger plain file is read in pieces, evenly spread: the start of a memory is not like the rest of it. A multiple of every page size. */
const PIECE_BYTES = 2 ** 20
/** Of an lz4 frame. */
const LARGEST_BLOCK_BYTES = 4 * 2 ** 20
const HEAD_BYTES = 1024

/**
 * Measures the pages of a file. A packed one (.lz4, .gz) is unpacked first.
 *
 * @param pageBytes size of the pages it is cut into
 * @param maxBytes unpacked bytes that are measured at most: of a packed file its start, of a plain one pieces of all of it
 * @returns `INPUT_UNREADABLE` for one that cannot be read, is damaged or holds no whole page
 */
export async function loadPages({ path, name }: PageFile, pageBytes: number, maxBytes = MAX_BYTES): Promise<Result<FilePages, AppError>> {
  try {
    const outcome: GunzipOutcome = { defect: null }
    const bytes = await readSample(path, outcome, maxBytes)
    if (outcome.defect !== null) return fail({ code: 'INPUT_UNREADABLE', file: name, message: 'The packed file is damaged.', found: `${outcome.defect} after ${bytes.length} bytes`, expected: 'a whole packed file' })
    const measured = measureContent(bytes, pageBytes)
    if (measured === null) return fail({ code: 'INPUT_UNREADABLE', file: name, message: 'The file holds no whole page.', found: `${bytes.length} bytes`, expected: `at least ${pageBytes} bytes` })
    return ok({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), ...measured })
  } catch (cause) {
    return fail({ code: 'INPUT_UNREADABLE', file: name, message: `The file cannot be read: ${reasonOf(cause)}.` })
  }
}

async function readSample(path: string, outcome: GunzipOutcome, maxBytes: number): Promise<Uint8Array> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const head = await readAt(handle, 0, HEAD_BYTES)
    if (size > maxBytes && maxBytes > PIECE_BYTES && !isPacked(head)) return await readPieces(handle, size, maxBytes)
  } finally {
    await handle.close()
  }
  return readStart(path, outcome, maxBytes)
}

/** Pieces from the start of a file to its end. */
async function readPieces(handle: FileHandle, size: number, maxBytes: number): Promise<Uint8Array> {
  const count = Math.floor(maxBytes / PIECE_BYTES)
  const places = Math.floor(size / PIECE_BYTES)
  const pieces: Uint8Array[] = []
  for (let i = 0; i < count; i++) pieces.push(await readAt(handle, Math.floor((i * places) / count) * PIECE_BYTES, PIECE_BYTES))
  return Buffer.concat(pieces)
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** The first unpacked bytes of a file. */
async function readStart(path: string, outcome: GunzipOutcome, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  // layers below may be larger than what is kept: none expands further than the limit and one block beyond it
  for await (const chunk of unpack(storedBytes(path), outcome, { maxBytes: maxBytes + LARGEST_BLOCK_BYTES }, () => undefined)) {
    // a chunk is valid only until the next one is asked for
    const part = chunk.slice(0, maxBytes - length)
    parts.push(part)
    length += part.length
    if (length === maxBytes) break
  }
  return Buffer.concat(parts)
}

async function* storedBytes(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>
}
