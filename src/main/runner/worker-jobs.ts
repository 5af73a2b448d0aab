/** The kinds of work that worker threads do. Each takes and gives plain data; the functions behind them know nothing of threads. */
import { findEpisodes } from '../../engine/observe/find-episodes'
import { observeMetrics } from '../../engine/observe/observe-metrics'
import { observeSeries } from '../../engine/observe/observe-series'
import { observeStalls } from '../../engine/observe/stall-durations'
import { observeThreadTimes } from '../../engine/observe/thread-times'
import { describeContents } from '../../engine/page-contents'
import { prepare } from '../../engine/prepare'
import { replay } from '../../engine/replay'
import type { Prepared, ReplayJob, TimeWindow } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import type { ColumnMapping } from '../../shared/column-mapping'
import type { FileOffsets } from '../../shared/file-offsets'
import type { AppError } from '../../shared/errors'
import type { Metrics } from '../../shared/metrics'
import type { PageContents } from '../../shared/page-contents'
import { ok, type Result } from '../../shared/result'
import type { Episode } from '../../shared/series'
import { traceArchive } from '../export/trace-archive'
import { openCapture } from '../import/open-capture'
import { loadPages, type PageFile } from './load-pages'
import type { PrepareOptions } from './runner'
import { toSharedColumns } from './shared-columns'
import type { Job } from './worker-protocol'

/** What opening a capture gives: the trace in shared memory, and what the overview shows at once. */
export interface OpenedTrace {
  readonly trace: Trace
  readonly observed: Metrics
  readonly episodes: readonly Episode[]
  /** Of its pages, as the recording tells. */
  readonly contents: PageContents
}

/** What to open, the capture's name where it is not that of the first file, and what the user told about tables. */
export interface OpenArgs {
  readonly paths: readonly string[]
  readonly name: string | undefined
  readonly columns: readonly ColumnMapping[]
  readonly offsets: FileOffsets
}

/** A file of pages, and the size to cut it into. */
export interface PagesArgs {
  readonly file: PageFile
  readonly pageBytes: number
}

/** A span and the number of bins wanted. */
export interface SeriesArgs {
  readonly window: TimeWindow | null
  readonly bins: number
}

type Report = (progress: unknown) => void

async function open({ paths, name, columns, offsets }: OpenArgs, progress: Report): Promise<Result<OpenedTrace, AppError>> {
  const inputs = paths.map((path) => ({ kind: 'path', path }) as const)
  const opened = await openCapture(inputs, { onProgress: progress, columns, offsets, ...(name === undefined ? {} : { name }) })
  if (!opened.ok) return opened
  progress({ phase: 'measuring', done: 0, total: 1, unit: 'events' })
  const trace = toSharedColumns(opened.value)
  return ok({ trace, observed: observeMetrics(trace, null), episodes: findEpisodes(trace), contents: describeContents(trace, null) })
}

/** By the name that the pool sends. `open` and `pages` work on nothing kept; `prepare`, `series`, `metrics`, `stalls`, `threads` and `tables` on a trace; `replay` on a prepared capture. */
export const WORKER_JOBS = {
  open: (_kept, args, { progress }) => open(args as OpenArgs, progress),
  pages: (_kept, args) => loadPages((args as PagesArgs).file, (args as PagesArgs).pageBytes),
  series: (kept, args) => observeSeries(kept as Trace, (args as SeriesArgs).window, (args as SeriesArgs).bins),
  metrics: (kept, args) => observeMetrics(kept as Trace, args as TimeWindow | null),
  stalls: (kept, args) => observeStalls(kept as Trace, args as TimeWindow | null),
  threads: (kept, args) => observeThreadTimes(kept as Trace, args as TimeWindow | null),
  tables: (kept) => traceArchive(kept as Trace),
  prepare: (kept, args) => {
    const prepared = prepare(kept as Trace, args as PrepareOptions)
    return prepared.ok ? ok(toSharedColumns(prepared.value)) : prepared
  },
  replay: (kept, args) => ok(replay(kept as Prepared, args as ReplayJob))
} satisfies Record<string, Job>

export type WorkerJobName = keyof typeof WORKER_JOBS
