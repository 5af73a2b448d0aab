/** Files known to the back end, by opaque id. Pages see ids and display names, never paths. */
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import type { OfferedFile } from '../../shared/rpc/electron-bridge'

/** A file or folder on this machine. */
export interface KnownFile {
  readonly path: string
  /** For display; of a file from a dropped folder with the folder in front: `w3/vmstat.csv`. */
  readonly name: string
}

/** Oldest ids are forgotten beyond this number. */
const MAX_FILES = 10_000

export class FileRegistry {
  readonly #files = new Map<string, KnownFile>()

  /** Makes a path known. The display name is the path's last part unless given. */
  add(path: string, name: string = basename(path)): OfferedFile {
    const fileId = randomUUID()
    this.#files.set(fileId, { path, name })
    const oldest = this.#files.keys().next()
    if (this.#files.size > MAX_FILES && oldest.done !== true) this.#files.delete(oldest.value)
    return { fileId, name }
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

/** Name of a capture made of these files: the folder they were dropped with, else undefined (the importer then takes that of the first). */
export function sharedFolder(files: readonly KnownFile[]): string | undefined {
  const folders = new Set(files.map(({ name }) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : '')))
  const [folder] = folders
  return folders.size === 1 && folder !== '' ? folder : undefined
}
