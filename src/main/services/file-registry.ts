/** Files known to the back end, by opaque id. Pages see ids and display names, never paths. */
import { randomUUID } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import type { OfferedFile } from '../../shared/rpc/electron-bridge'

/** A file or folder on this machine. */
export interface KnownFile {
  readonly path: string
  /** For display; of a file from a dropped folder with the folder in front: `w3/vmstat.csv`. */
  readonly name: string
  /** Name of the folder it lies in; absent for uploads, which lie where the host put them. */
  readonly folder?: string
}

/** A file of the user's, by its path. */
export function knownFile(path: string): KnownFile {
  return { path, name: basename(path), folder: basename(dirname(path)) }
}

/** Oldest ids are forgotten beyond this number. */
const MAX_FILES = 10_000

export class FileRegistry {
  readonly #files = new Map<string, KnownFile>()

  /** Makes a path known. The display name is the path's last part unless given: then the path's folder is not the user's. */
  add(path: string, name?: string): OfferedFile {
    const fileId = randomUUID()
    const file: KnownFile = name === undefined ? knownFile(path) : { path, name }
    this.#files.set(fileId, file)
    const oldest = this.#files.keys().next()
    if (this.#files.size > MAX_FILES && oldest.done !== true) this.#files.delete(oldest.value)
    return { fileId, name: file.name }
  }

  /** The files behind ids, in the order given; `NOT_FOUND` for an id that was never given out. */
  find(fileIds: readonly string[]): Result<readonly KnownFile[], AppError> {
    const found: KnownFile[] = []
    for (const fileId of fileIds) {
      const file = this.#files.get(fileId)
      if (file === undefined) return fail({ code: 'NOT_FOUND', message: 'A file is no longer known.', advice: 'Add the file again.' })
      found.push(file)
    }
    return ok(found)
  }
}

/** Of more files the name lists one less and counts the rest. */
const LISTED = 3
/** A shorter beginning may be shared by chance. */
const SHORTEST_COMMON = 3

/**
 * Name of a capture made of these files: the folder they were dropped with; of several loose files the folder they all lie in,
 * else how their names all begin (`w3-off` of `w3-off_trace.txt` and `w3-off_vmstat.csv`), else the names without endings: `trace, vmstat, device`.
 * Undefined for a single one (the importer then takes its name).
 */
export function captureName(files: readonly KnownFile[]): string | undefined {
  const dropped = common(files.map(({ name }) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : undefined)))
  if (dropped !== undefined || files.length < 2) return dropped
  return common(files.map(({ folder }) => folder)) ?? listed(files.map(({ name }) => withoutEndings(name)))
}

function listed(names: readonly string[]): string {
  const beginning = commonBeginning(names)
  if (beginning.length >= SHORTEST_COMMON) return beginning
  return names.length <= LISTED ? names.join(', ') : `${names.slice(0, LISTED - 1).join(', ')} and ${names.length - LISTED + 1} more`
}

/** `trace` of `trace.txt.gz`. */
function withoutEndings(name: string): string {
  return name.replace(/(?<=.)\.(gz|zip|lz4)$/i, '').replace(/(?<=.)\.[a-z0-9]{1,11}$/i, '')
}

/** What all names begin with, up to the end of a word. */
function commonBeginning([first = '', ...others]: readonly string[]): string {
  let length = 0
  while (length < first.length && others.every((other) => other[length] === first[length])) length++
  const isWhole = [first, ...others].every((name) => !/[\p{L}\p{N}]/u.test(name.charAt(length)))
  const shared = first.slice(0, length)
  return (isWhole ? shared : shared.replace(/[\p{L}\p{N}]+$/u, '')).replace(/[^\p{L}\p{N})\]]+$/u, '')
}

/** What all have in common, or undefined. */
function common(names: readonly (string | undefined)[]): string | undefined {
  const [name] = names
  return name !== '' && names.every((other) => other === name) ? name : undefined
}
