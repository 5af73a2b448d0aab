#!/usr/bin/env node
/**
 * `npm run fidelity`: predicts every arm of every workload from each of its `off` recordings and rewrites
 * `test/fidelity/table.json` and `table.md`. Some minutes on two cores.
 * `--repetitions`: reads the repetitions again, for what the recordings themselves allow, and keeps the table.
 * `--quick FILE`: the first `off` recording of each workload against off, zram-v1 and mm; the table goes to FILE.
 */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './lib/build.mjs'
import { bundle } from './lib/bundle.mjs'

const ARMS = ['off', 'zram-v1', 'mm', 'mm-memalloc', 'mm-rotate']
const QUICK_ARMS = ['off', 'zram-v1', 'mm']
const keepsTable = process.argv[2] === '--repetitions'
const quickFile = process.argv[2] === '--quick' ? process.argv[3] : undefined

process.chdir(ROOT)
const { hasLab, LAB, recordingsOf, scores, toMarkdown, workloads } = await import(pathToFileURL(await bundle('test/fidelity/report-entry.ts', 'fidelity-report')).href)
if (!hasLab) {
  console.log(`skipped: no recordings at ${LAB} (set RECLAIMSCOPE_CORPUS)`)
  process.exit(0)
}
const program = await bundle('test/fidelity/measure-entry.ts', 'fidelity-measure')

/** One child process; resolves to its part of the table. */
function measure(workload, baseline) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [program, workload, baseline, ...(quickFile === undefined ? ARMS : QUICK_ARMS)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (data) => (text += data))
    child.on('error', failed)
    child.on('close', (code) => (code === 0 ? done(JSON.parse(text)) : failed(new Error(`${workload}/${baseline} ended with code ${code}`))))
  })
}

const jobs = workloads().flatMap((workload) => {
  const repetitions = quickFile === undefined ? [{ workload, baseline: '--repetitions' }] : []
  const baselines = keepsTable ? [] : recordingsOf(workload, 'off')
  return [...(quickFile === undefined ? baselines : baselines.slice(0, 1)).map((baseline) => ({ workload, baseline })), ...repetitions]
})
const parts = new Array(jobs.length)
let next = 0
async function work() {
  for (let i = next++; i < jobs.length; i = next++) {
    const startMs = performance.now()
    parts[i] = await measure(jobs[i].workload, jobs[i].baseline)
    console.log(`${jobs[i].workload}/${jobs[i].baseline}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`)
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work))
const merged = (isRepetition) => Object.assign({}, ...parts.filter((_, i) => (jobs[i].baseline === '--repetitions') === isRepetition))
const tableFile = join(ROOT, 'test/fidelity/table.json')
const table = keepsTable ? JSON.parse(readFileSync(tableFile, 'utf8')) : merged(false)
if (quickFile === undefined) {
  writeFileSync(tableFile, `${JSON.stringify(table, null, 1)}\n`)
  writeFileSync(join(ROOT, 'test/fidelity/table.md'), toMarkdown(table, merged(true)))
} else writeFileSync(quickFile, JSON.stringify(table))
for (const arms of [['off'], ['zram-v1', 'mm'], ['mm-memalloc', 'mm-rotate']]) {
  for (const { metric, median, worst, worstCell, covered } of scores(table, arms)) {
    console.log(`${arms.join('+').padEnd(22)} ${metric.padEnd(24)} median ${median.toFixed(3)}  worst ${worst.toFixed(3)} ${worstCell}  covered ${Math.round(covered * 100)} %`)
  }
}
