/** Import to columns against PapaParse, streaming to arrays, and a bare scan for line ends, on the same bytes. */
import { Readable } from 'node:stream'
import Papa from 'papaparse'
import { openCapture } from '../../src/main/import/open-capture'
import { ftraceText } from './captures'
import { schedCsv } from './sched-csv'
import { medians, ratio, type BenchOptions, type Row } from './timing'

const CHUNK_BYTES = 512 * 1024
const CSV_ROWS = 400_000
const NEWLINE = 10
/** At least so many times PapaParse. */
const PEER_BUDGET = 4

export async function benchImport(options: BenchOptions): Promise<Row[]> {
  const text = ftraceText()
  return [...(await importRows(`ftrace text ${text.name}`, 'trace.txt', text.bytes, ' ', options)), ...(await importRows('sched CSV', 'sched.csv', schedCsv(CSV_ROWS), ',', options))]
}

async function importRows(job: string, name: string, bytes: Uint8Array, delimiter: string, { runs }: BenchOptions): Promise<Row[]> {
  let sliceCount = 0
  const product = async (): Promise<void> => {
    const opened = await openCapture([{ kind: 'bytes', name, bytes }])
    if (!opened.ok) throw new Error(opened.error.message)
    sliceCount = opened.value.sched.count
  }
  const [ms = 0, papaMs = 0, scanMs = 0] = await medians(runs, [product, () => papaStreaming(bytes, delimiter), () => countLines(bytes)])
  const rate = (of: number): string => `${(bytes.length / 1e6 / (of / 1000)).toFixed(0)} MB/s`
  const times = ratio(ms, papaMs)
  return [
    { job: `import ${job}`, ms, rate: `${rate(ms)}, ${sliceCount} slices`, peer: `${times.toFixed(1)}x PapaParse, ${ratio(ms, scanMs).toFixed(3)}x byte scan`, budget: `${PEER_BUDGET}x PapaParse`, isMet: times >= PEER_BUDGET },
    { job: '  PapaParse, streaming', ms: papaMs, rate: rate(papaMs), peer: '', budget: '', isMet: null },
    { job: '  byte scan for line ends', ms: scanMs, rate: rate(scanMs), peer: '', budget: '', isMet: null }
  ]
}

/** Rows as arrays, chunk by chunk; returns how many, so that nothing is optimised away. */
function papaStreaming(bytes: Uint8Array, delimiter: string): Promise<number> {
  return new Promise((done, failed) => {
    let rows = 0
    const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter })
    parser.on('data', () => rows++)
    parser.on('end', () => done(rows))
    parser.on('error', failed)
    Readable.from(chunksOf(bytes)).pipe(parser)
  })
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield Buffer.from(bytes.subarray(at, at + CHUNK_BYTES))
}

function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === NEWLINE) lines++
  return lines
}
