/** Project files: saving what is open, opening it again, finding what a project does not hold. */
import type { ExportOutcome, MissingCapture, OpenedProject, RestoredCapture } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import { isProjectName, PROJECT_EXTENSION, type ProjectState } from '../../shared/project'
import { fail, ok, type Result } from '../../shared/result'
import type { CallContext } from '../../shared/rpc/app-server'
import { placedFiles, placesBeside, type FileHashes } from '../project/capture-files'
import { readHeader } from '../project/container'
import type { ProcessOwner } from '../project/process-owner'
import { parseHeader } from '../project/project-header'
import { writeAtomic } from '../report/write-atomic'
import { CaptureRestorer, type ProjectOnDisk } from './capture-restorer'
import type { CaptureService } from './capture-service'
import type { ComparisonService } from './comparison-service'
import type { KnownFile } from './file-registry'
import { projectChunks } from './project-chunks'
import type { Shell } from './shell'

export interface ProjectServiceOptions {
  readonly captures: CaptureService
  readonly comparisons: ComparisonService
  readonly hashes: FileHashes
  readonly shell: Shell
  readonly samplePath: string
}

/** A capture in a project on disk. */
export interface KeptCapture {
  readonly project: ProjectOnDisk
  readonly place: number
}

export interface SaveOptions {
  readonly embed: boolean
  /** Asks for the place again. */
  readonly as: boolean
}

const MEDIA_TYPE = 'application/vnd.reclaimscope'

export class ProjectService {
  readonly #options: ProjectServiceOptions
  readonly #restorer: CaptureRestorer
  /** File that the next save writes; null in hosts without paths, and before the first save. */
  #path: string | null = null
  #name: string | null = null
  /** Captures of the opened project that are not open, by the index that the window knows them by. Saving keeps them. */
  #missing = new Map<number, KeptCapture>()

  constructor(options: ProjectServiceOptions) {
    this.#options = options
    this.#restorer = new CaptureRestorer(options)
  }

