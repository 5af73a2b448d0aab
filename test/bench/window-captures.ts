/** Captures for the benchmark of the window, written to a folder: the same bytes every time. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../../src/engine/kernel/random'
import { FIRST_NS, schedCsvChunks } from './sched-csv'

/** Mean slice of `schedCsv`, over its eight CPUs. */
const NS_PER_ROW = 105_000 / 8
const SAMPLE_MS = 100
const BYTES_PER_MB = 1e6

/** A folder with `rowCount` scheduling slices and ten samples of kernel counters per second. */
export function writeSlices(folder: string, rowCount: number): string {
  mkdirSync(folder, { recursive: true })
  writeChunks(join(folder, 'sched.csv'), schedCsvChunks(rowCount))
  writeFileSync(join(folder, 'vmstat.csv'), vmstatCsv((rowCount * NS_PER_ROW) / 1e9))
  return folder
}

/** Free pages that go up and down, and steals and stalls while they are few. */
function vmstatCsv(seconds: number): string {
  const random = new Random(2)
  const lines = ['t,nr_free_pages,pgsteal_anon,pgscan_kswapd,allocstall']
  let steals = 0
  let stalls = 0
  for (let at = 0; at * SAMPLE_MS < seconds * 1000; at++) {
    const free = Math.round(6000 + 5000 * Math.sin(at / 40) + random.below(400))
    if (free < 3000) steals += random.below(4000)
    if (free < 1500) stalls += random.below(30)
    lines.push(`${(FIRST_NS / 1e9 + (at * SAMPLE_MS) / 1000).toFixed(3)},${free},${steals},${steals * 2},${stalls}`)
  }
  return `${lines.join('\n')}\n`
}

/** An ftrace text file of about `megabytes`: context switches of eight CPUs and a direct reclaim now and then. */
export function writeFtrace(path: string, megabytes: number): string {
  writeChunks(path, ftraceChunks(megabytes * BYTES_PER_MB))
  return path
}

const LINES_PER_CHUNK = 20_000

function* ftraceChunks(byteCount: number): Generator<Uint8Array> {
  const random = new Random(3)
  const running = Array.from({ length: 8 }, () => 0)
  let lines = ['# tracer: nop', '#']
  let written = 0
  for (let us = 10_000_000; written < byteCount; us += 3 + random.below(20)) {
    const cpu = random.below(8)
    const before = running[cpu] ?? 0
    const next = random.below(40)
    running[cpu] = next
    const at = `${prefix(before, cpu)} ${(us / 1e6).toFixed(6)}:`
    lines.push(`${at} sched_switch: prev_comm=${nameOf(before)} prev_pid=${pidOf(before)} prev_prio=120 prev_state=S ==> next_comm=${nameOf(next)} next_pid=${pidOf(next)} next_prio=120`)
    if (next > 1 && random.below(200) === 0) {
      lines.push(`${prefix(next, cpu)} ${((us + 1) / 1e6).toFixed(6)}: mm_vmscan_direct_reclaim_begin: order=0 gfp_flags=GFP_HIGHUSER_MOVABLE`)
      lines.push(`${prefix(next, cpu)} ${((us + 2) / 1e6).toFixed(6)}: mm_vmscan_direct_reclaim_end: nr_reclaimed=32`)
    }
    if (lines.length < LINES_PER_CHUNK) continue
    const chunk = new TextEncoder().encode(`${lines.join('\n')}\n`)
    written += chunk.length
    lines = []
    yield chunk
  }
}

const nameOf = (who: number): string => (who === 0 ? 'swapper' : who === 1 ? 'kswapd0' : `com.example.app${who}`)
const pidOf = (who: number): number => (who === 0 ? 0 : 1000 + who)
const prefix = (who: number, cpu: number): string => `${`${nameOf(who)}-${pidOf(who)}`.padStart(24)}   [00${cpu}] d..2.`

function writeChunks(path: string, chunks: Iterable<Uint8Array>): void {
  const file = openSync(path, 'w')
  for (const chunk of chunks) writeSync(file, chunk)
  closeSync(file)
}
