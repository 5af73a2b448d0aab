/**
 * Several results of trace_processor in one file: what a file with several statements prints, one table per statement with an empty line
 * between them (FORMATS b.1). Each table goes to the importer that knows its header.
 */
import { excerpt, type AppError } from '../../../shared/errors'
import type { Importer, ImportSession, ImportTarget, InputHead } from '../importer'

/** An empty line with a quote behind it, with either line end. */
const BOUNDARIES = ['\n\n"', '\r\n\r\n"'] as const
const MAX_LINE_ENDS = 4
const NEWLINE = 10
const RETURN = 13
/** A header has only names in quotes; rows have numbers. */
const HEADER = /^"[A-Za-z_][^",\r\n]{0,100}"(,"[A-Za-z_][^",\r\n]{0,100}")+\r?\n/
/** Bytes of the next table that must be known to tell what it is. */
const HEAD_BYTES = 8192

/** The importer, which goes on with others at the next table. */
export function withResultSets(importer: Importer, find: (head: InputHead) => Importer | null): Importer {
  return { ...importer, start: (target) => new ResultSets(target, importer.start(target), find) }
}

class ResultSets implements ImportSession {
  private readonly target: ImportTarget
  private readonly find: (head: InputHead) => Importer | null
  private session: ImportSession | null
  private earlierLines = 0
  private held: Buffer = Buffer.alloc(0)
  private sets = 1
  private isRead = false
  private readonly emptyErrors: AppError[] = []

  constructor(target: ImportTarget, first: ImportSession, find: (head: InputHead) => Importer | null) {
    this.target = target
    this.session = first
    this.find = find
  }

  get lines(): number {
    return this.earlierLines + (this.session?.lines ?? 0)
  }

  push(chunk: Uint8Array): AppError | null {
    const plain = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const bytes = this.held.length === 0 ? plain : Buffer.concat([this.held, plain])
    this.held = Buffer.alloc(0)
    return this.read(bytes, false)
  }

  end(isTruncated: boolean): AppError | null {
    const error = this.read(this.held, true) ?? this.endSession(isTruncated)
    if (error !== null || !this.isRead) return error ?? this.emptyErrors[0] ?? null
    for (const { message } of this.emptyErrors) this.target.builder.warn('FILE_WITHOUT_EVENTS', message, { file: this.target.file })
    return null
  }

  /** Hands over what belongs to the current table, and begins the next ones. What may be the start of one waits for more bytes. */
  private read(bytes: Buffer, isLast: boolean): AppError | null {
    let from = 0
    for (let at = nextHeader(bytes, 0); at >= 0; at = nextHeader(bytes, at)) {
      if (!isLast && bytes.length - at < HEAD_BYTES) return this.pass(bytes, from, withoutLineEnds(bytes, at))
      if (!HEADER.test(bytes.toString('latin1', at, at + HEAD_BYTES))) continue
      const error = this.pass(bytes, from, at) ?? this.endSession(false)
      if (error !== null) return error
      this.begin(bytes.subarray(at, at + HEAD_BYTES))
      from = at
    }
    return this.pass(bytes, from, isLast ? bytes.length : Math.max(from, withoutLineEnds(bytes, bytes.length)))
  }

  /** Hands `[from, end)` over and keeps what comes behind. */
  private pass(bytes: Buffer, from: number, end: number): AppError | null {
    this.held = Buffer.from(bytes.subarray(end))
    return end > from ? (this.session?.push(bytes.subarray(from, end)) ?? null) : null
  }

  private begin(head: Buffer): void {
    this.sets += 1
    const text = head.toString('latin1')
    const file = `${this.target.file}, result ${this.sets}`
    const importer = this.find({ bytes: head, text, name: file })
    if (importer === null) this.target.builder.warn('FILE_SKIPPED', `${file} is skipped: its columns are not known.`, { file: this.target.file }, excerpt(text.split('\n', 1)[0] ?? ''))
    this.session = importer?.start({ ...this.target, file }) ?? null
  }

  /** A result without rows is no error as long as another has some. */
  private endSession(isTruncated: boolean): AppError | null {
    const error = this.session?.end(isTruncated) ?? null
    this.earlierLines += this.session?.lines ?? 0
    if (this.session !== null && error === null) this.isRead = true
    this.session = null
    if (error?.code !== 'INPUT_NO_EVENTS') return error
    this.emptyErrors.push(error)
    return null
  }
}

/** Where the next header behind an empty line may begin, after `from`; -1 when nowhere. */
function nextHeader(bytes: Buffer, from: number): number {
  let next = -1
  for (const boundary of BOUNDARIES) {
    const at = bytes.indexOf(boundary, Math.max(0, from - 1), 'latin1')
    if (at >= 0 && (next < 0 || at + boundary.length - 1 < next)) next = at + boundary.length - 1
  }
  return next > from ? next : -1
}

/** The position in front of the line ends before `end`: they may be the start of a boundary. No more of them than one has. */
function withoutLineEnds(bytes: Buffer, end: number): number {
  let at = end
  while (at > 0 && end - at < MAX_LINE_ENDS && (bytes[at - 1] === NEWLINE || bytes[at - 1] === RETURN)) at -= 1
  return at
}
