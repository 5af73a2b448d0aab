/**
 * Import to columns against PapaParse, streaming to arrays, and bare scans for line ends, byte by byte and with the runtime's own search,
 * each from the same file; and what a product adds that a parser does not: recognising the format and the SHA-256 of the file.
 */
import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { TraceBuilder } from '../../src/engine/trace/trace-builder'
import { FileClocks } from '../../src/main/import/file-clocks'
import type { Importer } from '../../src/main/import/importer'
import { CHUNK_BYTES, listInputs } from '../../src/main/import/input/capture-input'
import { openCapture } from '../../src/main/import/open-capture'
import { IMPORTERS } from '../../src/main/import/registry'
import { ftraceText, phoneText } from './captures'
import { schedCsv } from './sched-csv'
import { medians, ratio, type BenchOptions, type Row } from './timing'

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
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const rows: Row[] = []
    const texts = [ftraceText(), phoneText()].flatMap((text) => (text === null ? [] : [{ name: `ftrace text ${text.name}`, importer: importerOf('ftrace-text'), bytes: text.bytes, delimiter: ' ' }]))
    for (const job of [...texts, { name: 'sched CSV', importer: importerOf('tp-sched'), bytes: schedCsv(CSV_ROWS), delimiter: ',' }]) rows.push(...(await importRows(job, join(folder, 'input'), options)))
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function importerOf(id: string): Importer {
  const importer = IMPORTERS.find((entry) => entry.id === id)
  if (importer === undefined) throw new Error(`no importer ${id}`)
  return importer
}

async function importRows({ name, importer, bytes, delimiter }: Job, path: string, { runs }: BenchOptions): Promise<Row[]> {
  writeFileSync(path, bytes)
  let sliceCount = 0
  const toColumns = async (): Promise<void> => {
    sliceCount = await columnsOf(importer, path)
  }
  const opened = async (): Promise<void> => {
    const result = await openCapture([{ kind: 'path', path }])
    if (!result.ok) throw new Error(result.error.message)
  }
  const contestants = [toColumns, opened, () => papaStreaming(path, delimiter), () => countLines(path, newlinesIn), () => countLines(path, newlinesFound), () => hashOf(path)]
  const [ms = 0, openedMs = 0, papaMs = 0, scanMs = 0, searchMs = 0, hashMs = 0] = await medians(runs, contestants)
  const rate = (of: number): string => `${(bytes.length / 1e6 / (of / 1000)).toFixed(0)} MB/s`
  const times = ratio(ms, papaMs)
  const beside = (of: number): string => `${ratio(of, papaMs).toFixed(1)}x PapaParse, ${ratio(of, scanMs).toFixed(2)}x byte scan`
  const peer = (job: string, of: number): Row => ({ job: `  ${job}`, ms: of, rate: rate(of), peer: '', budget: '', isMet: null })
  return [
    { job: `${name} to columns`, ms, rate: `${rate(ms)}, ${sliceCount} slices`, peer: beside(ms), budget: `${PEER_BUDGET}x PapaParse`, isMet: times >= PEER_BUDGET },
    { ...peer('opened: with recognition and SHA-256 of the file', openedMs), peer: beside(openedMs) },
    peer('PapaParse, streaming', papaMs), peer('byte scan for line ends', scanMs),
    peer('search for line ends (Buffer.indexOf)', searchMs), peer('SHA-256 alone', hashMs)
  ]
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const listed = await listInputs([{ kind: 'path', path }])
  if (listed.ok) for (const file of listed.value.files) yield* file.read()
}

/** The last session: of classes without any object left, garbage collection throws away the compiled code, and every run would be a first one. */
const kept: unknown[] = []

/** Number of slices of the trace, so that nothing is optimised away. */
async function columnsOf(importer: Importer, path: string): Promise<number> {
  const builder = new TraceBuilder()
  const session = importer.start({ builder, file: 'input', formatsRead: new Set(), clocks: new FileClocks(), setDevice: () => undefined })
  for await (const chunk of chunksOf(path)) session.push(chunk)
  session.end(false)
  kept.splice(0, kept.length, builder, session)
  return builder.finish({ name: 'input', sources: [], device: null, clock: null }).sched.count
}

/** Rows as arrays, chunk by chunk; returns how many, so that nothing is optimised away. */
function papaStreaming(path: string, delimiter: string): Promise<number> {
  return new Promise((done, failed) => {
    let rows = 0
    const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter })
    parser.on('data', () => rows++)
    parser.on('end', () => done(rows))
    parser.on('error', failed)
    createReadStream(path, { highWaterMark: CHUNK_BYTES }).pipe(parser)
  })
}

async function countLines(path: string, count: (bytes: Uint8Array) => number): Promise<number> {
  let lines = 0
  for await (const chunk of chunksOf(path)) lines += count(chunk)
  return lines
}

function newlinesIn(bytes: Uint8Array): number {
  let lines = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === NEWLINE) lines++
  return lines
}

/** The same by native code: what nobody who finds lines one by one can be faster than. */
function newlinesFound(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let lines = 0
  for (let at = buffer.indexOf(NEWLINE); at >= 0; at = buffer.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunksOf(path)) hash.update(chunk)
  return hash.digest('hex')
}
