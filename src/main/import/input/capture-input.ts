/** What a capture is opened from, and how its bytes are obtained. */
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { AppError } from '../../../shared/errors'
import { fail, ok, type Result } from '../../../shared/result'

/** A path (file or folder), or named bytes, or a named stream (stdin, an upload). */
export type CaptureInput =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'stream'; readonly name: string; readonly stream: AsyncIterable<Uint8Array> }

/** Thrown by `read` when the bytes so far are good and the rest is damaged. */
export class DamagedData extends Error {}

/** One file of a capture. */
export interface InputFile {
  /** Display name: file name, inside a folder the path below it. */
  readonly name: string
  /** Found in a folder, or one of several: may be skipped. */
  readonly isFromFolder: boolean
  /** Size in bytes as stored; null when not known before reading. */
  readonly size: number | null
  /** Where any part of it can be read, for archives; null where only `read` works. */
  readonly source: { readonly kind: 'path'; readonly path: string } | { readonly kind: 'bytes'; readonly bytes: Uint8Array } | null
  /** Whether `read` works more than once. */
  readonly isRepeatable: boolean
  /** The stored bytes, in chunks of at most `CHUNK_BYTES`. A chunk is valid until the next one is asked for. */
  read(): AsyncIterable<Uint8Array>
}

/** Something in a folder that was left out, with the reason. */
export interface SkippedEntry {
  readonly name: string
  readonly reason: string
}

export interface InputList {
  readonly files: readonly InputFile[]
  readonly skipped: readonly SkippedEntry[]
}

export const CHUNK_BYTES = 512 * 1024
const MAX_FILES = 1000

/** Lists the files of all inputs: folders with one level of sub-folders, in order of name; the same file only once. */
export async function listInputs(inputs: readonly CaptureInput[]): Promise<Result<InputList, AppError>> {
  const files: InputFile[] = []
  const skipped: SkippedEntry[] = []
  const seen = new Set<string>()
  for (const input of inputs) {
    if (input.kind !== 'path') files.push(input.kind === 'bytes' ? bytesFile(input.name, input.bytes) : streamFile(input.name, input.stream))
    else {
      const error = await listPath(input.path, { files, skipped, seen })
      if (error !== null) return fail(error)
    }
    if (files.length > MAX_FILES) return fail({ code: 'INPUT_TOO_LARGE', message: 'Too many files for one capture.', expected: `at most ${MAX_FILES} files` })
  }
  // of several files, one that is no recording is worth a warning, not a refusal
  return ok({ files: files.length > 1 ? files.map((file) => ({ ...file, isFromFolder: true })) : files, skipped })
}

interface Listing {
  readonly files: InputFile[]
  readonly skipped: SkippedEntry[]
  readonly seen: Set<string>
}

async function listPath(path: string, listing: Listing): Promise<AppError | null> {
  const entry = await inspectPath(path)
  if (!entry.ok) return entry.error
  if (entry.value.kind === 'folder') return listFolder(path, '', listing)
  if (entry.value.kind === 'other') return unreadable(path, 'it is no regular file', 'Pass a pipe as - on standard input.')
  return addFile(path, basename(path), false, entry.value.size, listing)
}

/** Documents beside a recording: nobody expects them to be read, so a folder's are not worth a warning. */
const DOCUMENT = /^(readme|licen[cs]e|copying|notice)(\.|$)|\.md$/i

/** Lists the files of a folder, then those of its sub-folders. A folder that a link leads back to is read only once. */
async function listFolder(folder: string, below: string, listing: Listing): Promise<AppError | null> {
  const real = await realpath(join(folder, below)).catch(() => join(folder, below))
  if (listing.seen.has(real)) return null
  listing.seen.add(real)
  const subFolders: string[] = []
  let names: string[]
  try {
    names = (await readdir(join(folder, below))).filter((name) => !name.startsWith('.') && !DOCUMENT.test(name)).sort()
  } catch (error) {
    return unreadable(join(folder, below), reasonOf(error))
  }
  for (const name of names) {
    const display = below === '' ? name : `${below}/${name}`
    const path = join(folder, display)
    const entry = await inspectPath(path)
    if (!entry.ok) listing.skipped.push({ name: display, reason: entry.error.message })
    else if (entry.value.kind === 'other') listing.skipped.push({ name: display, reason: 'It is no regular file.' })
    else if (entry.value.kind === 'file') await addFile(path, display, true, entry.value.size, listing)
    else if (below === '') subFolders.push(name)
    else listing.skipped.push({ name: display, reason: 'Folders are read one level deep.' })
    if (listing.files.length > MAX_FILES) return null
  }
  for (const name of subFolders) await listFolder(folder, name, listing)
  return null
}

async function addFile(path: string, name: string, isFromFolder: boolean, size: number, listing: Listing): Promise<null> {
  const real = await realpath(path).catch(() => path)
  if (listing.seen.has(real)) return null
  listing.seen.add(real)
  listing.files.push({ name, isFromFolder, size, isRepeatable: true, source: { kind: 'path', path }, read: () => fileChunks(path) })
  return null
}

interface PathEntry {
  readonly kind: 'file' | 'folder' | 'other'
  readonly size: number
}

async function inspectPath(path: string): Promise<Result<PathEntry, AppError>> {
  try {
    const stats = await stat(path)
    return ok({ kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other', size: stats.size })
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return fail({ code: 'INPUT_NOT_FOUND', message: 'There is no such file or folder.', file: path })
    return fail(unreadable(path, reasonOf(error)))
  }
}

/** The error for an input that exists but cannot be read. */
export function unreadable(file: string, reason: string, advice?: string): AppError {
  return { code: 'INPUT_UNREADABLE', message: `The input cannot be read: ${reason}.`, file, ...(advice === undefined ? {} : { advice }) }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Words for a system error. */
export function reasonOf(error: unknown): string {
  const words: Readonly<Record<string, string>> = {
    EACCES: 'permission denied', EPERM: 'permission denied', ELOOP: 'its symbolic links form a loop', EIO: 'the disk reports an error', EMFILE: 'too many files are open'
  }
  const code = codeOf(error)
  return words[code] ?? (code === '' ? 'the source failed' : code)
}

/** Bytes in memory as a file of a capture. */
export function bytesFile(name: string, bytes: Uint8Array): InputFile {
  return { name, isFromFolder: false, size: bytes.length, isRepeatable: true, source: { kind: 'bytes', bytes }, read: () => chunksOf(bytes) }
}

function streamFile(name: string, stream: AsyncIterable<Uint8Array>): InputFile {
  return { name, isFromFolder: false, size: null, isRepeatable: false, source: null, read: () => smallChunks(stream) }
}

/** Chunks of a file in two buffers by turns: one is being read while the other is used. Fresh buffers would cost more than reading. */
async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  const read = (buffer: Buffer) => handle.read(buffer, 0, CHUNK_BYTES)
  let [current, next] = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)]
  let reading = read(current)
  try {
    for (;;) {
      const { bytesRead } = await reading
      if (bytesRead === 0) return
      reading = read(next)
      yield current.subarray(0, bytesRead)
      ;[current, next] = [next, current]
    }
  } finally {
    await reading.catch(() => undefined)
    await handle.close()
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES)
}

async function* smallChunks(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield* chunksOf(chunk)
}
