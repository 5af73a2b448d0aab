/**
 * The one contract between renderer and back end. Every method has a request and a response type, every event a payload.
 * Requests are validated with the schemas below at the back end's door; nothing else names a channel or a method.
 * All payloads are structured-cloneable; typed arrays travel as such. Files are opaque ids.
 */
import * as v from 'valibot'
import { columnMappingSchema } from './column-mapping'
import { configurationSchema } from './config'
import type { Assumption, CaptureIdentity, Comparison, FitEntry } from './comparison'
import type { Configuration } from './config'
import type { AppError, Warning } from './errors'
import { fileOffsetsSchema } from './file-offsets'
import type { Inspection } from './inspection'
import type { Metrics } from './metrics'
import type { PageContents } from './page-contents'
import { notesSchema } from './note'
import type { Preset } from './presets'
import { projectStateSchema, type CaptureState, type WantedFile, type Workspace } from './project'
import type { AppMark, Episode, SeriesSet } from './series'
import type { StallDurations } from './stalls'
import type { ThreadTimes } from './thread-times'
import type { Validation } from './validation'
import { gridSchema, type Grid, type Sweep } from './sweep'

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128))
const finite = v.pipe(v.number(), v.finite())
/** Nanoseconds since the trace's origin; null = to the end of the trace. */
const windowSchema = v.nullable(v.object({ startNs: finite, endNs: finite }))

