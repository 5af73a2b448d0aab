/** First line of a CSV: delimiter and column names. */
import { findTimeColumn } from './time-column'

/** Columns beyond this are refused: no exporter writes that many, and every row would cost that much memory. */
export const MAX_COLUMNS = 20_000
/** In order of preference where a line has as many of one as of another. */
const DELIMITERS = ['\t', ';', ',', '|'] as const
const WORDS = /^\s*(?:#\s*)?[A-Za-z_][^\s]*(?:\s+[A-Za-z_(][^\s]*)+\s*$/

const SEPARATOR = /^"?sep=.?"?\s*$/i
const ASCII = /^[\0-\x7f]*$/
const BYTES = /^[\0-\xff]*$/

/** Columns set apart by any number of blanks. */
export const BLANKS = ' '

export interface CsvHeader {
  readonly delimiter: string
  /** Names as written, without quotes and blanks around. */
  readonly columns: readonly string[]
}

/** Reads the header from the first line of `text` (one character per byte) that is neither empty nor a comment; null when there is none or it has only one column. Any of the usual delimiters; the most frequent one counts. */
export function readCsvHeader(text: string): CsvHeader | null {
  const line = firstLine(text)
  return line === null ? null : headerOf(line)
}

/** Whether a line in front of the header says something else: a comment, or Excel's word about the delimiter. A comment that names a time column is the header. */
export function isPreamble(line: string): boolean {
  if (SEPARATOR.test(line)) return true
  return line.startsWith('#') && findTimeColumn(headerOf(line)?.columns ?? []) === null
}

function headerOf(line: string): CsvHeader | null {
  let best: string | null = null
  let count = 0
  for (const delimiter of DELIMITERS) {
    const own = line.split(delimiter, MAX_COLUMNS + 1).length - 1
    if (own > count) {
      best = delimiter
      count = own
    }
  }
  if (best !== null) return { delimiter: best, columns: line.split(best, MAX_COLUMNS + 1).map(cleanName) }
  return WORDS.test(line) ? { delimiter: BLANKS, columns: line.trim().replace(/^#\s*/, '').split(/\s+/, MAX_COLUMNS + 1).map(cleanName) } : null
}

/** Position of each wanted column, -1 when missing. */
export function columnIndexes<K extends string>(header: CsvHeader, names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, header.columns.indexOf(name)])) as Record<K, number>
}

function firstLine(text: string): string | null {
  const lines = /[^\r\n]+/g
  const plain = text.replace(/^(\u00ef\u00bb\u00bf|\ufeff)/, '')
  for (let match = lines.exec(plain); match !== null; match = lines.exec(plain)) {
    const line = utf8Of(match[0])
    if (!isPreamble(line)) return line
  }
  return null
}

/** Names may be in any script. */
export function utf8Of(text: string): string {
  return ASCII.test(text) || !BYTES.test(text) ? text : Buffer.from(text, 'latin1').toString('utf8')
}

export function cleanName(cell: string): string {
  const name = cell.trim().replace(/^#\s*/, '')
  return name.length >= 2 && name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name
}
