/**
 * Zip archives: every file inside becomes an input of its own. Nothing is written to disk, so a name that points outside is harmless;
 * it is refused all the same. Archives inside archives are left alone. `yauzl` checks the sizes that the archive promises.
 */
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import type { AppError } from '../../../shared/errors'
import { fail, ok, type Result } from '../../../shared/result'
import { DamagedData, type InputFile, type SkippedEntry } from './capture-input'

const MAX_ENTRIES = 20_000
/** Archives with more files (bug reports of Android) hold mostly other things: only files with telling names are tried. */
const MAX_TRIED = 1000
const TELLING = /trace|perfetto|vmstat|meminfo|pressure|psi|sched|kcompressd|device\.json/i
/** Other files of archives that nobody means to import. */
const IRRELEVANT = /(^|\/)(\.|__MACOSX\/|readme|licen[cs]e)|\.(md|png|jpe?g|pdf|mp4)$/i
const UTF8_FLAG = 0x800
const PIECE_BYTES = 512 * 1024

export interface ZipContents {
  readonly files: readonly InputFile[]
  readonly skipped: readonly SkippedEntry[]
  close(): void
}

/** Whether `head` is the start of a zip archive with something in it. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4
}

/** Lists the files in an archive; `maxBytes` is what all of them may expand to together. */
export async function listZip(archive: InputFile, maxBytes: number): Promise<Result<ZipContents, AppError>> {
  let zip: ZipFile
  try {
    zip = await openZip(archive)
  } catch (error) {
    return fail(damaged(archive.name, error))
  }
  try {
    const entries = await readEntries(zip)
    const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
    if (entries.length >= MAX_ENTRIES || total > maxBytes) {
      zip.close()
      return fail({
        code: 'INPUT_TOO_LARGE', message: 'The archive is too large.', file: archive.name, found: `${entries.length} files, ${total} bytes`,
        expected: `fewer than ${MAX_ENTRIES} files and at most ${maxBytes} bytes`, advice: 'Unpack it and open the files that matter.'
      })
    }
    return ok(contentsOf(archive, zip, entries))
  } catch (error) {
    zip.close()
    return fail(damaged(archive.name, error))
  }
}

function openZip({ source }: InputFile): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }
    const done = (error: Error | null, zip?: ZipFile): void => (zip === undefined ? reject(error ?? new Error('unreadable')) : resolve(zip))
    if (source?.kind === 'path') yauzl.open(source.path, options, done)
    else if (source?.kind === 'bytes') yauzl.fromBuffer(Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength), options, done)
    else reject(new Error('an archive cannot be read from a stream'))
  })
}

function readEntries(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      if (entries.length >= MAX_ENTRIES) resolve(entries)
      else zip.readEntry()
    })
    zip.readEntry()
  })
}

function contentsOf(archive: InputFile, zip: ZipFile, entries: readonly Entry[]): ZipContents {
  const files: InputFile[] = []
  const skipped: SkippedEntry[] = []
  let unlikely = 0
  const named = entries.map((entry) => ({ entry, name: nameOf(entry) })).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  for (const { entry, name } of named) {
    const display = `${archive.name}/${name}`
    if (pointsOutside(name)) skipped.push({ name: display, reason: 'Its name points outside the archive.' })
    else if (name.endsWith('/') || IRRELEVANT.test(name)) continue
    else if (entry.isEncrypted()) skipped.push({ name: display, reason: 'It is encrypted.' })
    else if (entries.length > MAX_TRIED && !TELLING.test(name)) unlikely += 1
    else if (files.length >= MAX_TRIED) unlikely += 1
    else files.push({ name: display, isFromFolder: true, size: entry.uncompressedSize, isRepeatable: true, source: null, read: () => readEntry(zip, entry) })
  }
  if (unlikely > 0) skipped.push({ name: archive.name, reason: `${unlikely} of its files are not tried: there are too many, and their names do not speak of a recording.` })
  return { files, skipped, close: () => zip.close() }
}

/** UTF-8 where the archive says so; else one character per byte, which is only seen in messages. */
function nameOf(entry: Entry): string {
  const isUtf8 = (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0
  return entry.fileNameRaw.toString(isUtf8 ? 'utf8' : 'latin1').replaceAll('\\', '/')
}

function pointsOutside(name: string): boolean {
  return name.startsWith('/') || /^[a-z]:/i.test(name) || name.split('/').includes('..') || name.includes('\0')
}

async function* readEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream = await new Promise<AsyncIterable<Buffer> & { destroy(): void }>((resolve, reject) => {
    zip.openReadStream(entry, (error, readable) => (error === null ? resolve(readable) : reject(error)))
  })
  try {
    for await (const chunk of stream) {
      for (let start = 0; start < chunk.length; start += PIECE_BYTES) yield chunk.subarray(start, start + PIECE_BYTES)
    }
  } catch (error) {
    throw new DamagedData(error instanceof Error ? error.message : 'damaged')
  } finally {
    stream.destroy()
  }
}

function damaged(file: string, error: unknown): AppError {
  return {
    code: 'INPUT_UNREADABLE', message: 'The zip archive cannot be read.', file, found: error instanceof Error ? error.message : 'damaged',
    expected: 'a whole archive in a file', advice: 'Unpack it and open the folder.'
  }
}
