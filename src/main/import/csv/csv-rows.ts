/**
 * Streams CSV rows as arrays of strings. PapaParse reads blocks of whole lines; a block in which it meets broken quotes or a
 * wrong number of cells is read again line by line (`RowJoiner`), because trace_processor writes text without escaping anything in it.
 */
import Papa from 'papaparse'
import { LineBlocks } from '../input/line-blocks'
import { BLANKS, isPreamble } from './header'
import { RowJoiner, splitLine, type JoinedRowSink } from './row-joiner'

const NEWLINE = 10

export interface RowSink extends JoinedRowSink {
  onHeader(cells: readonly string[], line: number): void
  onLongLine(line: number): void
}

export class CsvRows {
  /** Lines read so far. */
  lines = 0
  private readonly delimiter: string
  private readonly sink: RowSink
  private readonly decoder = new TextDecoder('utf-8')
  private readonly blocks = new LineBlocks(this)
  private columnCount = 0
  private joiner: RowJoiner | null = null

  constructor(delimiter: string, sink: RowSink) {
    this.delimiter = delimiter
    this.sink = sink
  }

  push(chunk: Uint8Array): void {
    this.blocks.push(chunk)
  }

  end(isTruncated: boolean): void {
    this.blocks.end(isTruncated)
    this.joiner?.end()
  }

  onLongLine(): void {
    this.lines += 1
    this.sink.onLongLine(this.lines)
  }

  onLines(bytes: Uint8Array, start: number, end: number): void {
    let from = start
    while (this.joiner === null && from < end) from = this.readHeader(bytes, from)
    if (from >= end || this.joiner === null) return
    const text = this.withSingleBlanks(this.decoder.decode(bytes.subarray(from, end)))
    const rows = this.joiner.isOpen ? null : this.parseClean(text)
    if (rows === null) return this.readLineByLine(text, this.joiner)
    for (const row of rows) {
      this.lines += 1
      const last = row.length - 1
      row[last] = withoutReturn(row[last] ?? '')
      if (!isEmpty(row)) this.sink.onRow(row, this.lines)
    }
  }

  /** The rows of a block, one per line; null when its quotes or numbers of cells are not in order. */
  private parseClean(text: string): string[][] | null {
    const { data, errors } = Papa.parse<string[]>(text, { delimiter: this.delimiter, newline: '\n', quoteChar: '"', header: false, dynamicTyping: false })
    // The line end of the last line starts one more, empty row.
    data.pop()
    const isClean = errors.length === 0 && data.every((row) => row.length === this.columnCount || isBlank(row))
    return isClean && countNewlines(text) === data.length && !text.includes('""') ? data : null
  }

  private readHeader(bytes: Uint8Array, start: number): number {
    const end = bytes.indexOf(NEWLINE, start) + 1
    this.lines += 1
    const line = withoutReturn(this.decoder.decode(bytes.subarray(start, end - 1)))
    const cells = isPreamble(line) ? [''] : splitLine(this.withSingleBlanks(line.replace(/^#\s*/, '')), this.delimiter)
    if (!isEmpty(cells)) {
      this.columnCount = cells.length
      this.joiner = new RowJoiner(this.delimiter, cells.length, this.sink)
      this.sink.onHeader(cells, this.lines)
    }
    return end
  }

  /** Aligned columns: blanks at the ends go, runs of them become one. */
  private withSingleBlanks(text: string): string {
    return this.delimiter === BLANKS ? text.replace(/[ \t]+/g, ' ').replace(/^ | (?=\r?$)/gm, '') : text
  }

  private readLineByLine(text: string, joiner: RowJoiner): void {
    const lines = text.split('\n')
    lines.pop()
    for (const line of lines) {
      this.lines += 1
      joiner.add(withoutReturn(line), this.lines)
    }
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function isEmpty(row: readonly string[]): boolean {
  return row.length === 1 && row[0] === ''
}

function isBlank(row: readonly string[]): boolean {
  return isEmpty(row) || (row.length === 1 && row[0] === '\r')
}

function countNewlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
