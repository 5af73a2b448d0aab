/** Child process of `scripts/bench.mjs`: without arguments prints the names of the jobs; `bench-entry JOB RUNS` prints its rows as JSON. */
import { benchCancel } from './cancel-bench'
import { benchCompress } from './compress-bench'
import { benchImport } from './import-bench'
import { benchLargeMachine } from './large-machine-bench'
import { benchMemory } from './memory-bench'
import { benchPerfetto, openMs } from './perfetto-bench'
import { benchReplay } from './replay-bench'
import type { BenchOptions, Row } from './timing'
import { benchWindow } from './window-bench'

const JOBS: Readonly<Record<string, (options: BenchOptions) => Row[] | Promise<Row[]>>> = {
  replay: benchReplay, import: benchImport, perfetto: benchPerfetto, memory: benchMemory, cancel: benchCancel, compress: benchCompress, large: benchLargeMachine, window: benchWindow
}

const [name, argument = ''] = process.argv.slice(2)
const job = name === undefined ? undefined : JOBS[name]
const output = name === 'cold' ? await openMs(argument) : job === undefined ? Object.keys(JOBS) : await job({ runs: Math.max(1, Number(argument)) })
process.stdout.write(JSON.stringify(output))
