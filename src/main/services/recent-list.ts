/** The list of recent files on disk: a few entries, the latest first, read anew for every change because other processes of the app write it too. */
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { writeAtomic } from '../report/write-atomic'

const SCHEMA_ID = 'reclaimscope.recent/1'
const FILE = 'recent.json'
export const MAX_RECENT = 12
/** A capture of more loose files than this is listed by name only. */
const MAX_PATHS = 1000
const MAX_NAME = 300

const name = v.pipe(v.string(), v.maxLength(MAX_NAME))
const count = v.pipe(v.number(), v.finite(), v.minValue(0))

const entrySchema = v.object({
  recentId: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  kind: v.picklist(['capture', 'project']),
  name,
  /** Files of a capture, captures of a project. */
  parts: count,
  /** These are null for projects. */
  bytes: v.nullable(count),
  lengthS: v.nullable(count),
  cpuCount: v.nullable(count),
  /** Name of the folder that the first file lies in; null for uploads. */
  folder: v.nullable(name),
  /** Null for uploads. */
  paths: v.nullable(v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(32_768))), v.minLength(1), v.maxLength(MAX_PATHS)))
})
export type RecentEntry = v.InferOutput<typeof entrySchema>

const listSchema = v.object({ schema: v.literal(SCHEMA_ID), entries: v.pipe(v.array(entrySchema), v.maxLength(MAX_RECENT)) })

export class RecentList {
  readonly #folder: string | null
  /** What a process remembers that has no data folder. */
  #entries: readonly RecentEntry[] = []
  /** Changes one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  /** @param folder the data folder; null = nothing is written */
  constructor(folder: string | null) {
    this.#folder = folder
  }

  read(): Promise<readonly RecentEntry[]> {
    return this.#inTurn(() => this.#load())
  }

  /** Puts an entry first, in the place of one of the same files, whose id it takes over. @returns the id that it has now */
  put(entry: RecentEntry): Promise<string> {
    const bounded: RecentEntry = { ...entry, name: entry.name.slice(0, MAX_NAME), folder: entry.folder?.slice(0, MAX_NAME) ?? null, paths: (entry.paths?.length ?? 0) > MAX_PATHS ? null : entry.paths }
    return this.#change((entries) => {
      const same = entries.find((other) => keyOf(other) === keyOf(bounded))
      const first = { ...bounded, recentId: same?.recentId ?? bounded.recentId }
      return { entries: [first, ...entries.filter((other) => other !== same)].slice(0, MAX_RECENT), value: first.recentId }
    })
  }

  remove(recentId: string): Promise<void> {
    return this.#change((entries) => ({ entries: entries.filter((entry) => entry.recentId !== recentId), value: undefined }))
  }

  clear(): Promise<void> {
    return this.#change(() => ({ entries: [], value: undefined }))
  }

  #change<T>(change: (entries: readonly RecentEntry[]) => { readonly entries: readonly RecentEntry[]; readonly value: T }): Promise<T> {
    return this.#inTurn(async () => {
      const { entries, value } = change(await this.#load())
      await this.#store(entries)
      return value
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }

  async #load(): Promise<readonly RecentEntry[]> {
    if (this.#folder === null) return this.#entries
    const path = join(this.#folder, FILE)
    const text = await readFile(path, 'utf8').catch(() => null)
    const parsed = text === null ? null : v.safeParse(listSchema, parseJson(text))
    if (parsed?.success === true) return parsed.output.entries
    // Set aside, not lost: a later version may have written it.
    if (parsed !== null) await rename(path, `${path}.set-aside`).catch(() => undefined)
    return []
  }

  /** That it cannot be written is not worth an error: only convenience is lost. */
  async #store(entries: readonly RecentEntry[]): Promise<void> {
    if (this.#folder === null) return void (this.#entries = entries)
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(() => undefined)
    await writeAtomic(join(this.#folder, FILE), JSON.stringify({ schema: SCHEMA_ID, entries }, null, 1))
  }
}

/** Files are the same by their places; uploads by name and size. */
function keyOf({ paths, name: title, bytes }: RecentEntry): string {
  return paths === null ? `${title}\n${bytes}` : paths.join('\n')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
