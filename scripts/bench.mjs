#!/usr/bin/env node
/**
 * `npm run bench [-- JOB… --runs N]`: speed and memory of the parts that have a budget, next to the named peer in the same run.
 * Times are CPU time of the measuring process, but for those of the window. A missed budget is printed, never a failure: a busy machine is no bug.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { ROOT } from './lib/build.mjs'
import { bundle } from './lib/bundle.mjs'

const { values, positionals } = parseArgs({ options: { runs: { type: 'string', default: '5' } }, allowPositionals: true })
process.chdir(ROOT)
const program = await bundle('test/bench/bench-entry.ts', `bench-${process.pid}`)

/** Output of one child, parsed. Its errors go to the terminal. */
function child(...args) {
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 })
  if (status !== 0) throw new Error(`bench ${args.join(' ')} ended with code ${status}`)
  return JSON.parse(stdout)
}

function cells({ job, ms, rate, peer, budget, isMet }) {
  return [job, ms === null ? '' : ms < 10 ? ms.toFixed(1) : ms.toFixed(0), rate, peer, isMet === null ? budget : `${isMet ? 'met' : 'MISSED'} (${budget})`]
}

try {
  const names = child()
  const unknown = positionals.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    console.error(`No such job: ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
    process.exitCode = 2
  } else {
    console.log(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}; CPU time, median of ${values.runs}`)
    const rows = (positionals.length > 0 ? positionals : names).flatMap((name) => child(name, values.runs))
    const table = [['job', 'ms', 'rate', 'beside', 'budget'], ...rows.map(cells)]
    const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
    for (const row of table) console.log(row.map((cell, column) => (column === 1 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd())
  }
} finally {
  rmSync(program, { force: true })
}
