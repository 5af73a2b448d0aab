/**
 * The autosave: the window's work in a file of this machine's data folder, one for each process. When the app starts, the file of a process
 * that is no more is work to offer again, whether it was killed or closed. What cannot be read is set aside and never in the way.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenedProject, SavedSession } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import type { ProjectState } from '../../shared/project'
import { fail, ok, type Result } from '../../shared/result'
import type { CallContext } from '../../shared/rpc/app-server'
import { isRunning, thisProcess, type ProcessOwner } from '../project/process-owner'
import type { CaptureService } from './capture-service'
import type { ComparisonService } from './comparison-service'
import { readProject, type ProjectService } from './project-service'

export interface SessionServiceOptions {
  readonly captures: CaptureService
  readonly comparisons: ComparisonService
  readonly projects: ProjectService
  /** Null: nothing outlives the process. */
  readonly dataFolder: string | null
  /** Of this process's file; by chance, because pids come again, and on other machines too. */
  readonly key?: string
  readonly owner?: ProcessOwner
  readonly isAlive?: (owner: ProcessOwner) => boolean
  readonly nowMs?: () => number
}

/** Sessions of ended processes kept; the oldest go first. */
const MAX_SESSIONS = 5
const NAME = /^session-[0-9a-f]{1,16}\.reclaimscope$/
const NONE: Result<Record<string, never>, AppError> = ok({})

export class SessionService {
  readonly #options: SessionServiceOptions
  readonly #folder: string | null
  readonly #owner: ProcessOwner
  readonly #name: string
  #latest: ProjectState | null = null
  #writing: Promise<Result<Record<string, never>, AppError>> | null = null

  constructor(options: SessionServiceOptions) {
    this.#options = options
    this.#folder = options.dataFolder === null ? null : join(options.dataFolder, 'sessions')
    this.#owner = options.owner ?? thisProcess()
    this.#name = `session-${options.key ?? randomBytes(8).toString('hex')}.reclaimscope`
  }

  /** Keeps the state. While one is being written only the latest of those that come waits. */
  async save(state: ProjectState): Promise<Result<Record<string, never>, AppError>> {
    this.#latest = state
    if (this.#folder === null) return NONE
    if (this.#writing !== null) {
      await this.#writing
      return this.#latest === state ? this.save(state) : NONE
    }
    this.#writing = this.#write(this.#folder, state).catch((thrown: unknown) => fail(writeFailed('The work cannot be kept', thrown)))
    const written = await this.#writing
    this.#writing = null
    return written
  }

  /** The work of this very process, for a page that was loaded again; null when there was none or its captures are closed. */
  current(): OpenedProject | null {
    const state = this.#latest
    if (state === null || state.captures.length === 0) return null
    const captures = state.captures.flatMap(({ captureId, comparisonId, state: captureState }, index) => {
      const capture = this.#options.captures.find(captureId)
      const status = comparisonId === null ? null : this.#options.comparisons.statusOf(comparisonId)
      return capture.ok ? [{ index, capture: capture.value.summary, status, state: captureState }] : []
    })
    return captures.length === 0 ? null : { name: '', workspace: state.workspace, captures, missing: [], problems: [], isEmbedded: false }
  }

  /** The latest work of a process that is no more; null without any. */
  async last(): Promise<SavedSession | null> {
    const [latest] = await this.#ended()
    return latest ?? null
  }

  /** Opens it again; its file is then replaced by this process's own. */
  async restore(sessionId: string, context: CallContext): Promise<Result<OpenedProject, AppError>> {
    const path = this.#pathOf(sessionId)
    if (path === null) return fail({ code: 'NOT_FOUND', message: 'There is no such session.' })
    const session = await readProject(path, 'last session', true)
    if (!session.ok) return session
    const opened = await this.#options.projects.restoreAll(session.value, [], context)
    return opened.ok ? ok({ ...opened.value, name: '' }) : opened
  }

  /** Deletes it. */
  async discard(sessionId: string): Promise<Result<Record<string, never>, AppError>> {
    const path = this.#pathOf(sessionId)
    if (path !== null) await rm(path, { force: true })
    return NONE
  }

  async #write(folder: string, state: ProjectState): Promise<Result<Record<string, never>, AppError>> {
    const path = join(folder, this.#name)
    if (state.captures.length === 0 && !this.#options.projects.hasMissing) {
      await rm(path, { force: true })
      return NONE
    }
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
    } catch (thrown) {
      return fail({ ...writeFailed('The data folder cannot be used', thrown), file: folder })
    }
    const written = await this.#options.projects.saveSession(path, state, { savedAtMs: (this.#options.nowMs ?? Date.now)(), owner: this.#owner })
    return written.ok ? NONE : written
  }

  /** Sessions of ended processes, newest first. Damaged ones are set aside, old ones deleted. */
  async #ended(): Promise<readonly SavedSession[]> {
    if (this.#folder === null) return []
    const folder = this.#folder
    const names = await readdir(folder).catch(() => [])
    const others = names.filter((name) => NAME.test(name) && name !== this.#name)
    const sessions = (await Promise.all(others.map((name) => describeSession(folder, name, (owner) => this.#isAlive(owner))))).filter((session) => session !== null)
    const sorted = sessions.sort((a, b) => b.savedAtMs - a.savedAtMs)
    for (const { sessionId } of sorted.slice(MAX_SESSIONS)) await rm(join(folder, sessionId), { force: true })
    return sorted.slice(0, MAX_SESSIONS)
  }

  /** Another process of this one's pid is no more. */
  #isAlive(owner: ProcessOwner): boolean {
    return owner.pid !== this.#owner.pid && (this.#options.isAlive ?? isRunning)(owner)
  }

  #pathOf(sessionId: string): string | null {
    return this.#folder !== null && NAME.test(sessionId) ? join(this.#folder, sessionId) : null
  }
}

async function describeSession(folder: string, name: string, isAlive: (owner: ProcessOwner) => boolean): Promise<SavedSession | null> {
  const path = join(folder, name)
  const session = await readProject(path, name, true)
  if (!session.ok) {
    // What a newer version wrote, or what cannot be read just now, may be good still.
    if (session.error.code === 'PROJECT_INVALID') await rename(path, `${path}.damaged`).catch(() => undefined)
    return null
  }
  const { captures, savedAtMs, owner } = session.value.header
  if (owner !== undefined && isAlive(owner)) return null
  const changedMs = savedAtMs ?? (await stat(path).then(({ mtimeMs }) => mtimeMs, () => 0))
  return { sessionId: name, savedAtMs: changedMs, captures: captures.map((capture) => capture.name) }
}

function writeFailed(what: string, thrown: unknown): AppError {
  return { code: 'WRITE_FAILED', message: `${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}.` }
}
