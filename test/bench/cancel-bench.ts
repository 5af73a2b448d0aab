/** How long an import goes on after it was cancelled: while it reads, at several places of a recording that would not end. */
import { setTimeout } from 'node:timers/promises'
import { openCapture } from '../../src/main/import/open-capture'
import { ftraceText } from './captures'
import { repeatedText } from './repeated-text'
import { median, type BenchOptions, type Row } from './timing'

const BUDGET_MS = 200
const ENDLESS_BYTES = 1e12
/** The first cancel comes after this long, each further one so much later than the one before. */
const STEP_MS = 60

/** Wall-clock time from the signal to the answer. */
export async function benchCancel({ runs }: BenchOptions): Promise<Row[]> {
  const text = ftraceText()
  const times: number[] = []
  for (let run = 1; run <= runs; run += 1) times.push(await cancelMs(text.bytes, run * STEP_MS))
  const worst = Math.max(...times)
  return [{ job: `cancel an import of ${text.name}`, ms: median(times), rate: `${worst.toFixed(0)} ms at most`, peer: '', budget: `${BUDGET_MS} ms`, isMet: worst <= BUDGET_MS }]
}

async function cancelMs(text: Uint8Array, afterMs: number): Promise<number> {
  const stop = new AbortController()
  const opening = openCapture([{ kind: 'stream', name: 'endless.txt', stream: repeatedText(text, ENDLESS_BYTES) }], { signal: stop.signal })
  await setTimeout(afterMs)
  const stoppedMs = performance.now()
  stop.abort()
  const opened = await opening
  if (opened.ok || opened.error.code !== 'CANCELLED') throw new Error('an import that was cancelled came to its end')
  return performance.now() - stoppedMs
}
