import { EXIT_DONE } from './exit-codes'
import type { Command } from './cli-io'
import { CAPTURE_HELP, CAPTURE_OPTIONS, openNamedCapture } from './capture-inputs'
import { comparisonText } from './comparison-text'
import { compareConfigurations } from './compare-configurations'
import { loadConfigurations } from './load-configurations'
import { namedPages, PAGES_OPTION } from './pages-option'
import { parseArguments, parseWhole, usageError } from './parse-arguments'
import { parseWindow } from './parse-window'
import { refuse } from './refuse'
import { writePerfetto } from './write-perfetto'
import { checkTargets, writeReports } from './write-reports'

const OPTIONS = {
  config: { type: 'string', multiple: true }, window: { type: 'string' }, seed: { type: 'string' }, seeds: { type: 'string' },
  ...PAGES_OPTION, json: { type: 'string' }, html: { type: 'string' }, pdf: { type: 'string' }, csv: { type: 'string' }, perfetto: { type: 'string' }, ...CAPTURE_OPTIONS
} as const

/** Compared when no configuration is named: the two patch series. */
const DEFAULT_CONFIGS = ['zram-v1', 'mm']
/** Enough for an interval, few enough to wait for. */
const DEFAULT_SEEDS = 5
const MAX_SEED = 2 ** 31
const MAX_SEEDS = 1000
const MAX_CONFIGS = 64

/** `replay`: the recorded demand under other configurations. */
export const REPLAY: Command = {
  name: 'replay',
  summary: 'replay the demand of a capture under other configurations and compare',
  usage: 'replay CAPTURE… [--config ID|FILE]… [--window A:B] [--seed N] [--seeds N] [--pages F] [--json F] [--html F] [--pdf F] [--csv DIR] [--perfetto F] [--columns FILE]',
  help: `The configuration that ran while recording is always replayed too, as the baseline.

  --config ID|FILE   a preset or a JSON file; repeat for more (default: ${DEFAULT_CONFIGS.join(', ')})
  --window A:B       seconds on the trace's clock as inspect prints them; +A counts from the start; a side may be left out
  --seed N           seed of the model (default 1)
  --seeds N          members per configuration; intervals need at least 3 (default ${DEFAULT_SEEDS})
  --pages F          a memory dump or any file (also .lz4, .gz) whose pages stand for those of the capture: their contents are compressed
  --json F           the whole comparison as JSON; - is stdout
  --html F           a report that opens in any browser; - is stdout
  --pdf F            the same report printed by a Chromium, Chrome or Edge of this machine (RECLAIMSCOPE_CHROMIUM names another)
  --csv DIR          metrics.csv and one series file per configuration
  --perfetto F       the replayed timeline as a Perfetto trace; with several configurations the id goes into each file's name
${CAPTURE_HELP}

Without --json - and --html - a summary is printed.`,
  async run(argv, parts) {
    const { io } = parts
    const parsed = parseArguments(argv, OPTIONS)
    if (!parsed.ok) return refuse(parsed.error, io)
    const { values, positionals } = parsed.value
    const seed = parseWhole(values.seed, '--seed', 1, 0, MAX_SEED)
    if (!seed.ok) return refuse(seed.error, io)
    const seeds = parseWhole(values.seeds, '--seeds', DEFAULT_SEEDS, 1, MAX_SEEDS)
    if (!seeds.ok) return refuse(seeds.error, io)
    const targets = checkTargets(values)
    if (!targets.ok) return refuse(targets.error, io)
    const names = values.config ?? DEFAULT_CONFIGS
    if (names.length > MAX_CONFIGS) return refuse(usageError(`Too many configurations: at most ${MAX_CONFIGS}.`), io)
    const configs = await loadConfigurations(names)
    if (!configs.ok) return refuse(configs.error, io)
    const trace = await openNamedCapture(positionals, values, parts)
    if (!trace.ok) return refuse(trace.error, io)
    const window = parseWindow(values.window, trace.value)
    if (!window.ok) return refuse(window.error, io)
    const pages = await namedPages(values.pages, trace.value)
    if (!pages.ok) return refuse(pages.error, io)
    const compared = await compareConfigurations({ trace: trace.value, window: window.value, configs: configs.value, seed: seed.value, seeds: seeds.value, pages: pages.value }, parts)
    if (!compared.ok) return refuse(compared.error, io)
    const written = await writeReports(compared.value, values, io)
    if (!written.ok) return refuse(written.error, io)
    if (values.perfetto !== undefined) {
      const traces = await writePerfetto(values.perfetto, compared.value, configs.value)
      if (!traces.ok) return refuse(traces.error, io)
    }
    if (values.json !== '-' && values.html !== '-') io.stdout.write(comparisonText(compared.value.comparison))
    return EXIT_DONE
  }
}
