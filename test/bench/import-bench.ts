/** Import to columns against PapaParse, streaming to arrays, and a bare scan for line ends, on the same bytes; and all that opening a file adds. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import Papa from 'papaparse'
import { TraceBuilder } from '../../src/engine/trace/trace-builder'
import { tpSched } from '../../src/main/import/csv/tp-sched'
import { FileClocks } from '../../src/main/import/file-clocks'
import { ftraceText as ftraceImporter } from '../../src/main/import/ftrace/ftrace-text'
import type { Importer } from '../../src/main/import/importer'
import { openCapture } from '../../src/main/import/open-capture'
import { ftraceText, phoneText } from './captures'
import { schedCsv } from './sched-csv'
import { medians, ratio, type BenchOptions, type Row } from './timing'

const CHUNK_BYTES = 512 * 1024
const CSV_ROWS = 400_000
const NEWLINE = 10
/** At least so many times PapaParse. */
const PEER_BUDGET = 4

interface Job {
  readonly name: string
  readonly importer: Importer
  readonly bytes: Uint8Array
  readonly delimiter: string
}

export async function benchImport(options: BenchOptions): Promise<Row[]> {
  const rows: Row[] = []
  const texts = [ftraceText(), phoneText()].flatMap((text) => (text === null ? [] : [{ name: `ftrace text ${text.name}`, importer: ftraceImporter, bytes: text.bytes, delimiter: ' ' }]))
  for (const job of [...texts, { name: 'sched CSV', importer: tpSched, bytes: schedCsv(CSV_ROWS), delimiter: ',' }]) rows.push(...(await importRows(job, options)))
  return rows
}

async function importRows({ name, importer, bytes, delimiter }: Job, { runs }: BenchOptions): Promise<Row[]> {
  let sliceCount = 0
  const toColumns = (): void => {
    sliceCount = columnsOf(importer, bytes)
  }
  const opened = async (): Promise<void> => {
    const result = await openCapture([{ kind: 'bytes', name: 'input', bytes }])
    if (!result.ok) throw new Error(result.error.message)
  }
  const contestants = [toColumns, opened, () => papaStreaming(bytes, delimiter), () => countLines(bytes), () => createHash('sha256').update(bytes).digest()]
  const [ms = 0, openedMs = 0, papaMs = 0, scanMs = 0, hashMs = 0] = await medians(runs, contestants)
  const rate = (of: number): string => `${(bytes.length / 1e6 / (of / 1000)).toFixed(0)} MB/s`
  const times = ratio(ms, papaMs)
  const beside = (of: number): string => `${ratio(of, papaMs).toFixed(1)}x PapaParse, ${ratio(of, scanMs).toFixed(2)}x byte scan`
  const peer = (job: string, of: number): Row => ({ job: `  ${job}`, ms: of, rate: rate(of), peer: '', budget: '', isMet: null })
  return [
    { job: `${name} to columns`, ms, rate: `${rate(ms)}, ${sliceCount} slices`, peer: beside(ms), budget: `${PEER_BUDGET}x PapaParse`, isMet: times >= PEER_BUDGET },
    { ...peer('opened: recognised, hashed, to columns', openedMs), peer: beside(openedMs) },
    peer('PapaParse, streaming', papaMs), peer('byte scan for line ends', scanMs), peer('SHA-256', hashMs)
  ]
}

/** Number of slices of the trace, so that nothing is optimised away. */
function columnsOf(importer: Importer, bytes: Uint8Array): number {
  const builder = new TraceBuilder()
  const session = importer.start({ builder, file: 'input', formatsRead: new Set(), clocks: new FileClocks(), setDevice: () => undefined })
  for (const chunk of chunksOf(bytes)) session.push(chunk)
  session.end(false)
  return builder.finish({ name: 'input', sources: [], device: null, clock: null }).sched.count
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
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(CHUNK_BYTES, bytes.length - at))
}

function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === NEWLINE) lines++
  return lines
}
