/** The open captures as a project file: which files, which results, and the header that names them. */
import { createReadStream } from 'node:fs'
import type { AppError } from '../../shared/errors'
import type { ProjectState, WantedFile } from '../../shared/project'
import { fail, ok, type Result } from '../../shared/result'
import { CallFailure } from '../../shared/rpc/call-failure'
import { PRODUCT_VERSION } from '../../shared/version'
import { hashedFiles, type FileHashes, type PlacedFile } from '../project/capture-files'
import { containerChunks, readBlob, type Blob, type BlobSource } from '../project/container'
import { parseHeader, type ProjectCapture, type ProjectFile, type ProjectHeader } from '../project/project-header'
import { encodeResults, MAX_RESULT_BYTES } from '../project/stored-results'
import { PROJECT_VERSION } from '../project/upgrade-header'
import type { Capture, CaptureService } from './capture-service'
import type { ComparisonService } from './comparison-service'
import type { ProcessOwner } from '../project/process-owner'
import type { KeptCapture } from './project-service'

export interface ProjectSources {
  readonly captures: CaptureService
  readonly comparisons: ComparisonService
  readonly hashes: FileHashes
}

export interface ProjectChunksOptions {
  /** The captures' files go into the project, so that it opens anywhere. */
  readonly embed: boolean
  /** For an autosave: when it is written. It then says where the files lie on this machine. */
  readonly savedAtMs?: number
  /** For an autosave: whose work it is. */
  readonly owner?: ProcessOwner
  /** Captures of the opened project that are not open: taken over as they are. */
  readonly kept?: readonly KeptCapture[]
}

/** Contents that go into the project, and what is known of them before: of results nothing. */
interface PlannedBlob {
  readonly contents: BlobSource
  readonly planned: Pick<Blob, 'bytes' | 'sha256'>
}

const UNKNOWN_BLOB: PlannedBlob['planned'] = { bytes: 0, sha256: '0'.repeat(64) }

type KeptFile = WantedFile & Partial<Pick<PlacedFile, 'path'>>

/** The bytes of a project, made while they are written. Fails when a capture is not open any more, or a file to be embedded is gone. */
export async function projectChunks(state: ProjectState, options: ProjectChunksOptions, sources: ProjectSources): Promise<Result<AsyncGenerator<Uint8Array>, AppError>> {
  const blobs: PlannedBlob[] = []
  const captures: ProjectCapture[] = []
  for (const open of state.captures) {
    const capture = sources.captures.find(open.captureId)
    if (!capture.ok) return capture
    const files = await filesOf(capture.value, options.embed, sources.hashes)
    if (!files.ok) return files
    const results = open.comparisonId === null ? null : resultsBlob(open.comparisonId, sources.comparisons)
    captures.push({
      name: capture.value.summary.identity.name, synthetic: capture.value.summary.synthetic, columns: [...capture.value.columns], offsets: capture.value.offsets, state: open.state,
      results: results === null ? null : blobs.push({ contents: results, planned: UNKNOWN_BLOB }) - 1,
      files: files.value.map((file) => projectFile(file, options, blobs))
    })
  }
  for (const kept of options.kept ?? []) captures.push(...keptCapture(kept, blobs, options))
  const { savedAtMs, owner } = options
  const headerOf = (places: readonly Blob[]): ProjectHeader => ({
    schema: `reclaimscope.project/${PROJECT_VERSION}`, product: PRODUCT_VERSION, captures, workspace: state.workspace, blobs: [...places],
    ...(savedAtMs === undefined ? {} : { savedAtMs }), ...(owner === undefined ? {} : { owner })
  })
  const refused = refusal(headerOf(blobs.map(({ planned }) => ({ offset: 0, storedBytes: 0, ...planned }))))
  if (refused !== null) return fail(refused)
  return ok(containerChunks(blobs.map(({ contents }) => contents), (places) => {
    // Once more with what was really read: a file may have changed meanwhile.
    const header = headerOf(places)
    const wrong = refusal(header)
    if (wrong !== null) throw new CallFailure(wrong)
    return header
  }))
}

