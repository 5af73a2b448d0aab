/** The journals of sweeps in this machine's data folder, by capture. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CaptureIdentity } from '../../shared/comparison'
import type { SavedSweep } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { ENGINE_VERSION, PRODUCT_VERSION } from '../../shared/version'
import { digest, readJournal, SweepJournal, type JournalHeader } from './sweep-journal'

/** Journals kept; the oldest go first. */
const MAX_JOURNALS = 50
const NAME = /^[0-9a-f]{16}-[0-9a-f]{16}\.journal$/
/** A journal that could not be read, kept for whoever wants to look. */
const DAMAGED = '.damaged'

export class SweepStore {
  readonly #folder: string

  /** `dataFolder` is made when the first journal is. */
  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'sweeps')
  }

  /**
   * Opens the journal for runs of this header, or begins one. One that cannot be read, or is of something else, is set aside: nobody chose its
   * name, hence nobody could name another.
   * @returns WRITE_FAILED, INPUT_UNREADABLE
   */
  async open(header: JournalHeader): Promise<Result<SweepJournal, AppError>> {
    const path = this.#pathOf(header)
    const opened = await SweepJournal.open(path, header)
    if (opened.ok || (opened.error.code !== 'JOURNAL_INVALID' && opened.error.code !== 'JOURNAL_MISMATCH')) return opened
    try {
      await rename(path, `${path}${DAMAGED}`)
    } catch (cause) {
      return fail(unusable(path, cause))
    }
    return SweepJournal.open(path, header)
  }

  /** Makes room for one more journal. */
  async prepare(): Promise<AppError | null> {
    try {
      await mkdir(this.#folder, { recursive: true })
      const names = (await readdir(this.#folder)).filter((name) => NAME.test(name.replace(DAMAGED, '')))
      const dated = await Promise.all(names.map(async (name) => ({ name, changedMs: (await stat(join(this.#folder, name))).mtimeMs })))
      for (const { name } of dated.sort((a, b) => b.changedMs - a.changedMs).slice(MAX_JOURNALS - 1)) await rm(join(this.#folder, name), { force: true })
      return null
    } catch (cause) {
      return unusable(this.#folder, cause)
    }
  }

  /** The file for runs of this header: one per capture, window, seed, version and model. */
  #pathOf(header: JournalHeader): string {
    return join(this.#folder, `${captureDigest(header.capture)}-${digest(header).slice(0, 16)}.journal`)
  }

  /** Journals of the capture that this version wrote, newest first. Those that cannot be read are left out: running again writes another. */
  async saved(capture: CaptureIdentity): Promise<readonly SavedSweep[]> {
    const found = await Promise.all((await this.#names(captureDigest(capture))).map((name) => this.#read(name)))
    return found.filter((sweep) => sweep !== null).sort((a, b) => b.changedMs - a.changedMs)
  }

  /** Deletes a journal; `NOT_FOUND` when it is none of the capture's. */
  async discard(capture: CaptureIdentity, savedId: string): Promise<Result<null, AppError>> {
    if (!NAME.test(savedId) || !savedId.startsWith(captureDigest(capture))) return fail({ code: 'NOT_FOUND', message: 'There is no such saved sweep of this capture.' })
    await rm(join(this.#folder, savedId), { force: true })
    return ok(null)
  }

  async #read(name: string): Promise<SavedSweep | null> {
    const path = join(this.#folder, name)
    const journal = await readJournal(path)
    if (!journal.ok || journal.value === null || journal.value.asked === null) return null
    const { header, asked, runs, isDone } = journal.value
    if (header.product !== PRODUCT_VERSION || header.engine !== ENGINE_VERSION) return null
    return { savedId: name, ...asked, seed: header.seed, runsKept: runs.length, isDone, changedMs: (await stat(path)).mtimeMs }
  }

  async #names(prefix: string): Promise<readonly string[]> {
    const all = await readdir(this.#folder).catch(() => [])
    return all.filter((name) => NAME.test(name) && name.startsWith(prefix))
  }
}

function unusable(file: string, cause: unknown): AppError {
  return { code: 'WRITE_FAILED', file, message: `The data folder cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.` }
}

/** Of what was recorded, whatever the files are called and whichever span is looked at. */
function captureDigest({ files, clock }: CaptureIdentity): string {
  return digest([files.map(({ sha256, bytes, name }) => sha256 ?? [name, bytes]), clock]).slice(0, 16)
}
