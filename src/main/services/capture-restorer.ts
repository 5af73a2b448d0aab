/** Opens a capture of a project again: from the contents that the project holds, or from files found by their contents. */
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ComparisonStatus, RestoredCapture } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import type { CallContext } from '../../shared/rpc/app-server'
import { findByContents, placedFiles, type FileHashes } from '../project/capture-files'
import { DamagedBlob, invalid, readBlob, type Blob } from '../project/container'
import type { ProjectCapture, ProjectFile, ProjectHeader } from '../project/project-header'
import { decodeResults, MAX_RESULT_BYTES } from '../project/stored-results'
import type { CaptureService } from './capture-service'
import type { ComparisonService } from './comparison-service'
import type { KnownFile } from './file-registry'
import { safeFileName } from './safe-file-name'

/** A project on disk. */
export interface ProjectOnDisk {
  readonly path: string
  readonly name: string
  readonly header: ProjectHeader
  /** Written by this app on this machine, as autosaves are: the paths in it are believed. */
  readonly isOwn: boolean
}

export interface CaptureRestorerOptions {
  readonly captures: CaptureService
  readonly comparisons: ComparisonService
  readonly hashes: FileHashes
  readonly samplePath: string
}

/** A capture that is open again; `problem` when its results could not be read. */
export interface Restoration {
  readonly restored: RestoredCapture
  readonly problem: AppError | null
}

export class CaptureRestorer {
  readonly #options: CaptureRestorerOptions
  /** Where embedded captures are unpacked. */
  #folder: Promise<string> | null = null

  constructor(options: CaptureRestorerOptions) {
    this.#options = options
  }

  /**
   * Opens one capture of a project.
   * @param candidates paths where its files may lie; taken only when their contents are the wanted ones
   * @returns `PROJECT_FILE_MISSING` when a file is neither embedded nor among the candidates
   */
  async restore(project: ProjectOnDisk, index: number, candidates: readonly string[], context: CallContext): Promise<Result<Restoration, AppError>> {
    const capture = project.header.captures[index]
    if (capture === undefined) return fail({ code: 'NOT_FOUND', message: 'The project has no such capture.' })
    const folder = new UnpackFolder(() => (this.#folder ??= mkdtemp(join(tmpdir(), 'reclaimscope-project-'))))
    const opened = await this.#open(project, capture, { candidates, folder }, context)
    if (!opened.ok) {
      await folder.remove()
      return opened
    }
    const status = await this.#results(project, capture, opened.value.captureId)
    return ok({
      restored: { index, capture: opened.value, status: status.ok ? status.value : null, state: capture.state },
      problem: status.ok ? null : status.error
    })
  }

  /** Removes what was unpacked. */
  async close(): Promise<void> {
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true })
  }

  async #open(project: ProjectOnDisk, capture: ProjectCapture, places: Places, context: CallContext): ReturnType<CaptureService['open']> {
    const files = await this.#files(project, capture, places)
    if (!files.ok) return files
    return this.#options.captures.open(files.value, capture.synthetic, { signal: context.signal, onProgress: context.progress, name: capture.name, columns: capture.columns, offsets: capture.offsets, pages: capture.state.pages })
  }

  async #files(project: ProjectOnDisk, capture: ProjectCapture, { candidates, folder }: Places): Promise<Result<readonly KnownFile[], AppError>> {
    const known: KnownFile[] = []
    const sample = capture.synthetic ? await placedFiles([this.#options.samplePath]) : null
    const places = [...candidates, ...(sample?.ok === true ? sample.value.map(({ path }) => path) : [])]
    for (const [place, file] of capture.files.entries()) {
      const found = file.blob === null ? await findByContents(file, places, this.#options.hashes) : null
      const unpacked = file.blob === null ? null : await unpack(project, capture.name, file, folder, place)
      if (unpacked?.ok === false) return unpacked
      const path = unpacked?.value ?? found
      if (path === null) return fail(missing(file))
      known.push({ path, name: file.name })
    }
    return ok(known)
  }

  async #results(project: ProjectOnDisk, capture: ProjectCapture, captureId: string): Promise<Result<ComparisonStatus | null, AppError>> {
    const blob = blobOf(project, capture.results)
    if (blob === null) return ok(null)
    const stored = blob.bytes > MAX_RESULT_BYTES ? null : await wholeBlob(project.path, blob)
    const results = stored === null ? null : decodeResults(stored)
    if (results === null) return fail(invalid(project.name, `The results of ${capture.name} cannot be read.`, 'The capture is open; replay it again.'))
    return ok(this.#options.comparisons.statusOf(this.#options.comparisons.restore(captureId, results)))
  }
}

/** Where the files of one capture may lie, and where embedded ones are unpacked. */
interface Places {
  readonly candidates: readonly string[]
  readonly folder: UnpackFolder
}

/** A folder for the embedded files of one capture, made with the first of them. */
class UnpackFolder {
  readonly #parent: () => Promise<string>
  #path: string | null = null

  constructor(parent: () => Promise<string>) {
    this.#parent = parent
  }

  /** A folder for one file: two may have the same name. */
  async forFile(place: number): Promise<string> {
    this.#path ??= await mkdtemp(join(await this.#parent(), 'c-'))
    const folder = join(this.#path, String(place))
    await mkdir(folder, { mode: 0o700 })
    return folder
  }

  async remove(): Promise<void> {
    if (this.#path !== null) await rm(this.#path, { recursive: true, force: true })
  }
}

async function unpack(project: ProjectOnDisk, captureName: string, file: ProjectFile, folder: UnpackFolder, place: number): Promise<Result<string, AppError>> {
  const blob = blobOf(project, file.blob)
  if (blob === null) return fail(missing(file))
  try {
    const path = join(await folder.forFile(place), safeFileName(file.name))
    await pipeline(readBlob(project.path, blob), createWriteStream(path, { mode: 0o600, flags: 'wx' }))
    return ok(path)
  } catch (thrown) {
    if (thrown instanceof DamagedBlob) return fail({ ...invalid(project.name, `The project file is damaged: ${file.name} of ${captureName} cannot be read, ${thrown.message}.`) })
    return fail({ code: 'WRITE_FAILED', file: file.name, message: `The capture could not be unpacked: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, advice: 'Check the free space of the temporary folder.' })
  }
}

function blobOf(project: ProjectOnDisk, index: number | null): Blob | null {
  return index === null ? null : (project.header.blobs[index] ?? null)
}

async function wholeBlob(path: string, blob: Blob): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of readBlob(path, blob)) chunks.push(chunk)
    return Buffer.concat(chunks)
  } catch {
    return null
  }
}

function missing(file: ProjectFile): AppError {
  return {
    code: 'PROJECT_FILE_MISSING', file: file.name, message: 'The project does not hold this file, and it was not found on this machine.',
    expected: `${file.bytes} bytes with SHA-256 ${file.sha256}`, advice: 'Locate the file, or ask for the project with its captures embedded.'
  }
}
