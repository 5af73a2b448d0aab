/** Work on a trace besides replays, off the host's event loop: importing it, and measuring spans of it. */
import type { TimeWindow } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import type { ColumnMapping } from '../../shared/column-mapping'
import type { TaskProgress } from '../../shared/contract'
import type { FileOffsets } from '../../shared/file-offsets'
import type { AppError } from '../../shared/errors'
import type { Metrics } from '../../shared/metrics'
import type { FilePages } from '../../shared/page-contents'
import { ok, type Result } from '../../shared/result'
import type { SeriesSet } from '../../shared/series'
import type { StallDurations } from '../../shared/stalls'
import type { ThreadTimes } from '../../shared/thread-times'
import { attempt } from './attempt'
import { KeptKeys } from './kept-keys'
import type { PageFile } from './load-pages'
import type { RunnerOptions } from './runner'
import type { OpenArgs, OpenedTrace, PagesArgs, SeriesArgs, WorkerJobName } from './worker-jobs'
import { WorkerPool } from './worker-pool'

export interface OpenOptions extends RunnerOptions {
  readonly onProgress?: ((progress: Omit<TaskProgress, 'callId'>) => void) | undefined
  /** Name of the capture; default: that of the first file or folder. */
  readonly name?: string | undefined
  /** What the columns of unknown tables mean. */
  readonly columns?: readonly ColumnMapping[] | undefined
  /** What to add to the times of files. */
  readonly offsets?: FileOffsets | undefined
}

export interface TraceWork {
  /** Imports files and folders as one capture and measures it. */
  open(paths: readonly string[], options?: OpenOptions): Promise<Result<OpenedTrace, AppError>>
  /** Measures the contents of a file in pages. */
  pages(file: PageFile, pageBytes: number, run?: RunnerOptions): Promise<Result<FilePages, AppError>>
  /** Observed series of a span, `bins` bins. */
  series(trace: Trace, window: TimeWindow | null, bins: number, run?: RunnerOptions): Promise<Result<SeriesSet, AppError>>
  /** Observed metrics of a span. */
  metrics(trace: Trace, window: TimeWindow | null, run?: RunnerOptions): Promise<Result<Metrics, AppError>>
  /** Lengths of the direct reclaims of a span; null when the trace tells none. */
  stalls(trace: Trace, window: TimeWindow | null, run?: RunnerOptions): Promise<Result<StallDurations | null, AppError>>
  /** CPU time of the threads in a span; null when no scheduling was recorded. */
  threads(trace: Trace, window: TimeWindow | null, run?: RunnerOptions): Promise<Result<ThreadTimes | null, AppError>>
  /** The trace as tables, in one archive. */
  tables(trace: Trace, run?: RunnerOptions): Promise<Result<Uint8Array, AppError>>
  /** Forgets a trace. */
  release(trace: Trace): void
  close(): Promise<void>
}

/**
 * `TraceWork` on two threads: one imports, one answers questions about traces, so that a long import does not hold up a zoom.
 */
export class WorkerTraceWork implements TraceWork {
  readonly #importer: WorkerPool
  readonly #observer: WorkerPool
  readonly #keys = new KeptKeys()

  constructor(entry: URL, heapMb: number) {
    this.#importer = new WorkerPool({ entry, size: 1, heapMb })
    this.#observer = new WorkerPool({ entry, size: 1, heapMb })
    // While the window loads: the first capture does not wait for the thread.
    this.#importer.warm()
  }

  open(paths: readonly string[], options: OpenOptions = {}): Promise<Result<OpenedTrace, AppError>> {
    const name: WorkerJobName = 'open'
    this.#observer.warm()
    const args: OpenArgs = { paths, name: options.name, columns: options.columns ?? [], offsets: options.offsets ?? {} }
    const onProgress = (progress: unknown): void => options.onProgress?.(progress as Omit<TaskProgress, 'callId'>)
    return attempt<OpenedTrace>(this.#importer.run({ name, args, signal: options.signal, onProgress }))
  }

  pages(file: PageFile, pageBytes: number, run: RunnerOptions = {}): Promise<Result<FilePages, AppError>> {
    const name: WorkerJobName = 'pages'
    const args: PagesArgs = { file, pageBytes }
    return attempt<FilePages>(this.#importer.run({ name, args, signal: run.signal }))
  }

  series(trace: Trace, window: TimeWindow | null, bins: number, run: RunnerOptions = {}): Promise<Result<SeriesSet, AppError>> {
    const args: SeriesArgs = { window, bins }
    return this.#ask<SeriesSet>('series', trace, args, run)
  }

  metrics(trace: Trace, window: TimeWindow | null, run: RunnerOptions = {}): Promise<Result<Metrics, AppError>> {
    return this.#ask<Metrics>('metrics', trace, window, run)
  }

  stalls(trace: Trace, window: TimeWindow | null, run: RunnerOptions = {}): Promise<Result<StallDurations | null, AppError>> {
    return this.#ask<StallDurations | null>('stalls', trace, window, run)
  }

  threads(trace: Trace, window: TimeWindow | null, run: RunnerOptions = {}): Promise<Result<ThreadTimes | null, AppError>> {
    return this.#ask<ThreadTimes | null>('threads', trace, window, run)
  }

  async tables(trace: Trace, run: RunnerOptions = {}): Promise<Result<Uint8Array, AppError>> {
    const made = await this.#ask<Result<Uint8Array, AppError>>('tables', trace, null, run)
    return made.ok ? made.value : made
  }

  release(trace: Trace): void {
    this.#observer.forget(this.#keys.of(trace))
  }

  async close(): Promise<void> {
    await Promise.all([this.#importer.close(), this.#observer.close()])
  }

  /** Questions are short: a cancelled one is dropped while it waits, and runs to its end once begun, so the thread keeps its traces. */
  #ask<T>(name: WorkerJobName, trace: Trace, args: unknown, run: RunnerOptions): Promise<Result<T, AppError>> {
    if (run.signal?.aborted === true) return Promise.resolve({ ok: false, error: { code: 'CANCELLED', message: 'The question was cancelled.' } })
    const answer = this.#observer.run({ name, args, kept: { key: this.#keys.of(trace), value: trace }, signal: run.signal, keepsThread: true })
    return attempt<T>(answer.then((value) => ok(value)))
  }
}
