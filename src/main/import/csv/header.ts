/** First line of a CSV: delimiter and column names. */

/** Columns beyond this are refused: no exporter writes that many, and every row would cost that much memory. */
export const MAX_COLUMNS = 20_000
/** In order of preference where a line has as many of one as of another. */
const DELIMITERS = ['\t', ';', ',', '|'] as const
const WORDS = /^\s*[A-Za-z_][^\s]*(?:\s+[A-Za-z_(][^\s]*)+\s*$/

/** Columns set apart by any number of blanks. */
export const BLANKS = ' '

export interface CsvHeader {
  readonly delimiter: string
  /** Names as written, without quotes and blanks around. */
  readonly columns: readonly string[]
}

/** Reads the header from the first non-empty line of `text`; null when there is none or it has only one column. Any of the usual delimiters; the most frequent one counts. */
export function readCsvHeader(text: string): CsvHeader | null {
  const line = firstLine(text)
  if (line === null) return null
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
  return WORDS.test(line) ? { delimiter: BLANKS, columns: line.trim().split(/\s+/, MAX_COLUMNS + 1).map(cleanName) } : null
}

/** Position of each wanted column, -1 when missing. */
export function columnIndexes<K extends string>(header: CsvHeader, names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, header.columns.indexOf(name)])) as Record<K, number>
}

function firstLine(text: string): string | null {
  const match = /[^\r\n]+/.exec(text.replace(/^(\u00ef\u00bb\u00bf|\ufeff)/, ''))
  return match === null ? null : match[0]
}

function cleanName(cell: string): string {
  const name = cell.trim()
  return name.length >= 2 && name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name
}