/** Request schema of every method. */
export const REQUESTS = {
  'app.info': v.object({}),
  'presets.list': v.object({}),
  /** Asks the shell for files (Electron: native dialog). Returns ids; empty when cancelled or when the host has no dialog. */
  'files.pick': v.object({}),
  /** Opens the given files as one capture. Long: reports `task.progress`, can be cancelled. */
  'capture.open': v.object({
    fileIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(1000)),
    /** Answers to `INPUT_COLUMNS_UNKNOWN`. */
    columns: v.optional(v.pipe(v.array(columnMappingSchema), v.maxLength(100)))
  }),
  'capture.openSample': v.object({}),
  'capture.list': v.object({}),
  'capture.close': v.object({ captureId: id }),
  /** What is in a capture, and what it lacks for a replay. */
  'capture.inspect': v.object({ captureId: id }),
  /** Takes the contents of a capture's pages from a file, or (null) from the recording again. Long. The next replay uses them. */
  'capture.usePages': v.object({ captureId: id, fileId: v.nullable(id) }),
  /** Opens the files of a capture again, the times of some moved. Long. Gives a new capture. */
  'capture.realign': v.object({ captureId: id, offsets: fileOffsetsSchema }),
  /** Writes the capture as CSV tables where the user chooses. */
  'capture.export': v.object({ captureId: id }),
  /** Observed series of a span, at most `bins` bins. */
  'capture.series': v.object({ captureId: id, window: windowSchema, bins: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192)) }),
  /** Observed metrics of a span. */
  'capture.metrics': v.object({ captureId: id, window: windowSchema }),
  /** Lengths of the direct reclaims recorded in a span; null when the trace tells none. */
  'capture.stalls': v.object({ captureId: id, window: windowSchema }),
  /** CPU time of the threads in a span; null when no scheduling was recorded. */
  'capture.threads': v.object({ captureId: id, window: windowSchema }),
  /** Replays the capture under the configurations. Long: emits `comparison.update` as results arrive. */
  'comparison.run': v.object({
    captureId: id,
    configs: v.pipe(v.array(configurationSchema), v.minLength(1), v.maxLength(8)),
    window: windowSchema,
    seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31)),
    seeds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))
  }),
  /** Replayed series of one run of a finished or running comparison, or its difference to another run of the same (`minus`). */
  'comparison.series': v.object({ comparisonId: id, configId: id, window: windowSchema, bins: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192)), minus: v.optional(id) }),
  /** Lengths of the direct reclaims of one run, over the replayed window. */
  'comparison.stalls': v.object({ comparisonId: id, configId: id }),
  /** CPU time of the threads of one run, over the replayed window. */
  'comparison.threads': v.object({ comparisonId: id, configId: id }),
  /** Compares the prediction of one run of a finished comparison with captures in which its configuration was recorded. */
  'comparison.validate': v.object({
    comparisonId: id, configId: id,
    actuals: v.pipe(v.array(v.object({ captureId: id, window: windowSchema })), v.minLength(1), v.maxLength(16))
  }),
  /** Replays combinations of fields. Long: emits `sweep.update` as runs finish. Runs that an earlier sweep left in this machine's journal are not done again. */
  'sweep.run': v.object({
    captureId: id,
    grid: gridSchema,
    window: windowSchema,
    seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31)),
    seeds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))
  }),
  /** How long a run of this capture takes. */
  'sweep.estimate': v.object({ captureId: id }),
  /** Sweeps of this capture in the machine's journal, newest first: unfinished ones can go on, finished ones be shown again. */
  'sweep.saved': v.object({ captureId: id }),
  'sweep.discard': v.object({ captureId: id, savedId: id }),
  /** Writes a finished or stopped sweep, judged as the window shows it, where the user chooses. */
  'sweep.export': v.object({ sweepId: id, format: v.picklist(['html', 'csv', 'json']), minimise: gridSchema.entries.minimise, constraints: gridSchema.entries.constraints }),
  /** Writes the report where the user chooses. The web host returns a download path instead of asking. */
  'report.export': v.object({ comparisonId: id, format: v.picklist(['html', 'pdf', 'csv', 'json']), notes: v.optional(notesSchema, []) }),
  /** Saves the open captures, their results and the window's state. `as`: asks where to, also when the project has a file already. */
  'project.save': v.object({ state: projectStateSchema, embed: v.boolean(), as: v.boolean() }),
  /** Opens the project among the files; its captures are looked for in the project, among the other files and beside it. Long. */
  'project.open': v.object({ fileIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(1000)) }),
  /** Opens a missing capture of the opened project from files that have its contents. */
  'project.locate': v.object({ index: v.pipe(v.number(), v.integer(), v.minValue(0)), fileIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(1000)) }),
  /** Takes a missing capture out of the opened project; others that are missing stay in it when it is saved. */
  'project.drop': v.object({ index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  /** Forgets the project's file: the next save asks where to. */
  'project.close': v.object({}),
  /** Keeps the window's work on this machine, for after a crash. */
  'session.save': v.object({ state: projectStateSchema }),
  /** Work of this process (the page was loaded again), and of the one before. */
  'session.find': v.object({}),
  /** Opens the work of a process that is no more. Long. */
  'session.restore': v.object({ sessionId: id }),
  'session.discard': v.object({ sessionId: id }),
  /** Captures and projects opened lately on this machine, the latest first. */
  'recent.list': v.object({}),
  /** Ids of its files, for `capture.open` or `project.open`. */
  'recent.find': v.object({ recentId: id }),
  'recent.remove': v.object({ recentId: id }),
  'recent.clear': v.object({}),
  /** What a window without a lasting storage of its own (web host) remembers on this machine: texts by their keys. */
  'profile.load': v.object({}),
  'profile.save': v.object({ key: v.pipe(v.string(), v.regex(/^reclaimscope\.[a-zA-Z.-]{1,60}$/)), value: v.pipe(v.string(), v.maxLength(4_000_000)) })
} as const

export type MethodName = keyof typeof REQUESTS
export type Request<M extends MethodName> = v.InferOutput<(typeof REQUESTS)[M]>

export interface AppInfo {
  readonly productVersion: string
  readonly engineVersion: string
  readonly contractVersion: number
  readonly host: 'electron' | 'web'
  readonly platform: string
  readonly versions: Readonly<Record<string, string>>
}

/** What the app shows of an opened capture. Everything trace-sized stays in the back end. */
export interface CaptureSummary {
  readonly captureId: string
  readonly identity: CaptureIdentity
  readonly deviceName: string | null
  readonly kernel: string | null
  readonly originS: number
  readonly startNs: number
  readonly endNs: number
  readonly cpuCount: number
  readonly managedPages: number | null
  readonly pageSize: number
  /** What its pages contain, for the next replay. */
  readonly pageContents: PageContents
  /** Pages; null when neither device.json nor the trace tell. */
  readonly watermarks: { readonly min: number; readonly low: number; readonly high: number } | null
  readonly eventCounts: Readonly<Record<string, number>>
  readonly counters: readonly string[]
  readonly lostEvents: number | null
  readonly episodes: readonly Episode[]
  /** Kills and launches of apps, when recorded. */
  readonly marks: readonly AppMark[]
  readonly observed: Metrics
  /** The configuration that ran while recording: what a replay measures the others against. */
  readonly running: Configuration
  /** Why a replay is impossible, or null. */
  readonly notReplayable: string | null
  readonly warnings: readonly Warning[]
  /** Synthetic sample: said wherever the capture is named. */
  readonly synthetic: boolean
}

export interface ComparisonStatus {
  readonly comparisonId: string
  readonly captureId: string
  readonly phase: 'calibrating' | 'replaying' | 'done'
  readonly membersDone: number
  readonly membersTotal: number
  /** Grows as runs finish; complete when `phase` is `done`. */
  readonly comparison: Comparison | null
}

/** A sweep as it runs. */
export interface SweepStatus {
  readonly sweepId: string
  readonly captureId: string
  readonly phase: 'calibrating' | 'replaying' | 'done'
  readonly runsDone: number
  /** Of a guided search: at most. */
  readonly runsTotal: number
  /** In an update its points are those that changed since the last one; in the answer to `sweep.run` all. */
  readonly sweep: Sweep | null
}

export interface SweepEstimate {
  /** Wall time of one run on one thread. */
  readonly runS: number
  readonly threads: number
  /** False while it is only guessed from the number of events. */
  readonly isMeasured: boolean
}

/** A sweep in the journal. */
export interface SavedSweep {
  readonly savedId: string
  readonly grid: Grid
  readonly window: { readonly startNs: number; readonly endNs: number } | null
  readonly seed: number
  readonly seeds: number
  readonly runsKept: number
  readonly isDone: boolean
  /** Time of the last run, ms since 1970. */
  readonly changedMs: number
}

export type ExportOutcome =
  /** `dragId`: the desktop can drag the file out of the window by it. */
  | { readonly kind: 'saved'; readonly name: string; readonly dragId?: string }
  | { readonly kind: 'download'; readonly name: string; readonly path: string }
  | { readonly kind: 'cancelled' }

/** A capture of a project that is open again. */
export interface RestoredCapture {
  /** Place in the project. */
  readonly index: number
  readonly capture: CaptureSummary
  /** Its latest comparison; null when it had none. */
  readonly status: ComparisonStatus | null
  readonly state: CaptureState
}

/** A capture of a project whose files were not found, or could not be opened. */
export interface MissingCapture {
  readonly index: number
  readonly name: string
  readonly files: readonly WantedFile[]
  readonly error: AppError
}

export interface OpenedProject {
  /** Of its file; empty for an autosave. */
  readonly name: string
  readonly workspace: Workspace
  readonly captures: readonly RestoredCapture[]
  readonly missing: readonly MissingCapture[]
  /** What could not be read, though the captures are open. */
  readonly problems: readonly AppError[]
  /** Whether it holds the files of its captures. */
  readonly isEmbedded: boolean
}

/** Work that was kept on this machine. */
export interface SavedSession {
  readonly sessionId: string
  /** Milliseconds since 1970. */
  readonly savedAtMs: number
  /** Names of its captures. */
  readonly captures: readonly string[]
}

/** A capture or project of the list of recent ones. */
export interface RecentFile {
  readonly recentId: string
  readonly kind: 'capture' | 'project'
  readonly name: string
  /** Name of the folder it lies in; null for files that came through a browser. */
  readonly folder: string | null
  /** Files of a capture, captures of a project. */
  readonly parts: number
  /** These are null for projects. */
  readonly bytes: number | null
  readonly lengthS: number | null
  readonly cpuCount: number | null
  /** `elsewhere`: it came through a browser in an earlier session, and has to be chosen again. */
  readonly state: 'ready' | 'missing' | 'elsewhere'
  /** Names of files that are not where they were. */
  readonly missing: readonly string[]
}

export interface Responses {
  'app.info': AppInfo
  'presets.list': readonly Preset[]
  'files.pick': { readonly files: readonly { readonly fileId: string; readonly name: string }[] }
  'capture.open': CaptureSummary
  'capture.openSample': CaptureSummary
  'capture.list': readonly CaptureSummary[]
  'capture.close': Record<string, never>
  'capture.inspect': Inspection
  'capture.usePages': CaptureSummary
  'capture.realign': CaptureSummary
  'capture.export': ExportOutcome
  'capture.series': SeriesSet
  'capture.metrics': Metrics
  'capture.stalls': StallDurations | null
  'capture.threads': ThreadTimes | null
  'comparison.run': ComparisonStatus
  'comparison.series': SeriesSet
  'comparison.stalls': StallDurations
  'comparison.threads': ThreadTimes
  'comparison.validate': Validation
  'sweep.run': SweepStatus
  'sweep.estimate': SweepEstimate
  'sweep.saved': readonly SavedSweep[]
  'sweep.discard': Record<string, never>
  'sweep.export': ExportOutcome
  'report.export': ExportOutcome
  'project.save': ExportOutcome
  'project.open': OpenedProject
  'project.locate': RestoredCapture
  'project.drop': Record<string, never>
  'project.close': Record<string, never>
  'session.save': Record<string, never>
  'session.find': { readonly current: OpenedProject | null; readonly last: SavedSession | null }
  'session.restore': OpenedProject
  'session.discard': Record<string, never>
  'recent.list': readonly RecentFile[]
  'recent.find': { readonly files: readonly { readonly fileId: string; readonly name: string }[] }
  'recent.remove': Record<string, never>
  'recent.clear': Record<string, never>
  'profile.load': Readonly<Record<string, string>>
  'profile.save': Record<string, never>
}
export type Response<M extends MethodName> = Responses[M]

/** Progress of a long call. `callId` is the protocol id of the call it belongs to. */
export interface TaskProgress {
  readonly callId: number
  /** Short phase name: `reading`, `sorting`, `measuring`, `calibrating`, `replaying`, `writing`. */
  readonly phase: string
  readonly done: number
  readonly total: number
  readonly unit: 'bytes' | 'events' | 'runs'
  /** Events found so far, for imports. */
  readonly events?: number
  readonly detail?: string
}

export interface Events {
  'task.progress': TaskProgress
  'comparison.update': ComparisonStatus
  'sweep.update': SweepStatus
  /** Files dropped on the app or given on the command line, ready to be opened. */
  'files.offered': { readonly files: readonly { readonly fileId: string; readonly name: string }[] }
}
export type EventName = keyof Events

export type { Assumption, Configuration, FitEntry }
