/**
 * Importer of trace_processor's scheduling export. Rows in the documented column order are read from bytes; a row with quotes
 * or line ends inside a name takes the slow way on its own, and a table in another column order goes through PapaParse.
 */
import { withoutNeutralising } from '../../../shared/csv-cell'
import { excerpt, type AppError } from '../../../shared/errors'
import { hasTrace, type Importer, type ImportSession, type ImportTarget, type InputHead } from '../importer'
import { LineBlocks } from '../input/line-blocks'
import { columnIndexes, readCsvHeader } from './header'
import { RowJoiner } from './row-joiner'
import { SchedLine } from './sched-line'
import { TableSession } from './table-session'
import { pushSchedRow, REQUIRED_SCHED_COLUMNS, SCHED_COLUMNS, type SchedColumn } from './tp-sched-columns'

const NEWLINE = 10
const HEADER_BYTES = 65_536
const STANDARD_HEADER = SCHED_COLUMNS.map((name) => `"${name}"`).join(',')
const STANDARD_INDEXES = columnIndexes({ delimiter: ',', columns: SCHED_COLUMNS }, SCHED_COLUMNS)

export const tpSched: Importer = {
  id: 'tp-sched',
  detect,
  start: (target) => new SchedSession(target)
}

function detect(head: InputHead): number {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return REQUIRED_SCHED_COLUMNS.every((name) => columns.includes(name)) ? 0.95 : 0
}

/** Chooses the way by the header. */
class SchedSession implements ImportSession {
  private readonly target: ImportTarget
  private inner: ImportSession | null = null
  private slicesBefore = 0

  constructor(target: ImportTarget) {
    this.target = target
  }

  get lines(): number {
    return this.inner?.lines ?? 0
  }

  push(chunk: Uint8Array): AppError | null {
    this.inner ??= this.choose(chunk)
    return this.inner.push(chunk)
  }

  end(isTruncated: boolean): AppError | null {
    const error = this.inner?.end(isTruncated) ?? null
    this.target.builder.threads.rename(withoutNeutralising)
    this.target.builder.countEvent('sched_switch', this.target.builder.sliceCount - this.slicesBefore)
    return error
  }

  private choose(chunk: Uint8Array): ImportSession {
    const { target } = this
    this.slicesBefore = target.builder.sliceCount
    if (hasTrace(target) && target.builder.hasSched) {
      target.builder.warn('FILE_SKIPPED', `${target.file} is skipped: the trace of this capture has the same scheduling data.`, { file: target.file })
      return new IgnoringSession()
    }
    const head = Buffer.from(chunk.subarray(0, HEADER_BYTES)).toString('latin1')
    return /[^\r\n]+/.exec(head)?.[0] === STANDARD_HEADER ? new ByteSession(target) : new SchedTableSession(target)
  }
}

class IgnoringSession implements ImportSession {
  readonly lines = 0
  push(): null {
    return null
  }
  end(): null {
    return null
  }
}

/** Any column order, through PapaParse. */
export class SchedTableSession extends TableSession {
  private at: Record<SchedColumn, number> = STANDARD_INDEXES

  protected override begin(): AppError | null {
    const at = columnIndexes({ delimiter: ',', columns: this.columns }, SCHED_COLUMNS)
    // `SELECT * FROM sched JOIN thread USING(utid)` calls the thread's name so.
    this.at = at.thread_name < 0 ? { ...at, thread_name: this.columns.indexOf('name') } : at
    return null
  }

  protected override readRow(cells: readonly string[], line: number): void {
    if (pushSchedRow(this.target.builder, cells, this.at)) this.acceptedRows += 1
    else this.warn('ROW_NOT_UNDERSTOOD', 'A row has no readable ts, dur, cpu or tid: skipped.', line, 0, cells.join(','))
  }
}

/** The documented column order, from bytes. */
class ByteSession implements ImportSession {
  lines = 0
  private readonly target: ImportTarget
  private readonly blocks = new LineBlocks(this)
  private readonly line: SchedLine
  private readonly joiner: RowJoiner
  private isHeaderRead = false
  private rows = 0

  constructor(target: ImportTarget) {
    this.target = target
    this.line = new SchedLine(target.builder)
    this.joiner = new RowJoiner(',', SCHED_COLUMNS.length, this)
  }

  push(chunk: Uint8Array): null {
    this.blocks.push(chunk)
    return null
  }

  end(isTruncated: boolean): AppError | null {
    this.blocks.end(isTruncated)
    this.joiner.end()
    if (this.rows > 0) return null
    return { code: 'INPUT_NO_EVENTS', message: 'The table holds no usable rows.', file: this.target.file, expected: 'rows below the header' }
  }

  onLines(bytes: Uint8Array, start: number, end: number): void {
    const line = this.line
    line.setBlock(bytes)
    let at = start
    while (at < end) {
      this.lines += 1
      if (this.isHeaderRead && !this.joiner.isOpen && line.read(at)) {
        this.rows += 1
        at = line.position
      } else at = this.readSlowly(bytes, at)
    }
  }

  onLongLine(): void {
    this.lines += 1
    this.target.builder.warn('LINE_TOO_LONG', 'A line is too long: skipped.', { file: this.target.file, line: this.lines })
  }

  onRow(cells: readonly string[], line: number): void {
    if (pushSchedRow(this.target.builder, cells, STANDARD_INDEXES)) this.rows += 1
    else this.warn('ROW_NOT_UNDERSTOOD', 'A row has no readable ts, dur, cpu or tid: skipped.', line, cells.join(','))
  }

  onBadRow(text: string, line: number): void {
    this.warn('ROW_BAD_WIDTH', 'A row has another number of cells than the header: skipped.', line, text)
  }

  private readSlowly(bytes: Uint8Array, start: number): number {
    const end = bytes.indexOf(NEWLINE, start)
    const text = Buffer.from(bytes.subarray(start, end)).toString('utf8').replace(/\r$/, '')
    if (this.isHeaderRead) this.joiner.add(text, this.lines)
    else this.isHeaderRead = text !== ''
    return end + 1
  }

  private warn(code: string, message: string, line: number, found: string): void {
    this.target.builder.warn(code, message, { file: this.target.file, line, column: 1 }, excerpt(found))
  }
}
