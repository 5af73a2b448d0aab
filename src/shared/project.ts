/**
 * The state of the window's work as it is saved: in a project file, in the autosave, and on the way between renderer and back end.
 * Everything is bounded, because a project file comes from anywhere.
 */
import * as v from 'valibot'
import { configurationSchema } from './config'
import { notesSchema } from './note'
import { filePagesSchema } from './page-contents'

export const PROJECT_EXTENSION = '.reclaimscope'
export const MAX_PROJECT_CAPTURES = 32

const finite = v.pipe(v.number(), v.finite())
const word = v.pipe(v.string(), v.maxLength(64))
const words = v.pipe(v.array(word), v.maxLength(64))
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128))
/** Of a capture in the list. */
const place = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_PROJECT_CAPTURES - 1))
const spanSchema = v.nullable(v.object({ startNs: finite, endNs: finite }))

/** What belongs to one capture: notes, the visible span, and what was asked for in its latest replay. */
export const captureStateSchema = v.object({
  notes: notesSchema,
  /** Null = all of it. */
  span: spanSchema,
  /** A file that stands for the contents of its pages; null = as the recording tells. */
  pages: v.optional(v.nullable(filePagesSchema), null),
  replay: v.nullable(v.object({
    configs: v.pipe(v.array(configurationSchema), v.minLength(1), v.maxLength(8)),
    window: spanSchema,
    seeds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))
  }))
})
export type CaptureState = v.InferOutput<typeof captureStateSchema>

/** What belongs to all captures together. Page and mode are names that a later version may know more of. */
export const workspaceSchema = v.object({
  own: v.pipe(v.array(v.object({ config: configurationSchema, style: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64)) })), v.maxLength(50)),
  chosen: words,
  onlyVisible: v.boolean(),
  /** Captures that are laid beside others, by their places, and how their clocks are aligned. */
  pairs: v.optional(v.pipe(v.array(v.object({ first: place, second: place, alignment: word, offsetNs: finite, configId: word })), v.maxLength(MAX_PROJECT_CAPTURES)), []),
  view: v.object({
    /** Place of the active capture in the list; null = the start page. */
    active: v.nullable(place),
    page: word,
    compareMode: word,
    /** The pinned cursor; null when it is not pinned. */
    cursorNs: v.nullable(finite),
    rowHeight: v.pipe(finite, v.minValue(0), v.maxValue(2000)),
    rows: words,
    logRows: words,
    pinned: words
  })
})
export type Workspace = v.InferOutput<typeof workspaceSchema>

/** The open captures in order of their tabs, with their latest comparisons. */
export const projectStateSchema = v.object({
  captures: v.pipe(v.array(v.object({ captureId: id, comparisonId: v.nullable(id), state: captureStateSchema })), v.maxLength(MAX_PROJECT_CAPTURES)),
  workspace: workspaceSchema
})
export type ProjectState = v.InferOutput<typeof projectStateSchema>

/** A file that a project needs, known by its contents. */
export const wantedFileSchema = v.object({
  /** As the capture names it; inside a folder the path below it, with forward slashes. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
})
export type WantedFile = v.InferOutput<typeof wantedFileSchema>

/** Whether a file is a project, by its name. The contents are checked when it is opened. */
export function isProjectName(name: string): boolean {
  return name.toLowerCase().endsWith(PROJECT_EXTENSION)
}

