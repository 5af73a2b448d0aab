import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { assembleSweep, expandGrid, type GridPoint } from '../../engine/sweep'
import type { RunResult } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import { excerpt, type AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { gridSchema, type Grid, type Sweep } from '../../shared/sweep'
import { identityOf } from '../services/capture-summary'
import { withBaseline } from '../services/comparison-service'
import { inOrder, runEnsemble } from '../services/run-ensemble'
import { CAPTURE_HELP, CAPTURE_OPTIONS, openNamedCapture } from './capture-inputs'
import type { CliParts, Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { parseArguments, parseWhole, usageError } from './parse-arguments'
import { parseWindow } from './parse-window'
import { ProgressLine } from './progress-line'
import { refuse } from './refuse'
import { sweepText } from './sweep-text'
import { writeOutput } from './write-output'

const OPTIONS = { grid: { type: 'string' }, window: { type: 'string' }, seed: { type: 'string' }, seeds: { type: 'string' }, json: { type: 'string' }, ...CAPTURE_OPTIONS } as const

const EXAMPLE = '{ "base": "mm", "fields": { "kcompressd.threads": [1, 2, 4], "kcompressd.fifoEntries": [24, 256, 4096] },\n    "minimise": ["directReclaim.totalMs", "reclaimCpuS"], "constraints": { "kcompressd.cpuS": 2.5, "energyJ": { "vsBaseline": 0 } } }'

/** `sweep`: every combination of a grid over one capture. */
export const SWEEP: Command = {
  name: 'sweep',
  summary: 'replay every combination of some fields and find the best set',
  usage: 'sweep CAPTURE… --grid FILE [--window A:B] [--seed N] [--seeds N] [--json F] [--columns FILE]',
  help: `  --grid FILE    what to combine, as JSON:
    ${EXAMPLE}
  --window A:B   as for replay
  --seed N       seed of the model (default 1)
  --seeds N      members per combination (default 1)
  --json F       all points as JSON; - is stdout
${CAPTURE_HELP}

Constraints are largest values of flat metric names; { "vsBaseline": P } allows P percent more than the baseline.`,
  async run(argv, parts) {
    const { io } = parts
    const parsed = parseArguments(argv, OPTIONS)
    if (!parsed.ok) return refuse(parsed.error, io)
    const { values, positionals } = parsed.value
    const seed = parseWhole(values.seed, '--seed', 1, 0, 2 ** 31)
    if (!seed.ok) return refuse(seed.error, io)
    const seeds = parseWhole(values.seeds, '--seeds', 1, 1, 100)
    if (!seeds.ok) return refuse(seeds.error, io)
    if (values.grid === undefined) return refuse(usageError('No grid is named.', 'Name a JSON file with --grid.'), io)
    const grid = await loadGrid(values.grid)
    if (!grid.ok) return refuse(grid.error, io)
    const points = expandGrid(grid.value)
    if (!points.ok) return refuse({ ...points.error, file: values.grid }, io)
    const trace = await openNamedCapture(positionals, values, parts)
    if (!trace.ok) return refuse(trace.error, io)
    const window = parseWindow(values.window, trace.value)
    if (!window.ok) return refuse(window.error, io)
    const swept = await sweep({ trace: trace.value, window: window.value, grid: grid.value, points: points.value, seed: seed.value, seeds: seeds.value }, parts)
    if (!swept.ok) return refuse(swept.error, io)
    if (values.json !== undefined) {
      const written = await writeOutput(values.json, `${JSON.stringify(swept.value, null, 1)}\n`, io)
      if (!written.ok) return refuse(written.error, io)
    }
    if (values.json !== '-') io.stdout.write(sweepText(swept.value))
    return EXIT_DONE
  }
}

async function loadGrid(file: string): Promise<Result<Grid, AppError>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch {
    return fail({ code: 'INPUT_NOT_FOUND', file, message: 'The grid cannot be read.' })
  }
  let data: unknown
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    return fail({ code: 'CONFIG_INVALID', file, message: 'The grid is not JSON.', found: excerpt(cause instanceof Error ? cause.message : String(cause)), expected: 'one JSON object' })
  }
  const parsed = v.safeParse(gridSchema, data)
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  return fail({ code: 'CONFIG_INVALID', file, message: `The grid is not valid at ${v.getDotPath(issue) ?? 'the whole file'}: ${issue.message}.`, advice: "See 'reclaimscope schema grid'." })
}

interface SweepTask {
  readonly trace: Trace
  readonly window: { readonly startNs: number; readonly endNs: number } | null
  readonly grid: Grid
  readonly points: readonly GridPoint[]
  readonly seed: number
  readonly seeds: number
}

async function sweep(task: SweepTask, parts: CliParts): Promise<Result<Sweep, AppError>> {
  const runner = parts.createRunner()
  const progress = new ProgressLine(parts.io)
  try {
    const { trace, grid, points, seed, seeds } = task
    progress.show({ phase: 'calibrating', done: 0, total: 1, unit: 'runs' })
    const prepared = await runner.prepare(trace, { window: task.window, seed })
    if (!prepared.ok) return prepared
    const configs = withBaseline(prepared.value.running, points.map(({ config }) => config))
    const results: RunResult[] = []
    const onResult = (result: RunResult): void => {
      results.push({ ...result, series: { startNs: 0, binNs: 1, binCount: 0, series: [], cpus: [] } })
      progress.show({ phase: 'replaying', done: results.length, total: configs.length * seeds, unit: 'runs' })
    }
    const failure = await runEnsemble({ runner, prepared: prepared.value, configs, seed, seeds, signal: new AbortController().signal, onResult })
    if (failure !== null) return fail(failure)
    return ok(assembleSweep({ prepared: prepared.value, capture: identityOf(trace, prepared.value.window), grid, points, seed, seeds, results: inOrder(configs, results) }))
  } finally {
    progress.clear()
    await runner.close()
  }
}
