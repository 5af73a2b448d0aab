/** How engine work is run: in this process (`inline-runner.ts`) or on worker threads (`worker-runner.ts`). The callers cannot tell. */
import type { AppError } from '../../shared/errors'
import type { FilePages } from '../../shared/page-contents'
import type { Result } from '../../shared/result'
import type { Prepared, ReplayJob, RunResult, TimeWindow } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'

export interface PrepareOptions {
  /** Span to replay; null = the whole trace. */
  readonly window: TimeWindow | null
  readonly seed: number
  /** Contents of pages measured in a file, in place of what the recording tells. */
  readonly pages?: FilePages | undefined
}

export interface RunnerOptions {
  /** Ends the work early; the call then gives `CANCELLED` within 200 ms on worker threads, between two jobs in process. */
  readonly signal?: AbortSignal | undefined
}

export interface Runner {
  /** How many replays run at once at most; a caller may hand in more and they wait. */
  readonly parallelism: number
  /** Makes a trace ready for replays: demand, calibration, fit. */
  prepare(trace: Trace, options: PrepareOptions, run?: RunnerOptions): Promise<Result<Prepared, AppError>>
  /** One replay. `prepared` may be any value that `prepare` gave; it is sent to each worker once. */
  replay(prepared: Prepared, job: ReplayJob, run?: RunnerOptions): Promise<Result<RunResult, AppError>>
  /** Forgets what was kept for later replays of `prepared`. */
  release(prepared: Prepared): void
  /** Stops all work and frees the threads. */
  close(): Promise<void>
}
