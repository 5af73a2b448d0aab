/**
 * Streams CSV rows as arrays of strings. PapaParse reads blocks of whole lines; a block in which it meets broken quotes or a
 * wrong number of cells is read again line by line, with `,"` and `",` as the only delimiters around quoted cells, because
 * trace_processor writes text cells without escaping anything in them.
 */
import Papa from 'papaparse'
import { LineBlocks, MAX_LINE_BYTES } from '../input/line-blocks'

const NEWLINE = 10
/** Lines joined when a cell holds line ends. */
const MAX_JOINED_LINES = 16

export interface RowSink {
  /** The header; false ends the import. */
  onHeader(cells: readonly string[], line: number): void
  /** One data row. */
  onRow(cells: readonly string[], line: number): void
  /** A row with the wrong number of cells that could not be repaired. */
  onBadRow(text: string, line: number): void
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

  constructor(delimiter: string, sink: RowSink) {
    this.delimiter = delimiter
    this.sink = sink
  }

  push(chunk: Uint8Array): void {
    this.blocks.push(chunk)
  }

  end(isTruncated: boolean): void {
    this.blocks.end(isTruncated)
  }

  onLongLine(): void {
    this.lines += 1
    this.sink.onLongLine(this.lines)
  }

  onLines(bytes: Uint8Array, start: number, end: number): void {
    let from = start
    while (this.columnCount === 0 && from < end) from = this.readHeader(bytes, from)
    if (from >= end) return
    const text = this.decoder.decode(bytes.subarray(from, end))
    const { data, errors } = Papa.parse<string[]>(text, { delimiter: this.delimiter, quoteChar: '"', header: false, dynamicTyping: false })
    if (text.endsWith('\n')) data.pop()
    const isClean = errors.length === 0 && data.every((row) => row.length === this.columnCount || isEmpty(row))
    if (!isClean || countNewlines(text) !== data.length) return this.readLineByLine(text)
    for (const row of data) {
      this.lines += 1
      if (!isEmpty(row)) this.sink.onRow(row, this.lines)
    }
  }

  private readHeader(bytes: Uint8Array, start: number): number {
    const end = bytes.indexOf(NEWLINE, start) + 1
    this.lines += 1
    const cells = splitLine(this.decoder.decode(bytes.subarray(start, end)).replace(/\r?\n$/, ''), this.delimiter)
    if (!isEmpty(cells)) {
      this.columnCount = cells.length
      this.sink.onHeader(cells, this.lines)
    }
    return end
  }

  private readLineByLine(text: string): void {
    const lines = text.split('\n')
    if (lines[lines.length - 1] === '') lines.pop()
    for (let index = 0; index < lines.length; ) index += this.readJoined(lines, index)
  }

  /** Reads the row that starts at line `index`, joining lines while a quoted cell is open. Returns the number of lines used. */
  private readJoined(lines: readonly string[], index: number): number {
    const line = this.lines + 1
    let text = (lines[index] ?? '').replace(/\r$/, '')
    if (text === '') return this.advance(1)
    for (let used = 1; used <= MAX_JOINED_LINES; used += 1) {
      const cells = splitLine(text, this.delimiter)
      if (cells.length === this.columnCount) {
        this.sink.onRow(cells, line)
        return this.advance(used)
      }
      const next = lines[index + used]
      if (cells.length > this.columnCount || next === undefined || !hasOpenQuote(text, this.delimiter)) break
      text += `\n${next.replace(/\r$/, '')}`
    }
    this.sink.onBadRow(lines[index] ?? '', line)
    return this.advance(1)
  }

  private advance(lines: number): number {
    this.lines += lines
    return lines
  }
}

/** Cells of one line; a quoted cell ends at a quote followed by the delimiter or the end of the line, quotes inside are kept. */
export function splitLine(line: string, delimiter: string): string[] {
  const cells: string[] = []
  let at = 0
  for (;;) {
    const isQuoted = line[at] === '"'
    const end = isQuoted ? endOfQuoted(line, at + 1, delimiter) : line.indexOf(delimiter, at)
    if (end < 0) {
      cells.push(isQuoted ? line.slice(at + 1).replace(/"$/, '') : line.slice(at))
      return cells
    }
    cells.push(isQuoted ? line.slice(at + 1, end) : line.slice(at, end))
    at = end + (isQuoted ? 1 : 0) + delimiter.length
  }
}

/** Position of the closing quote that is followed by the delimiter; -1 when the cell goes to the end of the line. */
function endOfQuoted(line: string, from: number, delimiter: string): number {
  return line.indexOf(`"${delimiter}`, from)
}

/** Whether the last cell of the text starts with a quote and has no closing one. */
function hasOpenQuote(text: string, delimiter: string): boolean {
  const start = text.lastIndexOf(`${delimiter}"`)
  return !text.endsWith('"') || start + delimiter.length === text.length - 1
}

function isEmpty(row: readonly string[]): boolean {
  return row.length === 1 && row[0] === ''
}

function countNewlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

export { MAX_LINE_BYTES }