/** Why this app would not open a project with this header, or null: such a project is not written. */
function refusal(header: ProjectHeader): AppError | null {
  const parsed = parseHeader(header, 'project')
  if (parsed.ok) return null
  return { ...parsed.error, message: `The project cannot be saved, because it could not be opened again. ${parsed.error.message}`, advice: 'Save the project without its captures, or with fewer of them.' }
}

function projectFile({ path, ...file }: KeptFile, { embed, savedAtMs }: ProjectChunksOptions, blobs: PlannedBlob[]): ProjectFile {
  const { name, bytes, sha256 } = file
  const blob = embed && path !== undefined ? blobs.push({ contents: () => createReadStream(path), planned: { bytes, sha256 } }) - 1 : null
  return { name, bytes, sha256, blob, ...(savedAtMs !== undefined && path !== undefined ? { path } : {}) }
}

/** The entry with its blobs, copied from one file to the other. */
function keptCapture({ project, place }: KeptCapture, blobs: PlannedBlob[], { savedAtMs }: ProjectChunksOptions): ProjectCapture[] {
  const copied = (index: number | null): number | null => {
    const blob = index === null ? undefined : project.header.blobs[index]
    return blob === undefined ? null : blobs.push({ contents: () => readBlob(project.path, blob), planned: blob }) - 1
  }
  const capture = project.header.captures[place]
  if (capture === undefined) return []
  return [{ ...capture, results: copied(capture.results), files: capture.files.map(({ path, ...file }) => ({ ...file, blob: copied(file.blob), ...(savedAtMs !== undefined && path !== undefined ? { path } : {}) })) }]
}

/**
 * The files on disk; where they are gone or have changed and need not be embedded, what the import has noted of them. Only what is embedded is read
 * again: an autosave right after the opening of a large trace must not cost a second reading.
 */
async function filesOf(capture: Capture, embed: boolean, hashes: FileHashes): Promise<Result<readonly KeptFile[], AppError>> {
  const noted = capture.summary.identity.files.flatMap(({ name, bytes, sha256 }) => (sha256 === null ? [] : [{ name, bytes, sha256 }]))
  const notedHash = ({ name, bytes }: PlacedFile): string | null => (embed ? null : (noted.find((file) => file.name === name && file.bytes === bytes)?.sha256 ?? null))
  const hashed = await hashedFiles(capture.files.map(({ path }) => path), hashes, notedHash)
  const refused = hashed.ok ? changedFile(capture, hashed.value) : { ...hashed.error, advice: 'Save the project without its captures, or open the capture again.' }
  if (refused === null) return hashed
  return embed || noted.length === 0 ? fail(refused) : ok(noted)
}

/** The first file whose contents are not those that were imported, or null. What the import could not read whole has no hash to compare. */
function changedFile(capture: Capture, files: readonly WantedFile[]): AppError | null {
  for (const { name, bytes, sha256 } of files) {
    const imported = capture.summary.identity.files.find((file) => file.name === name)
    if (imported === undefined || imported.sha256 === null || (imported.sha256 === sha256 && imported.bytes === bytes)) continue
    return {
      code: 'PROJECT_FILE_MISSING', file: name, message: 'The file has changed since it was opened.', found: `${bytes} bytes with SHA-256 ${sha256}`,
      expected: `${imported.bytes} bytes with SHA-256 ${imported.sha256}`, advice: 'Save the project without its captures, or open the capture again.'
    }
  }
  return null
}

function resultsBlob(comparisonId: string, comparisons: ComparisonService): BlobSource | null {
  const record = comparisons.find(comparisonId)
  if (!record.ok || record.value.comparison === null) return null
  const results = { ...record.value, comparison: record.value.comparison }
  return async function* () {
    const encoded = encodeResults(results)
    if (encoded.length > MAX_RESULT_BYTES) {
      throw new CallFailure({ code: 'INPUT_TOO_LARGE', message: 'The results are larger than a project can hold.', found: `${encoded.length} bytes`, expected: `at most ${MAX_RESULT_BYTES} bytes`, advice: 'Replay fewer configurations, then save again.' })
    }
    yield encoded
  }
}
