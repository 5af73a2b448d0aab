/** Puts rows together whose quoted cells hold line ends, and splits cells that hold unescaped quotes. */

/** Lines of one row at most. */
const MAX_JOINED_LINES = 16

export interface JoinedRowSink {
  onRow(cells: readonly string[], line: number): void
  /** A row with the wrong number of cells that could not be repaired. */
  onBadRow(text: string, line: number): void
}

/** Takes lines one by one; hands over rows with the right number of cells. */
export class RowJoiner {
  private readonly delimiter: string
  private readonly columnCount: number
  private readonly sink: JoinedRowSink
  private waiting: string[] = []
  private firstLine = 0

  constructor(delimiter: string, columnCount: number, sink: JoinedRowSink) {
    this.delimiter = delimiter
    this.columnCount = columnCount
    this.sink = sink
  }

  /** Whether the last row is not complete. */
  get isOpen(): boolean {
    return this.waiting.length > 0
  }

  /** Takes one line without its line end; `line` is its number. */
  add(text: string, line: number): void {
    if (text === '' && !this.isOpen) return
    if (!this.isOpen) this.firstLine = line
    this.waiting.push(text)
    const joined = this.waiting.length === 1 ? text : this.waiting.join('\n')
    const cells = splitLine(joined, this.delimiter)
    if (cells.length === this.columnCount && !endsInsideQuotes(joined, this.delimiter)) {
      this.waiting = []
      this.sink.onRow(cells, this.firstLine)
    } else if (cells.length > this.columnCount || this.waiting.length >= MAX_JOINED_LINES || !endsInsideQuotes(joined, this.delimiter)) {
      this.giveUp()
    }
  }

  /** No more lines. */
  end(): void {
    while (this.isOpen) this.giveUp()
  }

  /** Reports the first waiting line and tries again with the others. */
  private giveUp(): void {
    const [first = '', ...others] = this.waiting
    const line = this.firstLine
    this.waiting = []
    this.sink.onBadRow(first, line)
    others.forEach((text, index) => this.add(text, line + 1 + index))
  }
}

/** Cells of one line; a quoted cell ends at a quote followed by the delimiter or the end of the line, quotes inside are kept. */
export function splitLine(line: string, delimiter: string): string[] {
  const cells: string[] = []
  for (let at = 0; ; ) {
    const end = cellEnd(line, at, delimiter)
    const isQuoted = line[at] === '"'
    if (end < 0) {
      cells.push(isQuoted ? line.slice(at + 1).replace(/"$/, '') : line.slice(at))
      return cells
    }
    cells.push(line.slice(isQuoted ? at + 1 : at, end))
    at = end + (isQuoted ? 1 : 0) + delimiter.length
  }
}

/** End of the text of the cell that starts at `at`; -1 when it goes to the end of the line. */
function cellEnd(line: string, at: number, delimiter: string): number {
  return line[at] === '"' ? line.indexOf(`"${delimiter}`, at + 1) : line.indexOf(delimiter, at)
}

/** Whether the last cell starts with a quote and is not closed. */
function endsInsideQuotes(line: string, delimiter: string): boolean {
  let at = 0
  for (let end = cellEnd(line, at, delimiter); end >= 0; end = cellEnd(line, at, delimiter)) {
    at = end + (line[at] === '"' ? 1 : 0) + delimiter.length
  }
  return line[at] === '"' && (line.length - 1 === at || !line.endsWith('"'))
}
