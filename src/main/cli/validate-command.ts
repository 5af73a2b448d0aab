import { assembleValidation } from '../../engine/assemble-validation'
import { observeMetrics } from '../../engine/observe/observe-metrics'
import type { RunResult } from '../../engine/run-types'
import type { Configuration } from '../../shared/config'
import type { AppError } from '../../shared/errors'
import type { Metrics } from '../../shared/metrics'
import { fail, ok, type Result } from '../../shared/result'
import { pagesIdentity } from '../../shared/page-contents'
import type { Validation } from '../../shared/validation'
import { withBaseline } from '../services/comparison-service'
import { runEnsemble } from '../services/run-ensemble'
import { CAPTURE_HELP, CAPTURE_OPTIONS, openNamedCapture, type CaptureValues } from './capture-inputs'
import type { CliParts, Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { loadConfigurations } from './load-configurations'
import { namedPages, PAGES_OPTION } from './pages-option'
import { parseArguments, parseWhole, usageError } from './parse-arguments'
import { ProgressLine } from './progress-line'
import { refuse } from './refuse'
import { validationText } from './validation-text'
import { writeOutput } from './write-output'

const OPTIONS = {
  baseline: { type: 'string' }, actual: { type: 'string', multiple: true }, config: { type: 'string' }, seed: { type: 'string' }, seeds: { type: 'string' }, json: { type: 'string' }, ...PAGES_OPTION, ...CAPTURE_OPTIONS
} as const

const DEFAULT_SEEDS = 9

/** `validate`: predicts one recording from another and says how far off it was. */
export const VALIDATE: Command = {
  name: 'validate',
  summary: 'predict a configuration from one capture and compare with captures that recorded it',
  usage: 'validate --baseline CAPTURE --actual CAPTURE… --config ID|FILE [--seed N] [--seeds N] [--pages F] [--json F] [--columns FILE]',
  help: `Only the baseline is used for the prediction; the actual captures are repetitions of the same workload under --config.

  --baseline CAPTURE  the capture to predict from
  --actual CAPTURE    a capture of the configuration; repeat for repetitions (more may follow as arguments)
  --config ID|FILE    a preset or a JSON file
  --seed N            seed of the model (default 1)
  --seeds N           members of the ensemble (default ${DEFAULT_SEEDS})
  --pages F           a memory dump or any file (also .lz4, .gz) whose pages stand for those of the baseline: their contents are compressed
  --json F            the whole validation as JSON; - is stdout
${CAPTURE_HELP}`,
  async run(argv, parts) {
    const { io } = parts
    const parsed = parseArguments(argv, OPTIONS)
    if (!parsed.ok) return refuse(parsed.error, io)
    const { values, positionals } = parsed.value
    const seed = parseWhole(values.seed, '--seed', 1, 0, 2 ** 31)
    if (!seed.ok) return refuse(seed.error, io)
    const seeds = parseWhole(values.seeds, '--seeds', DEFAULT_SEEDS, 1, 1000)
    if (!seeds.ok) return refuse(seeds.error, io)
    const actualNames = [...(values.actual ?? []), ...positionals]
    if (values.baseline === undefined) return refuse(usageError('No baseline is named.', 'Name a capture with --baseline.'), io)
    if (actualNames.length === 0) return refuse(usageError('No actual capture is named.', 'Name one or more with --actual.'), io)
    if (values.config === undefined) return refuse(usageError('No configuration is named.', 'Name what the actual captures ran with --config.'), io)
    const configs = await loadConfigurations([values.config])
    if (!configs.ok) return refuse(configs.error, io)
    const config = configs.value[0] as Configuration
    const validation = await validate({ baseline: values.baseline, actualNames, values, config, seed: seed.value, seeds: seeds.value }, parts)
    if (!validation.ok) return refuse(validation.error, io)
    if (values.json !== undefined) {
      const written = await writeOutput(values.json, `${JSON.stringify(validation.value, null, 2)}\n`, io)
      if (!written.ok) return refuse(written.error, io)
    }
    if (values.json !== '-') io.stdout.write(validationText(validation.value))
    return EXIT_DONE
  }
}

interface ValidationTask {
  readonly baseline: string
  readonly actualNames: readonly string[]
  readonly values: CaptureValues & { readonly pages?: string | undefined }
  readonly config: Configuration
  readonly seed: number
  readonly seeds: number
}

async function validate(task: ValidationTask, parts: CliParts): Promise<Result<Validation, AppError>> {
  const actuals = await observeAll(task, parts)
  if (!actuals.ok) return actuals
  const trace = await openNamedCapture([task.baseline], task.values, parts)
  if (!trace.ok) return trace
  const pages = await namedPages(task.values.pages, trace.value)
  if (!pages.ok) return pages
  const runner = parts.createRunner()
  const progress = new ProgressLine(parts.io)
  try {
    const { seed, seeds, config } = task
    const prepared = await runner.prepare(trace.value, { window: null, seed, pages: pages.value })
    if (!prepared.ok) return prepared
    const configs = withBaseline(prepared.value.running, [config])
    const results: RunResult[] = []
    const onResult = (result: RunResult): void => {
      results.push(result)
      progress.show({ phase: 'replaying', done: results.length, total: configs.length * seeds, unit: 'runs' })
    }
    const failure = await runEnsemble({ runner, prepared: prepared.value, configs, seed, seeds, signal: new AbortController().signal, onResult })
    if (failure !== null) return fail(failure)
    const ordered = [...results].sort((a, b) => a.member - b.member)
    return ok(assembleValidation({ prepared: prepared.value, config, seed, seeds, baselineName: task.baseline, pages: pages.value === undefined ? undefined : pagesIdentity(pages.value), results: ordered, actuals: actuals.value }))
  } finally {
    progress.clear()
    await runner.close()
  }
}

/** Metrics of every actual capture; each is opened, measured and dropped before the next. */
async function observeAll({ actualNames, values }: ValidationTask, parts: CliParts): Promise<Result<{ name: string; metrics: Metrics }[], AppError>> {
  const observed: { name: string; metrics: Metrics }[] = []
  for (const name of actualNames) {
    const trace = await openNamedCapture([name], values, parts)
    if (!trace.ok) return trace
    observed.push({ name, metrics: observeMetrics(trace.value, null) })
  }
  return ok(observed)
}
