/** The `Runner` in this process: no threads, for tests and for places that cannot start any. */
import { setImmediate } from 'node:timers/promises'
import { prepare } from '../../engine/prepare'
import { replay } from '../../engine/replay'
import type { Prepared, ReplayJob, RunResult } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import type { PrepareOptions, Runner, RunnerOptions } from './runner'

const CANCELLED: AppError = { code: 'CANCELLED', message: 'The work was cancelled.' }

export class InlineRunner implements Runner {
  readonly parallelism = 1
  #isClosed = false

  async prepare(trace: Trace, options: PrepareOptions, run: RunnerOptions = {}): Promise<Result<Prepared, AppError>> {
    return (await this.#isStopped(run)) ? fail(CANCELLED) : prepare(trace, options)
  }

  async replay(prepared: Prepared, job: ReplayJob, run: RunnerOptions = {}): Promise<Result<RunResult, AppError>> {
    return (await this.#isStopped(run)) ? fail(CANCELLED) : ok(replay(prepared, job))
  }

  /** Nothing is kept. */
  release(): void {}

  close(): Promise<void> {
    this.#isClosed = true
    return Promise.resolve()
  }

  /** Lets timers, signals and progress in between two jobs. */
  async #isStopped(run: RunnerOptions): Promise<boolean> {
    await setImmediate()
    return this.#isClosed || run.signal?.aborted === true
  }
}
