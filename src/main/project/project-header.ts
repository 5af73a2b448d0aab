/** The header of a project file: what it holds and where, in its present version. */
import * as v from 'valibot'
import { fileOffsetsSchema } from '../../shared/file-offsets'
import { columnMappingSchema } from '../../shared/column-mapping'
import type { AppError } from '../../shared/errors'
import { captureStateSchema, MAX_PROJECT_CAPTURES, wantedFileSchema, workspaceSchema } from '../../shared/project'
import { fail, ok, type Result } from '../../shared/result'
import { blobsSchema, checkBlobs, invalid } from './container'
import { processOwnerSchema } from './process-owner'
import { PROJECT_VERSION, upgradeHeader } from './upgrade-header'

const blobIndex = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)))

const projectFileSchema = v.object({
  ...wantedFileSchema.entries,
  /** Blob of its contents; null when it is not embedded. */
  blob: blobIndex,
  /** Where it lies on this machine: only in autosaves, never believed from elsewhere. */
  path: v.optional(v.pipe(v.string(), v.maxLength(32_768)))
})
export type ProjectFile = v.InferOutput<typeof projectFileSchema>

const projectCaptureSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  /** The bundled sample: found on every machine. */
  synthetic: v.boolean(),
  files: v.pipe(v.array(projectFileSchema), v.minLength(1), v.maxLength(1000)),
  /** What the user said of tables with unknown columns. */
  columns: v.optional(v.pipe(v.array(columnMappingSchema), v.maxLength(100)), []),
  /** What the user said of clocks. */
  offsets: v.optional(fileOffsetsSchema, {}),
  /** Blob of the latest comparison with its series. */
  results: blobIndex,
  state: captureStateSchema
})
export type ProjectCapture = v.InferOutput<typeof projectCaptureSchema>

export const projectHeaderSchema = v.object({
  schema: v.literal(`reclaimscope.project/${PROJECT_VERSION}`),
  /** Version of the app that wrote it. */
  product: v.pipe(v.string(), v.maxLength(64)),
  captures: v.pipe(v.array(projectCaptureSchema), v.maxLength(MAX_PROJECT_CAPTURES)),
  workspace: workspaceSchema,
  blobs: blobsSchema,
  /** When it was written, ms since 1970: only in autosaves. */
  savedAtMs: v.optional(v.pipe(v.number(), v.finite())),
  /** The process that wrote it: only in autosaves. */
  owner: v.optional(processOwnerSchema)
})
export type ProjectHeader = v.InferOutput<typeof projectHeaderSchema>

/** Upgrades and checks a header. Errors name the field that is wrong. */
export function parseHeader(json: unknown, name: string): Result<ProjectHeader, AppError> {
  const upgraded = upgradeHeader(json, name)
  if (!upgraded.ok) return upgraded
  const parsed = v.safeParse(projectHeaderSchema, upgraded.value)
  if (!parsed.success) {
    const [issue] = parsed.issues
    return fail({ ...invalid(name, `The project file is not valid: field ${v.getDotPath(issue) ?? 'schema'}: ${issue.message}.`), found: issue.received, ...(issue.expected === null ? {} : { expected: issue.expected }) })
  }
  const header = parsed.output
  const wrong = checkBlobs(header.blobs, name) ?? checkReferences(header, name) ?? checkBlobs(embeddedFiles(header), name)
  return wrong === null ? ok(header) : fail(wrong)
}

/** Every blob that is named must be there, and embedded files must have the contents that the capture states. */
function checkReferences({ captures, blobs }: ProjectHeader, name: string): AppError | null {
  for (const { files, results } of captures) {
    if (results !== null && blobs[results] === undefined) return invalid(name, 'The project file is not valid: it names results that it does not hold.')
    for (const file of files) {
      const blob = file.blob === null ? null : blobs[file.blob]
      if (blob === undefined || (blob !== null && (blob.sha256 !== file.sha256 || blob.bytes !== file.bytes))) {
        return { ...invalid(name, 'The project file is not valid: an embedded file is not the one that its capture names.'), found: file.name }
      }
    }
  }
  return null
}

/** What is unpacked for each embedded file: a blob that many name is unpacked many times. */
function embeddedFiles({ captures }: ProjectHeader): readonly ProjectFile[] {
  return captures.flatMap(({ files }) => files.filter(({ blob }) => blob !== null))
}
