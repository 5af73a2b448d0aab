#!/usr/bin/env node
/**
 * `npm run fuzz -- [--count N] [--seed S] [--keep FOLDER]`: imports N damaged inputs (default 100000), input i made from seed S + i. A worker
 * does the work so that a hang can be told and ended. Reports crashes, hangs, too much memory and outcomes that the judge
 * rejects, with the seed that reproduces each, and every minute how many are done. Exit code 1 when there was any.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

const MAX_HEAP_MB = 1024
/** Growth of the process that garbage collection does not take back. */
const MAX_RSS_MB = 2048
const MAX_FAILURES = 20
const REPORT_EVERY = 1000
/** A line with the count, so that a run that is stopped was not for nothing. */
const COUNT_EVERY_MS = 60_000
/** Every so many inputs one is also read in pieces. */
const PIECES_EVERY = 16
const MAX_PIECES = 100_000

async function work({ program, first, count, keep }) {
  const { damagedSample, judge, judgePieces, Random } = await import(pathToFileURL(program).href)
  for (let index = 0; index < count; index += 1) {
    const seed = (first + index) >>> 0
    parentPort.postMessage({ seed })
    const sample = damagedSample(new Random(seed))
    let fault
    try {
      fault = await judge(sample)
      if (fault === null && index % PIECES_EVERY === 0) fault = await judgePieces(sample, Math.max(1 + (seed % 300), Math.ceil(sample.bytes.length / MAX_PIECES)))
    } catch (error) {
      fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    if (fault === null) continue
    if (keep !== null) writeFileSync(join(keep, `${seed}-${sample.name}`), sample.bytes)
    parentPort.postMessage({ seed, fault: `${sample.name}: ${fault}` })
  }
  parentPort.postMessage({ isDone: true })
}

/** Runs one worker from `first` on; resolves to the last seed begun, and why it ended. */
function runWorker(options, hangMs, onProgress, onFault) {
  return new Promise((resolve) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: options, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } })
    let last = { seed: options.first, at: performance.now() }
    let faults = 0
    let isEnded = false
    const end = (reason) => {
      if (isEnded) return
      isEnded = true
      clearInterval(timer)
      void worker.terminate()
      resolve({ lastSeed: last.seed, reason })
    }
    const timer = setInterval(() => {
      if (performance.now() - last.at > hangMs * 2) end(`hangs for more than ${hangMs * 2} ms`)
      if (process.memoryUsage().rss > MAX_RSS_MB * 1e6) end('uses too much memory')
    }, 500)
    worker.on('message', (message) => {
      if (message.isDone) return end(null)
      if (message.fault !== undefined) {
        faults += 1
        onFault(message.seed, message.fault)
      } else if (message.seed !== last.seed) onProgress((message.seed - options.first) >>> 0)
      last = { seed: message.seed, at: performance.now() }
      if (faults >= MAX_FAILURES) end('too many failures')
    })
    worker.on('error', (error) => end(`crashed: ${error.stack ?? error.message}`))
  })
}

async function main() {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' }, keep: { type: 'string' } } })
  const [count, firstSeed] = [Number(values.count), Number(values.seed)]
  if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(firstSeed) || firstSeed < 0) throw new Error('--count and --seed are whole numbers')
  if (values.keep !== undefined) mkdirSync(values.keep, { recursive: true })
  const { bundle } = await import('./lib/bundle.mjs')
  const program = await bundle('test/fuzz/entry.ts', 'fuzz')
  const { HANG_MS } = await import(pathToFileURL(program).href)
  const startMs = performance.now()
  let countedMs = startMs
  let [done, failures] = [0, 0]
  const fail = (seed, text) => {
    failures += 1
    console.error(`FAILED  seed ${seed}: ${text}`)
  }
  while (done < count && failures < MAX_FAILURES) {
    const before = done
    const { lastSeed, reason } = await runWorker({ program, first: firstSeed + before, count: count - before, keep: values.keep ?? null }, HANG_MS, (index) => {
      if ((before + index) % REPORT_EVERY === 0 && process.stderr.isTTY) process.stderr.write(`\r${before + index} inputs`)
      if (performance.now() - countedMs < COUNT_EVERY_MS) return
      countedMs = performance.now()
      console.log(`${before + index} inputs from seed ${firstSeed} after ${Math.round((countedMs - startMs) / 60_000)} min: ${failures} failed`)
    }, fail)
    if (reason === null) done = count
    else {
      fail(lastSeed, reason)
      done = ((lastSeed - firstSeed) >>> 0) + 1
    }
  }
  const seconds = (performance.now() - startMs) / 1000
  console.log(`${done} inputs from seed ${firstSeed} in ${seconds.toFixed(0)} s (${Math.round(done / seconds)} per second): ${failures} failed`)
  process.exitCode = failures > 0 ? 1 : 0
}

if (isMainThread) await main()
else await work(workerData)
