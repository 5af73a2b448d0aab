/**
 * Importer of systrace and Chrome HTML pages: viewer code around `<script class="trace-data">` blocks (a listing of processes,
 * ftrace text, JSON of the host), or around the JavaScript string of 2011-12. The viewer's code holds the same words, so that
 * only whole tags at the start of a line count. Packed pages (trace2html) come here unpacked (`input/packed-page.ts`).
 */
import type { AppError } from '../../../shared/errors'
import { FtraceSession } from '../ftrace/ftrace-text'
import type { Importer, ImportSession, ImportTarget, InputHead } from '../importer'
import { LineBlocks } from '../input/line-blocks'
import { PAGE } from '../input/packed-page'
import { ProcessDump } from './process-dump'

const BLOCK_START = /^\s*<script\b[^>]*\bclass=["']?trace-data\b[^>]*>(.*)$/
const BLOCK_END = /^\s*<\/script>/
const STRING_START = /^\s*(?:var\s+)?linuxPerfData\s*=\s*"(.*)$/
const STRING_END = /";\s*$/
/** A line of the string: the line end as an escape, then a backslash that joins it with the next line. */
const STRING_LINE_END = /(\\n)?\\?$/
const FTRACE = /^\s*(#|TRACE:)|-\d{1,10}\s+[([]/
const NEWLINE = Buffer.from('\n')
const NEWLINE_BYTE = 10
const LESS_THAN = 60
const MAX_SCAN = 4096

type Block = 'page' | 'start' | 'ftrace' | 'dump' | 'string' | 'other'

export const systraceHtml: Importer = {
  id: 'systrace-html',
  detect: (head: InputHead) => (PAGE.test(head.text) ? 0.9 : 0),
  start: (target) => new PageSession(target)
}

class PageSession implements ImportSession {
  lines = 0
  private readonly target: ImportTarget
  private readonly blocks = new LineBlocks(this)
  private readonly dump: ProcessDump
  private readonly ftrace: FtraceSession
  private block: Block = 'page'
  private hasFtrace = false

  constructor(target: ImportTarget) {
    this.target = target
    this.ftrace = new FtraceSession(target)
    this.dump = new ProcessDump(target.builder.threads)
  }

  push(chunk: Uint8Array): null {
    this.blocks.push(chunk)
    return null
  }

  end(isTruncated: boolean): AppError | null {
    this.blocks.end(isTruncated)
    if (!this.hasFtrace) return this.noTrace()
    if (this.block !== 'page' && !isTruncated) this.target.builder.warn('INPUT_TRUNCATED', 'The page breaks off inside its trace.', { file: this.target.file, line: this.lines })
    return this.ftrace.end(isTruncated)
  }

  onLines(bytes: Uint8Array, start: number, end: number): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = start
    while (at < end) at = this.block === 'ftrace' ? this.passFtrace(buffer, at, end) : this.readLine(buffer, at)
  }

  onLongLine(): void {
    this.lines += 1
    if (this.block !== 'page') this.target.builder.warn('LINE_TOO_LONG', 'A line is too long: skipped.', { file: this.target.file, line: this.lines })
  }

  /** Hands the lines up to the end of the block over at once; returns where reading goes on. */
  private passFtrace(buffer: Buffer, start: number, end: number): number {
    const stop = findBlockEnd(buffer, start, end)
    this.ftrace.lines = this.lines
    if (stop > start) this.ftrace.push(buffer.subarray(start, stop))
    this.lines = this.ftrace.lines
    if (stop === end) return end
    this.block = 'page'
    return this.readLine(buffer, stop)
  }

  private readLine(buffer: Buffer, start: number): number {
    const next = buffer.indexOf(NEWLINE_BYTE, start) + 1
    this.lines += 1
    if (this.block === 'page' && next - start > MAX_SCAN) return next
    const line = buffer.toString('utf8', start, next - 1).replace(/\r$/, '')
    if (this.block === 'page') this.readPageLine(line)
    else if (this.block === 'string') this.readStringLine(line)
    else if (BLOCK_END.test(line) || (this.block === 'other' && line.includes('</script>'))) this.block = 'page'
    else if (this.block === 'dump') this.dump.readLine(line)
    else if (this.block === 'start' && line.trim() !== '') this.startBlock(line)
    return next
  }

  private readPageLine(line: string): void {
    const block = BLOCK_START.exec(line)
    const text = STRING_START.exec(line)
    if (block !== null) {
      this.block = 'start'
      const rest = block[1] ?? ''
      if (BLOCK_END.test(rest)) this.block = 'page'
      else if (rest.trim() !== '') this.startBlock(rest)
    } else if (text !== null) {
      this.block = 'string'
      this.hasFtrace = true
      this.readStringLine(text[1] ?? '')
    }
  }

  private startBlock(line: string): void {
    if (line.startsWith('PROCESS DUMP') || line.startsWith('USER ')) {
      this.block = 'dump'
      this.dump.readLine(line)
    } else if (FTRACE.test(line)) {
      this.block = 'ftrace'
      this.hasFtrace = true
      this.pushLine(line)
    } else if (!line.includes('</script>')) this.block = 'other'
    else this.block = 'page'
  }

  /** `text\n\`, and `text\n";` at the end. */
  private readStringLine(line: string): void {
    const isEnd = STRING_END.test(line)
    const text = line.replace(isEnd ? STRING_END : '', '').replace(STRING_LINE_END, '')
    this.pushLine(text.replace(/\\(["'\\/])/g, '$1'))
    if (isEnd) this.block = 'page'
  }

  private pushLine(line: string): void {
    if (line.trim() === '') return
    this.ftrace.lines = this.lines - 1
    this.ftrace.push(Buffer.concat([Buffer.from(line), NEWLINE]))
  }

  private noTrace(): AppError {
    return {
      code: 'INPUT_NO_EVENTS', message: 'The page holds no ftrace text.', file: this.target.file, found: 'a web page',
      expected: 'a page written by systrace, with <script class="trace-data"> blocks', advice: 'Save the original page of systrace, not what the viewer shows.'
    }
  }
}

/** Start of the line that ends the block, `end` when it is not there. Lines of ftrace text never begin with `<` and a slash. */
function findBlockEnd(buffer: Buffer, start: number, end: number): number {
  for (let at = buffer.indexOf('</script>', start, 'latin1'); at >= 0 && at < end; at = buffer.indexOf('</script>', at + 1, 'latin1')) {
    let line = at
    while (line > start && buffer[line - 1] !== NEWLINE_BYTE && (buffer[line - 1] ?? 0) <= 0x20) line -= 1
    if (buffer[at] === LESS_THAN && (line === start || buffer[line - 1] === NEWLINE_BYTE)) return line
  }
  return end
}