  /** Writes the project where it was last, or where the user says. */
  async save(state: ProjectState, { embed, as }: SaveOptions): Promise<Result<ExportOutcome, AppError>> {
    const kept = [...this.#missing]
    const content = await projectChunks(state, { embed, kept: kept.map(([, capture]) => capture) }, this.#options)
    if (!content.ok) return content
    const name = this.#name ?? `${this.#captureName(state)}${PROJECT_EXTENSION}`
    const saved = await this.#options.shell.saveStream({ name, mediaType: MEDIA_TYPE, content: content.value }, as ? null : this.#path)
    if (!saved.ok) return saved
    if (saved.value.outcome.kind === 'cancelled') return ok(saved.value.outcome)
    this.#path = saved.value.path
    this.#name = saved.value.outcome.name
    if (this.#path !== null && kept.length > 0) await this.#followKept(await readProject(this.#path, this.#name), kept, state.captures.length)
    return ok(saved.value.outcome)
  }

  /** Of the file that the next save writes; null when it asks. */
  get path(): string | null {
    return this.#path
  }

  /** Whether captures of the opened project are not open: work that an autosave keeps too. */
  get hasMissing(): boolean {
    return this.#missing.size > 0
  }

  /** Writes an autosave: without the recordings, but with where they lie. Missing captures of an autosave are read from this one from then on. */
  async saveSession(path: string, state: ProjectState, by: { readonly savedAtMs: number; readonly owner: ProcessOwner }): Promise<Result<string, AppError>> {
    const kept = [...this.#missing]
    const content = await projectChunks(state, { embed: false, ...by, kept: kept.map(([, capture]) => capture) }, this.#options)
    if (!content.ok) return content
    const written = await writeAtomic(path, content.value)
    const isOfSession = kept.some(([, { project }]) => project.isOwn)
    if (written.ok && isOfSession) await this.#followKept(await readProject(path, 'last session', true), kept, state.captures.length)
    return written
  }

  /** What was not open stands behind what was, in the file just written; the old file may be the same one, or be deleted. */
  async #followKept(project: Result<ProjectOnDisk, AppError>, kept: readonly (readonly [number, KeptCapture])[], openCount: number): Promise<void> {
    if (!project.ok) return
    kept.forEach(([index, capture], behind) => {
      // Opened, taken out or replaced meanwhile: not this one any more.
      if (this.#missing.get(index) === capture) this.#missing.set(index, { project: project.value, place: openCount + behind })
    })
  }

  /** Opens the project among the files. Captures that cannot be opened are told, with the reason, and can be located. */
  async open(files: readonly KnownFile[], context: CallContext): Promise<Result<OpenedProject, AppError>> {
    const file = files.find(({ name }) => isProjectName(name)) ?? files[0]
    if (file === undefined) return fail({ code: 'BAD_REQUEST', message: 'No file was given.' })
    const project = await readProject(file.path, file.name)
    if (!project.ok) return project
    const others = files.filter((other) => other !== file)
    const opened = await this.restoreAll(project.value, others, context)
    if (!opened.ok) return opened
    // The file of an upload is none that the user could save to.
    this.#path = this.#options.shell.host === 'electron' ? file.path : null
    this.#name = file.name
    return opened
  }

  /** Opens a missing capture of the opened project from the given files. */
  async locate(index: number, files: readonly KnownFile[], context: CallContext): Promise<Result<RestoredCapture, AppError>> {
    const kept = this.#missing.get(index)
    if (kept === undefined) return fail({ code: 'NOT_FOUND', message: 'The project misses no such capture.', advice: 'Open the project again.' })
    const candidates = await this.#candidates(kept.project, kept.place, files)
    const restoration = await this.#restorer.restore(kept.project, kept.place, candidates, context)
    if (restoration.ok) {
      this.#missing.delete(index)
      return ok({ ...restoration.value.restored, index })
    }
    if (restoration.error.code !== 'PROJECT_FILE_MISSING') return restoration
    return fail({ ...restoration.error, message: 'None of the chosen files is the one that the project names.', found: files.map(({ name }) => name).join(', ').slice(0, 200) })
  }

  /** Takes a missing capture out of the project. */
  drop(index: number): void {
    this.#missing.delete(index)
  }

  /** The next save asks for a place. */
  forget(): void {
    this.#path = null
    this.#name = null
    this.#missing = new Map()
  }

  /** Opens all captures of a project or an autosave. Only when that is done is it what is open: a save then asks for a place. */
  async restoreAll(project: ProjectOnDisk, files: readonly KnownFile[], context: CallContext): Promise<Result<OpenedProject, AppError>> {
    const captures: RestoredCapture[] = []
    const missing: MissingCapture[] = []
    const problems: AppError[] = []
    const keptByIndex = new Map<number, KeptCapture>()
    for (const [index, { name, files: wanted }] of project.header.captures.entries()) {
      const restoration = await this.#restorer.restore(project, index, await this.#candidates(project, index, files), context)
      if (context.signal.aborted) {
        for (const { capture } of captures) this.#options.captures.close(capture.captureId)
        return fail({ code: 'CANCELLED', message: 'Opening the project was cancelled.' })
      }
      if (restoration.ok) captures.push(restoration.value.restored)
      else keptByIndex.set(index, { project, place: index })
      if (!restoration.ok) missing.push({ index, name, files: wanted.map(({ name: file, bytes, sha256 }) => ({ name: file, bytes, sha256 })), error: restoration.error })
      if (restoration.ok && restoration.value.problem !== null) problems.push(restoration.value.problem)
    }
    this.forget()
    this.#missing = keptByIndex
    const isEmbedded = project.header.captures.some((capture) => capture.files.some(({ blob }) => blob !== null))
    return ok({ name: project.name, workspace: project.header.workspace, captures, missing, problems, isEmbedded })
  }

  async close(): Promise<void> {
    await this.#restorer.close()
  }

  /** Given files first, then what lies beside the project; where the files lay only as an autosave of this machine says it. */
  async #candidates(project: ProjectOnDisk, index: number, files: readonly KnownFile[]): Promise<readonly string[]> {
    const capture = project.header.captures[index]
    const given = await placedFiles(files.map(({ path }) => path))
    const beside = capture?.files.flatMap((file) => placesBeside(project.path, capture.name, file)) ?? []
    const noted = project.isOwn ? (capture?.files.flatMap(({ path }) => path ?? []) ?? []) : []
    return [...(given.ok ? given.value.map(({ path }) => path) : []), ...noted, ...beside]
  }

  #captureName(state: ProjectState): string {
    const [first] = state.captures
    const capture = first === undefined ? null : this.#options.captures.find(first.captureId)
    const name = capture?.ok === true ? capture.value.summary.identity.name : 'project'
    return name.replace(/\.(txt|gz|csv|pftrace|trace|ftrace|zip|lz4|html)$/i, '').replace(/[^\p{L}\p{N}._ -]+/gu, '-').slice(0, 80)
  }
}

/** A project file with its header, checked. */
export async function readProject(path: string, name: string, isOwn = false): Promise<Result<ProjectOnDisk, AppError>> {
  const json = await readHeader(path, name)
  if (!json.ok) return json
  const header = parseHeader(json.value, name)
  return header.ok ? ok({ path, name, header: header.value, isOwn }) : header
}
