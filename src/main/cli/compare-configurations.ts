/** Runs a comparison from start to end for the command line. */
import { assembleComparison } from '../../engine/assemble-comparison'
import type { Prepared, RunResult, TimeWindow } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import type { Comparison } from '../../shared/comparison'
import type { Configuration } from '../../shared/config'
import type { AppError } from '../../shared/errors'
import type { FilePages } from '../../shared/page-contents'
import { fail, ok, type Result } from '../../shared/result'
import type { SeriesSet } from '../../shared/series'
import type { Runner } from '../runner/runner'
import { identityOf } from '../services/capture-summary'
import { withBaseline } from '../services/comparison-service'
import { inOrder, runEnsemble } from '../services/run-ensemble'
import type { CliParts } from './cli-io'
import { ProgressLine } from './progress-line'

export interface ComparisonTask {
  readonly trace: Trace
  /** Null = the whole span. */
  readonly window: TimeWindow | null
  readonly configs: readonly Configuration[]
  readonly seed: number
  readonly seeds: number
  readonly pages?: FilePages | undefined
}

export interface ComparedConfigurations {
  readonly trace: Trace
  readonly prepared: Prepared
  readonly window: TimeWindow
  readonly comparison: Comparison
  /** Series of the nominal run of every configuration, the baseline first. */
  readonly series: readonly { readonly configId: string; readonly series: SeriesSet }[]
}

/** Calibrates, replays all members on a runner and assembles the comparison. */
export async function compareConfigurations(task: ComparisonTask, parts: CliParts): Promise<Result<ComparedConfigurations, AppError>> {
  const runner = parts.createRunner()
  const progress = new ProgressLine(parts.io)
  try {
    return await compare(task, runner, progress)
  } finally {
    progress.clear()
    await runner.close()
  }
}

async function compare(task: ComparisonTask, runner: Runner, progress: ProgressLine): Promise<Result<ComparedConfigurations, AppError>> {
  const { trace, seed, seeds } = task
  progress.show({ phase: 'calibrating', done: 0, total: 1, unit: 'runs' })
  const prepared = await runner.prepare(trace, { window: task.window, seed, pages: task.pages })
  if (!prepared.ok) return prepared
  const configs = withBaseline(prepared.value.running, task.configs)
  const results: RunResult[] = []
  const onResult = (result: RunResult): void => {
    results.push(result)
    progress.show({ phase: 'replaying', done: results.length, total: configs.length * seeds, unit: 'runs' })
  }
  const failure = await runEnsemble({ runner, prepared: prepared.value, configs, seed, seeds, signal: new AbortController().signal, onResult })
  if (failure !== null) return fail(failure)
  const { window } = prepared.value
  const ordered = inOrder(configs, results)
  const comparison = assembleComparison({ prepared: prepared.value, capture: identityOf(trace, window, task.pages), seed, seeds, results: ordered, configs, traceWarnings: trace.warnings })
  const series = ordered.filter(({ member }) => member === 0).map((result) => ({ configId: result.configId, series: result.series }))
  return ok({ trace, prepared: prepared.value, window, comparison, series })
}
