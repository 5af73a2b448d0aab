/** Opened captures: imports them off the event loop, keeps their traces, answers questions about spans of them. */
import { describeContents, pageSizeOf } from '../../engine/page-contents'
import type { TimeWindow } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import type { ColumnMapping } from '../../shared/column-mapping'
import type { CaptureSummary } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import type { FileOffsets } from '../../shared/file-offsets'
import type { Inspection } from '../../shared/inspection'
import type { Metrics } from '../../shared/metrics'
import type { FilePages, PageContents } from '../../shared/page-contents'
import { fail, ok, type Result } from '../../shared/result'
import type { SeriesSet } from '../../shared/series'
import type { StallDurations } from '../../shared/stalls'
import type { ThreadTimes } from '../../shared/thread-times'
import type { OpenOptions, TraceWork } from '../runner/trace-work'
import type { RunnerOptions } from '../runner/runner'
import { summarize } from './capture-summary'
import { inspectTrace } from './inspection'
import { captureName, type KnownFile } from './file-registry'

export interface Capture {
  readonly summary: CaptureSummary
  readonly trace: Trace
  /** What it was opened from. */
  readonly files: readonly KnownFile[]
  /** What the user said of unknown columns. */
  readonly columns: readonly ColumnMapping[]
  /** What the user said of clocks. */
  readonly offsets: FileOffsets
  /** A file that stands for the contents of its pages; null = as the recording tells. */
  readonly pages: FilePages | null
  /** As the recording tells. */
  readonly recordedContents: PageContents
}

export interface CaptureOptions extends OpenOptions {
  readonly pages?: FilePages | null
}

/** Traces stay in memory: beyond this number one has to be closed first. */
const MAX_CAPTURES = 32

export class CaptureService {
  readonly #work: TraceWork
  readonly #captures = new Map<string, Capture>()
  readonly #closeListeners = new Set<(captureId: string) => void>()
  #lastId = 0

  constructor(work: TraceWork) {
    this.#work = work
  }

  /** Opens files or folders as one capture. */
  async open(files: readonly KnownFile[], synthetic: boolean, options: CaptureOptions): Promise<Result<CaptureSummary, AppError>> {
    if (this.#captures.size >= MAX_CAPTURES) return fail({ code: 'BAD_REQUEST', message: `${MAX_CAPTURES} captures are open.`, advice: 'Close one first.' })
    const opened = await this.#work.open(files.map(({ path }) => path), { ...options, name: options.name ?? captureName(files) })
    if (!opened.ok) return opened
    this.#lastId += 1
    const captureId = `capture-${this.#lastId}`
    const { trace: imported, observed, episodes, contents: recordedContents } = opened.value
    const trace = options.name === undefined ? { ...imported, name: this.#freeName(imported.name) } : imported
    const pages = options.pages ?? null
    const contents = pages === null ? recordedContents : describeContents(trace, pages)
    const summary = summarize(captureId, trace, { observed, episodes, contents }, synthetic)
    this.#captures.set(captureId, { summary, trace, files, columns: options.columns ?? [], offsets: options.offsets ?? {}, pages, recordedContents })
    return ok(summary)
  }

  /** Opens the files of a capture again with other offsets, as a new capture; the old one stays open. */
  async realign(captureId: string, offsets: FileOffsets, options: OpenOptions): Promise<Result<CaptureSummary, AppError>> {
    const capture = this.find(captureId)
    if (!capture.ok) return capture
    const { files, columns, pages, summary } = capture.value
    return this.open(files, summary.synthetic, { ...options, columns, offsets, pages, name: summary.identity.name })
  }

  /** Takes the contents of its pages from a file, or from the recording again. */
  async usePages(captureId: string, file: KnownFile | null, run: RunnerOptions): Promise<Result<CaptureSummary, AppError>> {
    const asked = this.find(captureId)
    if (!asked.ok) return asked
    const measured = file === null ? ok(null) : await this.#work.pages(file, pageSizeOf(asked.value.trace), run)
    if (!measured.ok) return measured
    // Closed meanwhile?
    const capture = this.find(captureId)
    if (!capture.ok) return capture
    const { trace, recordedContents } = capture.value
    const pages = measured.value
    const summary = { ...capture.value.summary, pageContents: pages === null ? recordedContents : describeContents(trace, pages) }
    this.#captures.set(captureId, { ...capture.value, summary, pages })
    return ok(summary)
  }

  /** What is in a capture, and what it lacks. */
  inspect(captureId: string): Result<Inspection, AppError> {
    const capture = this.find(captureId)
    return capture.ok ? ok(inspectTrace(capture.value.trace, capture.value.summary.observed)) : capture
  }

  /** The open captures, oldest first. */
  list(): readonly CaptureSummary[] {
    return [...this.#captures.values()].map(({ summary }) => summary)
  }

  /** The capture of that id. */
  find(captureId: string): Result<Capture, AppError> {
    const capture = this.#captures.get(captureId)
    return capture === undefined ? fail({ code: 'NOT_FOUND', message: 'This capture is not open.', advice: 'Open it again.' }) : ok(capture)
  }

  /** Closes a capture and frees its memory. */
  close(captureId: string): Result<Record<string, never>, AppError> {
    const capture = this.find(captureId)
    if (!capture.ok) return capture
    this.#captures.delete(captureId)
    this.#work.release(capture.value.trace)
    for (const closed of this.#closeListeners) closed(captureId)
    return ok({})
  }

  /** Told of every capture that is closed. */
  onClosed(closed: (captureId: string) => void): void {
    this.#closeListeners.add(closed)
  }

  /** Observed series of a span. */
  async series(captureId: string, window: TimeWindow | null, bins: number, run: RunnerOptions): Promise<Result<SeriesSet, AppError>> {
    const capture = this.#withWindow(captureId, window)
    return capture.ok ? this.#work.series(capture.value.trace, window, bins, run) : capture
  }

  /** Observed metrics of a span. */
  async metrics(captureId: string, window: TimeWindow | null, run: RunnerOptions): Promise<Result<Metrics, AppError>> {
    const capture = this.#withWindow(captureId, window)
    return capture.ok ? this.#work.metrics(capture.value.trace, window, run) : capture
  }

  /** Lengths of the direct reclaims recorded in a span. */
  async stalls(captureId: string, window: TimeWindow | null, run: RunnerOptions): Promise<Result<StallDurations | null, AppError>> {
    const capture = this.#withWindow(captureId, window)
    return capture.ok ? this.#work.stalls(capture.value.trace, window, run) : capture
  }

  /** CPU time of the threads in a span. */
  async threads(captureId: string, window: TimeWindow | null, run: RunnerOptions): Promise<Result<ThreadTimes | null, AppError>> {
    const capture = this.#withWindow(captureId, window)
    return capture.ok ? this.#work.threads(capture.value.trace, window, run) : capture
  }

  /** Two captures of one name could not be told apart: the second is numbered. */
  #freeName(name: string): string {
    const taken = new Set(this.list().map(({ identity }) => identity.name))
    let free = name
    for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`
    return free
  }

  #withWindow(captureId: string, window: TimeWindow | null): Result<Capture, AppError> {
    const wrong = checkWindow(window)
    return wrong === null ? this.find(captureId) : fail(wrong)
  }
}

/** What is wrong with a window, or null. */
export function checkWindow(window: TimeWindow | null): AppError | null {
  if (window === null || window.endNs > window.startNs) return null
  return { code: 'BAD_REQUEST', message: 'The time window is empty.', found: `${window.startNs}..${window.endNs} ns`, expected: 'an end after the start' }
}
