/** Hands all replays of a comparison to the runner: the nominal member of every configuration first, so that numbers show early. */
import { setMaxListeners } from 'node:events'
import { bandMember } from '../../engine/series/bands'
import type { Prepared, ReplayJob, RunResult } from '../../engine/run-types'
import type { Configuration } from '../../shared/config'
import type { AppError } from '../../shared/errors'
import type { Runner } from '../runner/runner'

export interface EnsembleOptions {
  readonly runner: Runner
  readonly prepared: Prepared
  readonly configs: readonly Configuration[]
  readonly seed: number
  /** Members per configuration. */
  readonly seeds: number
  readonly signal: AbortSignal
  /** Told of every result, in order of arrival. */
  readonly onResult: (result: RunResult) => void
}

/** Jobs in order: member 0 of every configuration, then member 1, … */
export function ensembleJobs(configs: readonly Configuration[], seed: number, seeds: number): ReplayJob[] {
  return Array.from({ length: seeds }, (_, member) => configs.map((config) => ({ config, seed, member }))).flat()
}

/** Runs every job; returns the first failure (the rest is then cancelled), or null when all went well. */
export async function runEnsemble(options: EnsembleOptions): Promise<AppError | null> {
  const { runner, prepared, onResult } = options
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  // One listener per waiting replay is meant, not a leak.
  setMaxListeners(0, signal)
  let failure: AppError | null = null
  const jobs = ensembleJobs(options.configs, options.seed, options.seeds)
  await Promise.all(
    jobs.map(async (job) => {
      const result = await runner.replay(prepared, job, { signal })
      if (failure !== null) return
      // Series are shown of the nominal member; of the others, which would fill the memory, what its band is made of is kept.
      if (result.ok) return onResult(job.member === 0 ? result.value : forBand(result.value))
      failure = result.error
      stop.abort()
    })
  )
  return failure
}

function forBand({ stallDurations: _, threadTimes: __, ...result }: RunResult): RunResult {
  return { ...result, series: bandMember(result.series) }
}

/** Results by configuration, then member: the same order however the threads finished, so that a comparison has the same bytes. */
export function inOrder(configs: readonly Configuration[], results: readonly RunResult[]): RunResult[] {
  const place = new Map(configs.map(({ id }, index) => [id, index]))
  return [...results].sort((a, b) => (place.get(a.configId) ?? 0) - (place.get(b.configId) ?? 0) || a.member - b.member)
}
