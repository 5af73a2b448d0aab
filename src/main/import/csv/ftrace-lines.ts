/**
 * Importer of tables with whole lines of ftrace text in one column: `SELECT to_ftrace(id) AS line …` of trace_processor, and the
 * table of Perfetto's ftrace explorer (`ID Timestamp Name CPU Process Args`). The lines are read as ftrace text.
 */
import type { AppError } from '../../../shared/errors'
import { EVENT_LINE, FtraceSession } from '../ftrace/ftrace-text'
import type { Importer, ImportSession, ImportTarget, InputHead } from '../importer'
import { LineBlocks } from '../input/line-blocks'
import { readCsvHeader } from './header'

const ONE_COLUMN = /^"[^"\r\n]{1,200}"\r?\n"/
const EXPLORER = ['Timestamp', 'Name', 'CPU', 'Args'] as const
const PROBE_BYTES = 4096

export const ftraceLines: Importer = {
  id: 'ftrace-lines',
  detect,
  start: (target) => new LinesSession(target)
}

function detect(head: InputHead): number {
  const text = head.text.slice(0, PROBE_BYTES)
  const second = text.split('\n', 2)[1] ?? ''
  if (!EVENT_LINE.test(second)) return 0
  return ONE_COLUMN.test(text.replace(/^\u00ef\u00bb\u00bf/, '')) || explorerColumn(text) >= 0 ? 0.97 : 0
}

/** Column of the lines in the explorer's table; -1 when the header is another one. */
function explorerColumn(text: string): number {
  const header = readCsvHeader(text)
  return header?.delimiter === '\t' && EXPLORER.every((name) => header.columns.includes(name)) ? header.columns.indexOf('Args') : -1
}

class LinesSession implements ImportSession {
  private readonly ftrace: FtraceSession
  private readonly blocks = new LineBlocks(this)
  private readonly target: ImportTarget
  /** Column of the explorer's table; -1 = the only column, in quotes. */
  private column = -1
  private isHeaderRead = false

  constructor(target: ImportTarget) {
    this.target = target
    this.ftrace = new FtraceSession(target)
  }

  get lines(): number {
    return this.ftrace.lines
  }

  push(chunk: Uint8Array): null {
    this.blocks.push(chunk)
    return null
  }

  end(isTruncated: boolean): AppError | null {
    this.blocks.end(isTruncated)
    return this.ftrace.end(isTruncated)
  }

  onLines(bytes: Uint8Array, start: number, end: number): void {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1').split('\n')
    lines.pop()
    if (!this.isHeaderRead) {
      this.isHeaderRead = true
      this.column = explorerColumn(lines.shift() ?? '')
      this.ftrace.lines = 1
    }
    if (lines.length > 0) this.ftrace.push(Buffer.from(`${lines.map((line) => this.cellOf(line)).join('\n')}\n`, 'latin1'))
  }

  onLongLine(): void {
    this.ftrace.lines += 1
    this.target.builder.warn('LINE_TOO_LONG', 'A line is too long: skipped.', { file: this.target.file, line: this.lines })
  }

  /** Quotes are not escaped: one is taken off on each side. */
  private cellOf(line: string): string {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (this.column >= 0) return text.split('\t')[this.column] ?? ''
    return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text
  }
}
