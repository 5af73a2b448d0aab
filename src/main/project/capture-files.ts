/** The files of captures on this machine, by their contents: what a project needs to know of them, and finding them again. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import type { AppError } from '../../shared/errors'
import type { WantedFile } from '../../shared/project'
import { fail, ok, type Result } from '../../shared/result'
import { listInputs, reasonOf, unreadable } from '../import/input/capture-input'

/** A file of a capture and where it lies. */
export interface PlacedFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
}

/** Hashes of files, remembered as long as size and time of change stay. */
export class FileHashes {
  readonly #known = new Map<string, string>()

  async of(path: string): Promise<string> {
    const { size, mtimeMs } = await stat(path)
    const key = `${path}\n${size}\n${mtimeMs}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
    const digest = hash.digest('hex')
    this.#known.set(key, digest)
    return digest
  }
}

/** The files behind what a capture was opened from; folders are listed as the import does. */
export async function placedFiles(paths: readonly string[]): Promise<Result<readonly PlacedFile[], AppError>> {
  const listed = await listInputs(paths.map((path) => ({ kind: 'path', path })))
  if (!listed.ok) return listed
  return ok(listed.value.files.flatMap(({ name, source, size }) => (source?.kind === 'path' && size !== null ? [{ name, path: source.path, bytes: size }] : [])))
}

/** The same with hashes; `noted` gives those that are known already, or null. */
export async function hashedFiles(paths: readonly string[], hashes: FileHashes, noted: (file: PlacedFile) => string | null = () => null): Promise<Result<readonly (WantedFile & PlacedFile)[], AppError>> {
  const placed = await placedFiles(paths)
  if (!placed.ok) return placed
  const hashed: (WantedFile & PlacedFile)[] = []
  for (const file of placed.value) {
    try {
      hashed.push({ ...file, sha256: noted(file) ?? (await hashes.of(file.path)) })
    } catch (thrown) {
      return fail(unreadable(file.name, reasonOf(thrown)))
    }
  }
  return ok(hashed)
}

/** Where the files of a capture may lie beside a project: in its folder, or in one of the capture's name below it. Names only, never a path from the file. */
export function placesBeside(projectPath: string, captureName: string, file: WantedFile): readonly string[] {
  const folder = dirname(projectPath)
  const parts = posix.normalize(file.name).split('/')
  if (parts.some((part) => !isPlainName(part))) return []
  const below = isPlainName(captureName) ? [join(folder, captureName, ...parts)] : []
  return [join(folder, ...parts), ...below, join(folder, parts.at(-1) ?? '')]
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[\0/\\:]/.test(name)
}

/** The wanted file among candidates, by size and contents; null when none is it. */
export async function findByContents(wanted: WantedFile, candidates: readonly string[], hashes: FileHashes): Promise<string | null> {
  for (const path of candidates) {
    try {
      const found = await stat(path)
      if (found.isFile() && found.size === wanted.bytes && (await hashes.of(path)) === wanted.sha256) return path
    } catch {
      // Not there, or not readable: not this one.
    }
  }
  return null
}
