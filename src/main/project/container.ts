/**
 * The container of a project file:
 *
 *   magic (8) | blobs, one lz4 frame each | header, JSON in UTF-8 | u32 length of the header | u32 CRC-32 of the header | end magic (8)
 *
 * The header comes last, because the stored sizes of the blobs are known only then; a file that broke off has no end magic.
 * Little-endian. A blob is named by its place in the list.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import * as v from 'valibot'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { CallFailure } from '../../shared/rpc/call-failure'
import { reasonOf, unreadable } from '../import/input/capture-input'
import type { GunzipOutcome } from '../import/input/gunzip'
import { unlz4 } from '../import/input/lz4-frames'
import { toLz4 } from './lz4-writer'

/** The first byte is no text and the line ends do not survive a transfer as text, as in PNG. */
const MAGIC = Buffer.from('\u008aRSP\r\n\u001a\n', 'latin1')
const END_MAGIC = Buffer.from('\nPSR\u001a\r\n\u008a', 'latin1')
const TAIL_BYTES = 16
const MAX_HEADER_BYTES = 32 * 1024 * 1024
const MAX_BLOBS = 4096
/** Unpacked, of one blob and of all: what a hostile file may make this machine write. */
const MAX_BLOB_BYTES = 8 * 1024 ** 3
const MAX_TOTAL_BYTES = 32 * 1024 ** 3

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))

/** Where a blob lies, and what it unpacks to. */
export const blobSchema = v.object({ offset: count, storedBytes: count, bytes: v.pipe(count, v.maxValue(MAX_BLOB_BYTES)), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })
export type Blob = v.InferOutput<typeof blobSchema>

export const blobsSchema = v.pipe(v.array(blobSchema), v.maxLength(MAX_BLOBS))

/** Unpacked contents to be written. */
export type BlobSource = () => AsyncIterable<Uint8Array>

/** The whole file. `header` is called when the places of the blobs are known and gives what is written as JSON. */
export async function* containerChunks(sources: readonly BlobSource[], header: (blobs: readonly Blob[]) => unknown): AsyncGenerator<Uint8Array> {
  yield MAGIC
  const blobs: Blob[] = []
  let offset = MAGIC.length
  for (const source of sources) {
    const hash = createHash('sha256')
    let bytes = 0
    let storedBytes = 0
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of source()) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    }
    for await (const chunk of toLz4(counted())) {
      storedBytes += chunk.length
      yield chunk
    }
    blobs.push({ offset, storedBytes, bytes, sha256: hash.digest('hex') })
    offset += storedBytes
  }
  const json = Buffer.from(JSON.stringify(header(blobs)), 'utf8')
  if (json.length > MAX_HEADER_BYTES) throw new CallFailure({ code: 'INPUT_TOO_LARGE', message: 'The project names more than a project can hold.', found: `${json.length} bytes`, expected: `at most ${MAX_HEADER_BYTES} bytes`, advice: 'Save fewer captures.' })
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(json.length, 0)
  tail.writeUInt32LE(crc32(json), 4)
  yield Buffer.concat([json, tail, END_MAGIC])
}

/** A header as JSON, unchecked but for its integrity. */
export async function readHeader(path: string, name: string): Promise<Result<unknown, AppError>> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (thrown) {
    return fail(unreadable(name, reasonOf(thrown)))
  }
  try {
    return await headerOf(file, name)
  } catch (thrown) {
    return fail(unreadable(name, reasonOf(thrown)))
  } finally {
    await file.close()
  }
}

async function headerOf(file: FileHandle, name: string): Promise<Result<unknown, AppError>> {
  const { size } = await file.stat()
  const start = await bytesAt(file, 0, MAGIC.length)
  if (!start.equals(MAGIC)) return fail(invalid(name, 'This is no project file.', 'Open recordings as they are; a project is a file that this app has saved.'))
  const tail = await bytesAt(file, Math.max(0, size - TAIL_BYTES), TAIL_BYTES)
  if (!tail.subarray(8).equals(END_MAGIC)) return fail(invalid(name, 'The project file breaks off.'))
  const length = tail.readUInt32LE(0)
  if (length > MAX_HEADER_BYTES || MAGIC.length + length + TAIL_BYTES > size) return fail(invalid(name, 'The project file is damaged: its header does not fit.'))
  const json = await bytesAt(file, size - TAIL_BYTES - length, length)
  if (crc32(json) !== tail.readUInt32LE(4)) return fail(invalid(name, 'The project file is damaged: its header has changed.'))
  try {
    return ok(JSON.parse(json.toString('utf8')) as unknown)
  } catch {
    return fail(invalid(name, 'The project file is damaged: its header is no JSON.'))
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** What is wrong with the sizes that a header states, or null. */
export function checkBlobs(blobs: readonly Pick<Blob, 'bytes'>[], name: string): AppError | null {
  const total = blobs.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total <= MAX_TOTAL_BYTES) return null
  return { code: 'INPUT_TOO_LARGE', file: name, message: 'The project unpacks to more than this app takes.', found: `${total} bytes`, expected: `at most ${MAX_TOTAL_BYTES} bytes` }
}

/** Thrown by `readBlob` when the contents are not what the header says. */
export class DamagedBlob extends Error {}

/**
 * The unpacked contents of a blob, in chunks that stay valid.
 * @throws {DamagedBlob} when they are longer, shorter or others than stated; what came before is then worth nothing
 */
export async function* readBlob(path: string, blob: Blob): AsyncGenerator<Uint8Array> {
  const outcome: GunzipOutcome = { defect: null }
  const hash = createHash('sha256')
  let bytes = 0
  const stored = createReadStream(path, { start: blob.offset, end: blob.offset + Math.max(1, blob.storedBytes) - 1 })
  for await (const chunk of unlz4(stored, outcome)) {
    bytes += chunk.length
    if (bytes > blob.bytes) throw new DamagedBlob('it is longer than stated')
    hash.update(chunk)
    // The decompressor writes its next block over this one.
    yield chunk.slice()
  }
  if (outcome.defect !== null || bytes !== blob.bytes || hash.digest('hex') !== blob.sha256) throw new DamagedBlob('its contents have changed')
}

/** The error for a file that is no valid project. */
export function invalid(file: string, message: string, advice = 'Ask for the file again, or use an older copy of it.'): AppError {
  return { code: 'PROJECT_INVALID', file, message, advice }
}
