/**
 * The runs of a sweep on disk, so that a sweep that was stopped, by whatever, goes on where it was. Lines of JSON, only ever appended: a header
 * that says what the runs are of, then runs, and the sweeps that asked for them. A run is known by what the engine sees of its configuration,
 * hence a wider sweep of the same capture uses the runs of a narrower one.
 *
 * A process that dies while it writes leaves half a last line: it is cut off. Anything else that cannot be read is refused, never repaired.
 */
import { createHash } from 'node:crypto'
import { open, readFile, stat, truncate, type FileHandle } from 'node:fs/promises'
import * as v from 'valibot'
import { captureIdentitySchema, type CaptureIdentity } from '../../shared/comparison'
import { excerpt, type AppError } from '../../shared/errors'
import { metricsSchema } from '../../shared/metrics'
import { fail, ok, type Result } from '../../shared/result'
import { gridSchema } from '../../shared/sweep'
import { ENGINE_VERSION, PRODUCT_VERSION } from '../../shared/version'

export const JOURNAL_SCHEMA_ID = 'reclaimscope.sweep-journal/1'
/** 5000 combinations with 20 runs each; larger files are something else. Runs beyond it are not kept. */
const MAX_BYTES = 256 * 1024 * 1024

const HEADER_START = `{"schema":"${JOURNAL_SCHEMA_ID}"`

const headerSchema = v.object({
  schema: v.literal(JOURNAL_SCHEMA_ID), product: v.string(), engine: v.string(), capture: captureIdentitySchema, seed: v.number(),
  /** Of the calibrated model: other costs give other runs. */
  model: v.string()
})
export type JournalHeader = v.InferOutput<typeof headerSchema>

const askedSchema = v.object({ grid: gridSchema, seeds: v.number(), window: v.nullable(v.object({ startNs: v.number(), endNs: v.number() })) })
/** A sweep that wrote into the journal. */
export type AskedSweep = v.InferOutput<typeof askedSchema>

const runSchema = v.object({ key: v.string(), member: v.number(), metrics: metricsSchema, warnings: v.array(v.string()) })
type KeptRun = v.InferOutput<typeof runSchema>

const lineSchema = v.union([
  v.object({ run: runSchema }),
  v.object({ sweep: askedSchema }),
  v.object({ done: v.literal(true) })
])

export interface JournalContent {
  readonly header: JournalHeader
  readonly runs: readonly KeptRun[]
  /** The last sweep asked for, and whether it came to its end. */
  readonly asked: AskedSweep | null
  readonly isDone: boolean
  /** Bytes of whole lines; what follows is half a line. */
  readonly wholeBytes: number
}

/** Who the runs of a journal belong to. */
export function journalHeader(capture: CaptureIdentity, seed: number, model: unknown): JournalHeader {
  return { schema: JOURNAL_SCHEMA_ID, product: PRODUCT_VERSION, engine: ENGINE_VERSION, capture, seed, model: digest(model) }
}

/** SHA-256 of a value as JSON, shortened. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}

/**
 * Reads a journal.
 * @returns null when the file is missing or empty; JOURNAL_INVALID with the line that is none of a journal
 */
export async function readJournal(path: string): Promise<Result<JournalContent | null, AppError>> {
  let bytes: Buffer
  try {
    const { size } = await stat(path)
    if (size > MAX_BYTES) return fail(invalid(path, 1, 'The file is too large for a journal.', `${size} bytes`))
    bytes = await readFile(path)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ok(null)
    return fail({ code: 'INPUT_UNREADABLE', file: path, message: `The journal cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.` })
  }
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1
  // Nothing, or half a header of ours: nothing was kept yet.
  if (bytes.length === 0 || (wholeBytes === 0 && bytes.toString('utf8').startsWith(HEADER_START))) return ok(null)
  const [first = '', ...rest] = bytes.subarray(0, wholeBytes).toString('utf8').split('\n')
  const header = v.safeParse(headerSchema, parseJson(first))
  if (!header.success) return fail(invalid(path, 1, 'The file is no journal of a sweep.', bytes.subarray(0, 200).toString('utf8')))
  return readLines(path, header.output, rest.filter((line, index) => line !== '' || index < rest.length - 1), wholeBytes)
}

function readLines(path: string, header: JournalHeader, lines: readonly string[], wholeBytes: number): Result<JournalContent, AppError> {
  const runs: KeptRun[] = []
  let asked: AskedSweep | null = null
  let isDone = false
  for (const [index, text] of lines.entries()) {
    const line = v.safeParse(lineSchema, parseJson(text))
    if (!line.success) return fail(invalid(path, index + 2, 'A line of the journal cannot be read.', text))
    if ('run' in line.output) runs.push(line.output.run)
    else if ('sweep' in line.output) [asked, isDone] = [line.output.sweep, false]
    else isDone = true
  }
  return ok({ header, runs, asked, isDone, wholeBytes })
}

