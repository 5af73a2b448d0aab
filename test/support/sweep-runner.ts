/** A runner whose replays are a formula of the configuration: stalls fall with threads and depth, CPU time rises, seeds add a little. */
import type { Prepared, ReplayJob, RunResult } from '../../src/engine/run-types'
import type { Trace } from '../../src/engine/trace/trace'
import type { PrepareOptions, Runner, RunnerOptions } from '../../src/main/runner/runner'
import { isOff } from '../../src/shared/config-fields'
import type { Configuration } from '../../src/shared/config'
import type { Metrics } from '../../src/shared/metrics'
import { findPreset } from '../../src/shared/presets'
import { fail, ok } from '../../src/shared/result'
import { metricsFixture, seriesFixture } from './comparison-fixture'

const TEMPLATE = metricsFixture(0, 50)

/** Metrics of one run by the formula. */
export function formulaMetrics({ kcompressd }: Configuration, member = 0): Metrics {
  const power = isOff(kcompressd) ? 0 : kcompressd.threads * Math.log2(kcompressd.fifoEntries + 1)
  const noise = ((member * 7919) % 5) - 2
  return {
    ...TEMPLATE, durationS: 10, allocstall: Math.round(1000 / (1 + power)) + noise, cpus: [],
    directReclaim: { ...TEMPLATE.directReclaim, totalMs: 2000 / (1 + power) + noise }, kswapd: { ...TEMPLATE.kswapd, cpuS: 6 / (1 + power / 10) },
    kcompressd: { ...TEMPLATE.kcompressd, cpuS: power / 10 }, energyJ: null
  }
}

const pause = (ms: number): Promise<unknown> => new Promise((done) => setTimeout(done, ms))

function aborted(signal: AbortSignal | undefined): Promise<unknown> {
  return new Promise((done) => (signal?.aborted === true ? done(null) : signal?.addEventListener('abort', done, { once: true })))
}

export class FormulaRunner implements Runner {
  readonly parallelism = 2
  readonly jobs: ReplayJob[] = []
  /** Replays fail after this number of results, as in a process that dies. */
  limit = Infinity
  /** Time of one run, one after the other; 0 = all at once. */
  paceMs = 0
  /** Replays beyond this number end only when they are cancelled. */
  heldBeyond = Infinity
  isClosed = false
  #done = 0
  #turn: Promise<unknown> = Promise.resolve()

  prepare(of: Trace, options: PrepareOptions) {
    const window = options.window ?? { startNs: of.startNs, endNs: of.endNs }
    return Promise.resolve(ok({ window, running: findPreset('off')!.config, observed: TEMPLATE, assumptions: [], fit: {}, fitVerdict: { grade: 'none', summary: '' }, warnings: [] } as unknown as Prepared))
  }

  async replay(_prepared: Prepared, job: ReplayJob, run: RunnerOptions = {}) {
    this.jobs.push(job)
    if (this.jobs.length > this.heldBeyond) await aborted(run.signal)
    // Later calls end first, as threads may.
    await (this.paceMs === 0 ? pause(3 - (this.jobs.length % 4)) : (this.#turn = this.#turn.then(() => (run.signal?.aborted === true ? null : pause(this.paceMs)))))
    if (run.signal?.aborted === true) return fail({ code: 'CANCELLED', message: 'cancelled' } as const)
    this.#done += 1
    if (this.#done > this.limit) return fail({ code: 'INTERNAL', message: 'crash' } as const)
    const result: RunResult = { configId: job.config.id, seed: job.seed, member: job.member, metrics: formulaMetrics(job.config, job.member), series: seriesFixture(5), explanation: [], warnings: job.config.kcompressd.threads === 3 ? ['Free memory reached 0.'] : [], eventCount: 1 }
    return ok(result)
  }

  release(): void {}

  close() {
    this.isClosed = true
    return Promise.resolve()
  }
}
