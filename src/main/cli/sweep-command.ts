import { openSpace } from '../../engine/sweep/space'
import type { AppError } from '../../shared/errors'
import { ok, type Result } from '../../shared/result'
import { readGoal, type Sweep } from '../../shared/sweep'
import { sweepToCsv } from '../report/sweep-to-csv'
import { sweepToHtml } from '../report/sweep-to-html'
import { SweepJournal } from '../services/sweep-journal'
import { runSweep, type SweepTask } from '../services/sweep-run'
import { CAPTURE_HELP, CAPTURE_OPTIONS, openNamedCapture } from './capture-inputs'
import type { CliIo, CliParts, Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { namedPages, PAGES_OPTION } from './pages-option'
import { parseArguments, parseWhole } from './parse-arguments'
import { parseWindow } from './parse-window'
import { ProgressLine } from './progress-line'
import { refuse } from './refuse'
import { readGrid } from './sweep-grid'
import { sweepText } from './sweep-text'
import { writeOutput } from './write-output'

const OPTIONS = {
  grid: { type: 'string' }, vary: { type: 'string', multiple: true }, base: { type: 'string' }, minimise: { type: 'string' }, constraint: { type: 'string', multiple: true },
  guided: { type: 'boolean' }, budget: { type: 'string' }, window: { type: 'string' }, seed: { type: 'string' }, seeds: { type: 'string' }, journal: { type: 'string' },
  json: { type: 'string' }, csv: { type: 'string' }, html: { type: 'string' }, ...PAGES_OPTION, ...CAPTURE_OPTIONS
} as const

const MAX_SEEDS = 100
/** Of a guided search: enough for intervals of those that reach the end. */
const GUIDED_SEEDS = 5

const EXAMPLE = `{ "base": "mm", "fields": { "kcompressd.threads": [1, 2, 4], "kcompressd.fifoEntries": [24, 256, 4096] },
      "minimise": ["directReclaim.totalMs", "reclaimCpuS"], "constraints": ["kcompressd CPU below 10 %", "energy no more than off"] }`

/** `sweep`: many configurations over one capture, all of a grid or a search through it. */
export const SWEEP: Command = {
  name: 'sweep',
  summary: 'replay combinations of configuration fields and find the best set',
  usage: 'sweep CAPTURE… --grid FILE | --vary FIELD=VALUES… [--guided] [--constraint TEXT]… [--journal FILE] [--pages F] [--json F] [--csv F] [--html F]',
  help: `What to combine:
  --grid FILE          as JSON:
    ${EXAMPLE}
  --vary FIELD=VALUES  one field and its values: threads=1,2,4  fifoEntries=24..4096 x2  nice=-5..5 +5  cpus='all; 0-1'  rotate=no,yes
                       swappiness=recorded,60  callers=kswapd,kswapd+direct; may be given several times
  --base ID|FILE       what the fields are set on: a preset or a configuration's file (default mm)

What is good:
  --minimise A,B       flat metric names, most important first (default directReclaim.totalMs,reclaimCpuS)
  --constraint TEXT    may be given several times: 'kcompressd CPU below 10 %', 'energy no more than off', 'directReclaim.totalMs <= 500',
                       'reclaimCpuS at most 90 % of baseline'. baseline is the recorded configuration as replayed; presets have their ids.
                       CPU shares are of one CPU. An unknown value meets no constraint.

How to search:
  --guided             instead of every combination: a Latin hypercube, then neighbours of the best, then more runs for the better third each time
  --budget N           combinations that a guided search tries at most (default 96)
  --seeds N            runs per combination, of a search for those that reach the end (default 1, guided ${GUIDED_SEEDS}); 3 or more give intervals
  --seed N             seed of the model and of the search (default 1)
  --window A:B         as for replay
  --pages F            as for replay
  --journal FILE       keep every finished run in FILE; the same command goes on from there after it was stopped, a wider one uses the runs too

Results; - is stdout:
  --json F, --csv F, --html F

${CAPTURE_HELP}

The same sweep gives the same bytes, however many CPUs there are and however often it was stopped.`,
  async run(argv, parts) {
    const { io } = parts
    const parsed = parseArguments(argv, OPTIONS)
    if (!parsed.ok) return refuse(parsed.error, io)
    const { values, positionals } = parsed.value
    const seed = parseWhole(values.seed, '--seed', 1, 0, 2 ** 31)
    if (!seed.ok) return refuse(seed.error, io)
    const grid = await readGrid(values)
    if (!grid.ok) return refuse(grid.error, io)
    const seeds = parseWhole(values.seeds, '--seeds', grid.value.search === 'guided' ? GUIDED_SEEDS : 1, 1, MAX_SEEDS)
    if (!seeds.ok) return refuse(seeds.error, io)
    const goal = readGoal(grid.value)
    if (!goal.ok) return refuse(goal.error, io)
    const space = openSpace(grid.value)
    if (!space.ok) return refuse({ ...space.error, ...(values.grid === undefined ? {} : { file: values.grid }) }, io)
    const trace = await openNamedCapture(positionals, values, parts)
    if (!trace.ok) return refuse(trace.error, io)
    const window = parseWindow(values.window, trace.value)
    if (!window.ok) return refuse(window.error, io)
    const pages = await namedPages(values.pages, trace.value)
    if (!pages.ok) return refuse(pages.error, io)
    const task = { trace: trace.value, pages: pages.value, window: window.value, grid: grid.value, goal: goal.value, space: space.value, seed: seed.value, seeds: seeds.value }
    const swept = await sweep(task, values.journal ?? null, parts)
    if (!swept.ok) return refuse(swept.error, io)
    const written = await writeResults(swept.value, values, io)
    return written.ok ? EXIT_DONE : refuse(written.error, io)
  }
}

async function sweep(task: SweepTask, journal: string | null, parts: CliParts): Promise<Result<Sweep, AppError>> {
  const runner = parts.createRunner()
  const progress = new ProgressLine(parts.io)
  try {
    return await runSweep(task, {
      runner, signal: new AbortController().signal, openJournal: async (header) => (journal === null ? ok(null) : SweepJournal.open(journal, header)),
      onProgress: (phase, done, total) => progress.show({ phase, done, total, unit: 'runs' })
    })
  } finally {
    progress.clear()
    await runner.close()
  }
}

interface Targets {
  readonly json?: string
  readonly csv?: string
  readonly html?: string
}

/** The files asked for, and the table where stdout is free. */
async function writeResults(sweep: Sweep, targets: Targets, io: CliIo): Promise<Result<null, AppError>> {
  const contents: readonly (readonly [string | undefined, () => string])[] = [
    [targets.json, () => `${JSON.stringify(sweep, null, 1)}\n`], [targets.csv, () => sweepToCsv(sweep)], [targets.html, () => sweepToHtml(sweep)]
  ]
  for (const [target, content] of contents) {
    if (target === undefined) continue
    const written = await writeOutput(target, content(), io)
    if (!written.ok) return written
  }
  if (contents.every(([target]) => target !== '-')) io.stdout.write(sweepText(sweep))
  return ok(null)
}
