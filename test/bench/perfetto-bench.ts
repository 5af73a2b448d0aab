/**
 * Opening recordings against Perfetto's own trace_processor. The peer runs where `RECLAIMSCOPE_TRACE_PROCESSOR` names a folder with a
 * `query.mjs` that prints how long it loaded (its start not counted). Wall time here, best of the runs: the peer tells no other.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { openCapture } from '../../src/main/import/open-capture'
import { ftraceText, perfettoFiles } from './captures'
import type { BenchOptions, Row } from './timing'

const PEER = process.env['RECLAIMSCOPE_TRACE_PROCESSOR']
/** At least so many times trace_processor. */
const PEER_BUDGET = 5
const PEER_SECONDS = /loaded in ([\d.]+) s/

export async function benchPerfetto(options: BenchOptions): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const text = ftraceText()
    const textPath = join(folder, `${text.name.replace('/', '-')}.txt`)
    writeFileSync(textPath, text.bytes)
    const rows: Row[] = []
    for (const path of [textPath, ...perfettoFiles()]) rows.push(...(await rowsOf(path, options)))
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function rowsOf(path: string, { runs }: BenchOptions): Promise<Row[]> {
  const warm: number[] = []
  for (let run = 0; run < 2 * runs; run += 1) warm.push(await openMs(path))
  const cold = Array.from({ length: runs }, () => Number(childOutput([process.argv[1] ?? '', 'cold', path])))
  const peer = PEER === undefined ? [] : Array.from({ length: runs }, () => peerMs(PEER, path))
  const megabytes = statSync(path).size / 1e6
  const row = (job: string, ms: number): Row => {
    const rate = `${(megabytes / (ms / 1000)).toFixed(0)} MB/s`
    if (peer.length === 0) return { job, ms, rate, peer: 'trace_processor is not here', budget: `${PEER_BUDGET}x trace_processor`, isMet: null }
    const times = Math.min(...peer) / ms
    return { job, ms, rate, peer: `${times.toFixed(1)}x trace_processor`, budget: `${PEER_BUDGET}x trace_processor`, isMet: times >= PEER_BUDGET }
  }
  const peerRow: Row = { job: '  trace_processor', ms: Math.min(...peer), rate: `${(megabytes / (Math.min(...peer) / 1000)).toFixed(0)} MB/s`, peer: '', budget: '', isMet: null }
  return [row(`open ${basename(path)}, warm`, Math.min(...warm)), row('  first in a new process', Math.min(...cold)), ...(peer.length === 0 ? [] : [peerRow])]
}

/** Milliseconds that opening takes; also what the child process prints. */
export async function openMs(path: string): Promise<number> {
  const bytes = readFileSync(path)
  const startMs = performance.now()
  const opened = await openCapture([{ kind: 'bytes', name: 'input', bytes }])
  if (!opened.ok) throw new Error(opened.error.message)
  return performance.now() - startMs
}

function peerMs(folder: string, path: string): number {
  const seconds = PEER_SECONDS.exec(childOutput([join(folder, 'query.mjs'), path, '--bench']))?.[1]
  if (seconds === undefined) throw new Error('trace_processor did not tell how long it took')
  return Number(seconds) * 1000
}

function childOutput(args: readonly string[]): string {
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with code ${status}`)
  return stdout
}
