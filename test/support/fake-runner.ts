/** A runner without an engine. */
import { observeMetrics } from '../../src/engine/observe/observe-metrics'
import type { Prepared, ReplayJob, RunResult } from '../../src/engine/run-types'
import type { Trace } from '../../src/engine/trace/trace'
import type { PrepareOptions, Runner } from '../../src/main/runner/runner'
import { findPreset } from '../../src/shared/presets'
import { fail, ok } from '../../src/shared/result'
import { metricsFixture, seriesFixture } from './comparison-fixture'

/** Gives made-up results in reverse order of the calls, as threads may, and remembers what it was asked. */
export class FakeRunner implements Runner {
  readonly parallelism = 4
  readonly asked: PrepareOptions[] = []
  readonly jobs: ReplayJob[] = []
  isClosed = false
  failure: 'prepare' | 'replay' | null = null

  prepare(of: Trace, options: PrepareOptions) {
    this.asked.push(options)
    if (this.failure === 'prepare') return Promise.resolve(fail({ code: 'TRACE_NOT_REPLAYABLE', message: 'No memory demand.' } as const))
    const prepared = {
      window: options.window ?? { startNs: of.startNs, endNs: of.endNs }, demand: {}, parameters: {}, running: findPreset('off')!.config,
      observed: observeMetrics(of, options.window), assumptions: [], fit: {}, fitVerdict: { grade: 'none', summary: 'made up' }, warnings: []
    } as unknown as Prepared
    return Promise.resolve(ok(prepared))
  }

  async replay(_prepared: Prepared, job: ReplayJob) {
    this.jobs.push(job)
    await new Promise((done) => setTimeout(done, 20 - this.jobs.length))
    if (this.failure === 'replay') return fail({ code: 'INTERNAL', message: 'crash' } as const)
    const result: RunResult = {
      configId: job.config.id, seed: job.seed, member: job.member, metrics: metricsFixture(100 + job.member, 50), series: seriesFixture(5), explanation: ['made up'], warnings: [], eventCount: 1
    }
    return ok(result)
  }

  release(): void {}

  close() {
    this.isClosed = true
    return Promise.resolve()
  }
}
