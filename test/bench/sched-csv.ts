/** A scheduling export in trace_processor's form, as large as wanted: names, quotes and empty process names as in real ones. */
import { Random } from '../../src/engine/kernel/random'

const HEADER = '"ts","dur","cpu","end_state","priority","tid","thread_name","pid","process_name"'
const NAMES = ['swapper', 'kswapd0', 'RenderThread', 'surfaceflinger', 'Binder:1234_A', 'kworker/u16:3', 'com.example.app', 'HwBinder:800_1', 'lmkd'] as const
const STATES = ['S', 'R', 'R+', 'D', 'I'] as const
const CPUS = 8
/** When the first slice begins on the trace clock. */
export const FIRST_NS = 1_986_338_000_000
const encoder = new TextEncoder()

const ROWS_PER_CHUNK = 50_000

/** UTF-8 bytes of `rowCount` slices on eight CPUs. */
export function schedCsv(rowCount: number): Uint8Array {
  return Buffer.concat([...schedCsvChunks(rowCount)])
}

/** The same in pieces, for files that do not fit into memory. */
export function* schedCsvChunks(rowCount: number): Generator<Uint8Array> {
  const random = new Random(1)
  const endNs = new Array<number>(CPUS).fill(FIRST_NS)
  let lines = [HEADER]
  for (let row = 0; row < rowCount; row++) {
    // the CPU that is free first: rows come in order of time, as exports do
    const cpu = endNs.indexOf(Math.min(...endNs))
    const durationNs = 5000 + random.below(200_000)
    const startNs = endNs[cpu] as number
    endNs[cpu] = startNs + durationNs
    const who = random.below(NAMES.length)
    const process = who === 0 ? '0,"[NULL]"' : who % 3 === 0 ? '"[NULL]","[NULL]"' : `${1000 + who},"${NAMES[who] as string}"`
    lines.push(`${startNs},${durationNs},${cpu},"${STATES[random.below(STATES.length)] as string}",120,${who === 0 ? 0 : 1000 + who},"${NAMES[who] as string}",${process}`)
    if (lines.length < ROWS_PER_CHUNK) continue
    yield encoder.encode(`${lines.join('\n')}\n`)
    lines = []
  }
  yield encoder.encode(lines.map((line) => `${line}\n`).join(''))
}
