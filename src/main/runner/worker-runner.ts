/** The `Runner` on worker threads. */
import type { Prepared, ReplayJob, RunResult } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import type { AppError } from '../../shared/errors'
import type { Result } from '../../shared/result'
import { attempt } from './attempt'
import { KeptKeys } from './kept-keys'
import type { PrepareOptions, Runner, RunnerOptions } from './runner'
import { toSharedColumns } from './shared-columns'
import type { WorkerJobName } from './worker-jobs'
import type { WorkerPool } from './worker-pool'

export class WorkerRunner implements Runner {
  readonly #pool: WorkerPool
  readonly #keys = new KeptKeys()

  /** Owns the pool from now on. */
  constructor(pool: WorkerPool) {
    this.#pool = pool
  }

  get parallelism(): number {
    return this.#pool.size
  }

  async prepare(trace: Trace, options: PrepareOptions, run: RunnerOptions = {}): Promise<Result<Prepared, AppError>> {
    const name: WorkerJobName = 'prepare'
    // Once per capture: the thread need not remember the trace afterwards.
    const key = `trace-${this.#keys.of(trace)}`
    const prepared = await attempt<Prepared>(this.#pool.run({ name, args: options, kept: { key, value: toSharedColumns(trace) }, signal: run.signal }))
    this.#pool.forget(key)
    return prepared
  }

  replay(prepared: Prepared, job: ReplayJob, run: RunnerOptions = {}): Promise<Result<RunResult, AppError>> {
    const name: WorkerJobName = 'replay'
    return attempt<RunResult>(this.#pool.run({ name, args: job, kept: { key: this.#keyOf(prepared), value: prepared }, signal: run.signal }))
  }

  release(prepared: Prepared): void {
    this.#pool.forget(this.#keyOf(prepared))
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  #keyOf(prepared: Prepared): string {
    return `prepared-${this.#keys.of(prepared)}`
  }
}
