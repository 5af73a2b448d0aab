/**
 * What the window remembers on this machine, where the host keeps it: settings, own configurations, notes. The web host needs that: its page has another
 * address at every start, and a browser remembers by address. The texts are the window's own; it checks them.
 */
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { writeAtomic } from '../report/write-atomic'

const FILE = 'profile.json'
const MAX_KEYS = 64

const profileSchema = v.record(v.string(), v.string())
export type Profile = v.InferOutput<typeof profileSchema>

export class ProfileService {
  readonly #folder: string | null
  /** What a process without a data folder remembers. */
  #profile: Profile = {}
  /** Changes one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  /** @param folder the data folder; null = nothing outlives the process */
  constructor(folder: string | null) {
    this.#folder = folder
  }

  load(): Promise<Profile> {
    return this.#inTurn(() => this.#read())
  }

  /** Keeps one value; the others stay as other windows have left them. */
  save(key: string, value: string): Promise<Result<Record<string, never>, AppError>> {
    return this.#inTurn(async () => {
      const profile = { ...(await this.#read()), [key]: value }
      if (Object.keys(profile).length > MAX_KEYS) return fail({ code: 'BAD_REQUEST', message: `A profile holds at most ${MAX_KEYS} values.` })
      if (this.#folder === null) this.#profile = profile
      else {
        await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(() => undefined)
        const written = await writeAtomic(join(this.#folder, FILE), JSON.stringify(profile))
        if (!written.ok) return written
      }
      return ok({})
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }

  async #read(): Promise<Profile> {
    if (this.#folder === null) return this.#profile
    const path = join(this.#folder, FILE)
    const text = await readFile(path, 'utf8').catch(() => null)
    if (text === null) return {}
    const parsed = v.safeParse(profileSchema, parseJson(text))
    if (parsed.success) return parsed.output
    // Set aside, not lost.
    await rename(path, `${path}.set-aside`).catch(() => undefined)
    return {}
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
