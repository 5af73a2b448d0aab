/** The open captures as a project file: which files, which results, and the header that names them. */
import { createReadStream } from 'node:fs'
import type { AppError } from '../../shared/errors'
import type { ProjectState, WantedFile } from '../../shared/project'
import { fail, ok, type Result } from '../../shared/result'
import { PRODUCT_VERSION } from '../../shared/version'
import { hashedFiles, type FileHashes, type PlacedFile } from '../project/capture-files'
import { containerChunks, readBlob, type BlobSource } from '../project/container'
import type { ProjectCapture, ProjectFile, ProjectHeader } from '../project/project-header'
import { encodeResults } from '../project/stored-results'
import { PROJECT_VERSION } from '../project/upgrade-header'
import type { Capture, CaptureService } from './capture-service'
import type { ComparisonService } from './comparison-service'
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
  /** Captures of the opened project that are not open: taken over as they are. */
  readonly kept?: readonly KeptCapture[]
}

type KeptFile = WantedFile & Partial<Pick<PlacedFile, 'path'>>

/** The bytes of a project, made while they are written. Fails when a capture is not open any more, or a file to be embedded is gone. */
export async function projectChunks(state: ProjectState, options: ProjectChunksOptions, sources: ProjectSources): Promise<Result<AsyncGenerator<Uint8Array>, AppError>> {
  const blobs: BlobSource[] = []
  const captures: ProjectCapture[] = []
  for (const open of state.captures) {
    const capture = sources.captures.find(open.captureId)
    if (!capture.ok) return capture
    const files = await filesOf(capture.value, options.embed, sources.hashes)
    if (!files.ok) return files
    const results = open.comparisonId === null ? null : resultsBlob(open.comparisonId, sources.comparisons)
    captures.push({
      name: capture.value.summary.identity.name, synthetic: capture.value.summary.synthetic, columns: [...capture.value.columns], offsets: capture.value.offsets, state: open.state,
      results: results === null ? null : blobs.push(results) - 1,
      files: files.value.map((file) => projectFile(file, options, blobs))
    })
  }
  for (const kept of options.kept ?? []) captures.push(...keptCapture(kept, blobs, options))
  const { savedAtMs } = options
  return ok(containerChunks(blobs, (places): ProjectHeader => ({
    schema: `reclaimscope.project/${PROJECT_VERSION}`, product: PRODUCT_VERSION, captures, workspace: state.workspace, blobs: [...places],
    ...(savedAtMs === undefined ? {} : { savedAtMs })
  })))
}

function projectFile({ path, ...file }: KeptFile, { embed, savedAtMs }: ProjectChunksOptions, blobs: BlobSource[]): ProjectFile {
  const { name, bytes, sha256 } = file
  const blob = embed && path !== undefined ? blobs.push(() => createReadStream(path)) - 1 : null
  return { name, bytes, sha256, blob, ...(savedAtMs !== undefined && path !== undefined ? { path } : {}) }
}

/** The entry with its blobs, copied from one file to the other. */
function keptCapture({ project, place }: KeptCapture, blobs: BlobSource[], { savedAtMs }: ProjectChunksOptions): ProjectCapture[] {
  const copied = (index: number | null): number | null => {
    const blob = index === null ? undefined : project.header.blobs[index]
    return blob === undefined ? null : blobs.push(() => readBlob(project.path, blob)) - 1
  }
  const capture = project.header.captures[place]
  if (capture === undefined) return []
  return [{ ...capture, results: copied(capture.results), files: capture.files.map(({ path, ...file }) => ({ ...file, blob: copied(file.blob), ...(savedAtMs !== undefined && path !== undefined ? { path } : {}) })) }]
}

/** The files on disk; where they are gone and need not be embedded, what the import has noted of them. */
async function filesOf(capture: Capture, embed: boolean, hashes: FileHashes): Promise<Result<readonly KeptFile[], AppError>> {
  const hashed = await hashedFiles(capture.files.map(({ path }) => path), hashes)
  if (hashed.ok) return hashed
  const noted = capture.summary.identity.files.flatMap(({ name, bytes, sha256 }) => (sha256 === null ? [] : [{ name, bytes, sha256 }]))
  return embed || noted.length === 0 ? fail({ ...hashed.error, advice: 'Save the project without its captures, or open the capture again.' }) : ok(noted)
}

function resultsBlob(comparisonId: string, comparisons: ComparisonService): BlobSource | null {
  const record = comparisons.find(comparisonId)
  if (!record.ok || record.value.comparison === null) return null
  const { comparison, series, stalls } = record.value
  return async function* () {
    yield encodeResults({ comparison, series, stalls })
  }
}