function invalid(file: string, line: number, message: string, found: string): AppError {
  return { code: 'JOURNAL_INVALID', file, line, message, found: excerpt(found), expected: `a journal (${JOURNAL_SCHEMA_ID})`, advice: 'Name another file; this one is left as it is.' }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Why runs of one header are none of the other, or null. */
export function mismatch(path: string, found: JournalHeader, expected: JournalHeader): AppError | null {
  const describe = ({ product, engine, capture, seed }: JournalHeader): string => `${capture.name}, ${capture.window.startS} s to ${capture.window.endS} s, seed ${seed}, product ${product}, engine ${engine}`
  const whose = ({ files, clock, window }: CaptureIdentity): unknown => [files.map(({ sha256, bytes, name }) => sha256 ?? [name, bytes]), clock, window]
  const isSame = digest(whose(found.capture)) === digest(whose(expected.capture)) && found.seed === expected.seed && found.product === expected.product && found.engine === expected.engine
  if (isSame && found.model === expected.model) return null
  return {
    code: 'JOURNAL_MISMATCH', file: path, message: isSame ? 'The journal was written with another model of this capture.' : 'The journal belongs to another sweep.',
    found: describe(found), expected: describe(expected), advice: 'Name another file, or delete this one to start again.'
  }
}

/** A journal open for appending. */
export class SweepJournal {
  readonly content: JournalContent
  readonly #path: string
  readonly #file: FileHandle
  readonly #maxBytes: number
  #bytes: number
  #isFull = false
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(path: string, file: FileHandle, content: JournalContent, maxBytes: number) {
    this.#path = path
    this.#file = file
    this.#maxBytes = maxBytes
    this.#bytes = content.wholeBytes
    this.content = content
  }

  /**
   * Opens the journal at `path`, or begins one.
   * @param maxBytes beyond which nothing is appended: a larger file would not be read again
   * @returns JOURNAL_MISMATCH for runs of another capture, window, seed or version; JOURNAL_INVALID for another file; WRITE_FAILED
   */
  static async open(path: string, header: JournalHeader, maxBytes = MAX_BYTES): Promise<Result<SweepJournal, AppError>> {
    const found = await readJournal(path)
    if (!found.ok) return found
    const wrong = found.value === null ? null : mismatch(path, found.value.header, header)
    if (wrong !== null) return fail(wrong)
    try {
      await cutAfter(path, found.value?.wholeBytes ?? 0)
      const file = await open(path, 'a')
      const journal = new SweepJournal(path, file, found.value ?? { header, runs: [], asked: null, isDone: false, wholeBytes: 0 }, maxBytes)
      const failure = found.value === null ? await journal.#append(header) : null
      return failure === null ? ok(journal) : fail(failure)
    } catch (cause) {
      return fail(writeFailed(path, cause))
    }
  }

  /** A line no longer fitted, and none was appended since. */
  get isFull(): boolean {
    return this.#isFull
  }

  begin(asked: AskedSweep): Promise<AppError | null> {
    return this.#append({ sweep: asked })
  }

  add(run: KeptRun): Promise<AppError | null> {
    return this.#append({ run })
  }

  end(): Promise<AppError | null> {
    return this.#append({ done: true })
  }

  /** Waits for what is being written. May be called again. */
  async close(): Promise<void> {
    await this.#writing
    await this.#file.close()
  }

  /** One line after the other; the lines of a crash are whole but for the last. */
  #append(line: object): Promise<AppError | null> {
    const text = `${JSON.stringify(line)}\n`
    this.#bytes += Buffer.byteLength(text)
    this.#isFull ||= this.#bytes > this.#maxBytes
    if (this.#isFull) return Promise.resolve(null)
    const written = this.#writing.then(() => this.#file.appendFile(text)).then(() => null, (cause: unknown) => writeFailed(this.#path, cause))
    this.#writing = written
    return written
  }
}

/** Cuts off what follows `bytes`; through the path, since Windows truncates nothing that is open for appending. */
async function cutAfter(path: string, bytes: number): Promise<void> {
  const size = await stat(path).then((found) => found.size, () => 0)
  if (size > bytes) await truncate(path, bytes)
}

function writeFailed(file: string, cause: unknown): AppError {
  return { code: 'WRITE_FAILED', file, message: `The journal cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, advice: 'Choose another place and try again.' }
}
