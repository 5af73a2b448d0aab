/**
 * Captures and projects opened lately, in the data folder. A page names one by its id and never by a path: only what this user has opened
 * already can be opened again. Uploads lie where the host put them and are gone with it; of those the name is kept.
 */
import { randomBytes } from 'node:crypto'
import { access } from 'node:fs/promises'
import type { RecentFile } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import type { OfferedFile } from '../../shared/rpc/electron-bridge'
import type { FileRegistry, KnownFile } from './file-registry'
import { RecentList, type RecentEntry } from './recent-list'

export interface RecentFilesOptions {
  readonly files: FileRegistry
  /** Null: nothing outlives the process. */
  readonly dataFolder: string | null
  /** Has the desktop list a path too; null = forget all. */
  readonly tellDesktop?: (path: string | null) => void
}

/** What is told of it besides its files. */
export type RecentFacts = Pick<RecentEntry, 'kind' | 'name' | 'parts' | 'bytes' | 'lengthS' | 'cpuCount'>

export class RecentFiles {
  readonly #options: RecentFilesOptions
  readonly #list: RecentList
  /** Uploads of this process, by the ids of their entries. */
  readonly #uploads = new Map<string, readonly KnownFile[]>()

  constructor(options: RecentFilesOptions) {
    this.#options = options
    this.#list = new RecentList(options.dataFolder)
  }

  /** Puts what was opened at the top. */
  async note(facts: RecentFacts, files: readonly KnownFile[]): Promise<void> {
    const isUpload = files.some(({ folder }) => folder === undefined)
    const paths = isUpload ? null : files.map(({ path }) => path)
    const folder = isUpload ? null : (files[0]?.folder ?? null)
    const recentId = await this.#list.put({ ...facts, recentId: randomBytes(8).toString('hex'), folder, paths })
    if (isUpload) this.#uploads.set(recentId, files)
    if (paths?.length === 1) this.#options.tellDesktop?.(paths[0] ?? null)
  }

  /** Latest first, each with whether its files can be reached now. */
  async list(): Promise<readonly RecentFile[]> {
    return Promise.all((await this.#list.read()).map(async ({ paths, ...facts }) => {
      const places = paths ?? this.#uploads.get(facts.recentId)?.map(({ path }) => path) ?? null
      if (places === null) return { ...facts, state: 'elsewhere' as const, missing: [] }
      const missing = await missingNames(places)
      return { ...facts, state: missing.length === 0 ? 'ready' as const : 'missing' as const, missing }
    }))
  }

  /** Its files, to be opened; `INPUT_NOT_FOUND` names those that are gone. */
  async find(recentId: string): Promise<Result<{ readonly files: readonly OfferedFile[] }, AppError>> {
    const entry = (await this.#list.read()).find((other) => other.recentId === recentId)
    if (entry === undefined) return fail({ code: 'NOT_FOUND', message: 'This is not in the list of recent files any more.', advice: 'Choose the files again.' })
    const known = this.#uploads.get(recentId)
    if (entry.paths === null && known === undefined) return fail({ code: 'NOT_FOUND', file: entry.name, message: 'These files came from a browser in an earlier session and are not here any more.', advice: 'Choose the files again.' })
    const missing = await missingNames(entry.paths ?? (known ?? []).map(({ path }) => path))
    if (missing.length > 0) return fail({ code: 'INPUT_NOT_FOUND', file: missing[0] ?? entry.name, message: 'The file is not where it was when it was opened last.', advice: 'Choose it at its new place, or remove it from the list.' })
    const { files } = this.#options
    return ok({ files: entry.paths === null ? (known ?? []).map(({ path, name }) => files.add(path, name)) : entry.paths.map((path) => files.add(path)) })
  }

  async remove(recentId: string): Promise<void> {
    this.#uploads.delete(recentId)
    await this.#list.remove(recentId)
  }

  async clear(): Promise<void> {
    this.#uploads.clear()
    this.#options.tellDesktop?.(null)
    await this.#list.clear()
  }

  /** Resolves when what was noted is written. */
  async settled(): Promise<void> {
    await this.#list.read()
  }
}

/** Last parts of the paths where nothing is. */
async function missingNames(paths: readonly string[]): Promise<readonly string[]> {
  const names = await Promise.all(paths.map((path) => access(path).then(() => null, () => path.split(/[/\\]/).at(-1) ?? path)))
  return names.filter((name) => name !== null)
}
