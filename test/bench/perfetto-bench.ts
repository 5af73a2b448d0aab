/**
 * Opening recordings against Perfetto's own trace_processor. The peer runs where `RECLAIMSCOPE_TRACE_PROCESSOR` names a folder with a
 * `query.mjs` that prints how long it loaded (its start, in which its WebAssembly is compiled, not counted). Wall time here, best of the
 * runs: the peer tells no other. Whole processes are from start to end on both sides.
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
  const cold = times(runs, () => child([process.argv[1] ?? '', 'cold', path]))
  const peer = PEER === undefined ? null : times(runs, () => child([join(PEER, 'query.mjs'), path, '--bench']))
  const coldMs = best(cold.map(({ stdout }) => Number(stdout)))
  const peerMs = peer === null ? null : best(peer.map(({ stdout }) => peerMsIn(stdout)))
  const megabytes = statSync(path).size / 1e6
  const row = (job: string, ms: number, other: number | null, minimum = 0): Row => ({
    job, ms, rate: `${(megabytes / (ms / 1000)).toFixed(0)} MB/s`,
    peer: other === null ? 'trace_processor is not here' : `${(other / ms).toFixed(1)}x trace_processor`,
    budget: minimum === 0 ? '' : `${minimum}x trace_processor`, isMet: minimum === 0 || other === null ? null : other / ms >= minimum
  })
  const peerRow = (job: string, ms: number): Row => ({ ...row(job, ms, ms), peer: '' })
  return [
    row(`open ${basename(path)}, warm`, best(warm), peerMs, PEER_BUDGET),
    row('  first in a new process', coldMs, peerMs, PEER_BUDGET),
    ...(peerMs === null ? [] : [peerRow('  trace_processor, first in a new process', peerMs)]),
    row('  whole process', best(cold.map(({ ms }) => ms)), peer === null ? null : best(peer.map(({ ms }) => ms))),
    ...(peer === null ? [] : [peerRow('  trace_processor, whole process', best(peer.map(({ ms }) => ms)))])
  ]
}

function times<T>(count: number, work: () => T): T[] {
  return Array.from({ length: count }, work)
}

function best(ms: readonly number[]): number {
  return Math.min(...ms)
}

/** Milliseconds that opening takes; also what the child process prints. */
export async function openMs(path: string): Promise<number> {
  const bytes = readFileSync(path)
  const startMs = performance.now()
  const opened = await openCapture([{ kind: 'bytes', name: 'input', bytes }])
  if (!opened.ok) throw new Error(opened.error.message)
  return performance.now() - startMs
}

function peerMsIn(output: string): number {
  const seconds = PEER_SECONDS.exec(output)?.[1]
  if (seconds === undefined) throw new Error('trace_processor did not tell how long it took')
  return Number(seconds) * 1000
}

interface ChildRun {
  readonly stdout: string
  /** From start to end of the process. */
  readonly ms: number
}

function child(args: readonly string[]): ChildRun {
  const startMs = performance.now()
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with code ${status}`)
  return { stdout, ms: performance.now() - startMs }
}
