/** Cells of CSV files (RFC 4180, LF). */

/** A spreadsheet runs a text cell that begins with one of these as a formula. */
const FORMULA_START = /^[=+\-@\t\r]/

/** Text: a leading formula character is neutralised with an apostrophe; quoted where needed. */
export function csvText(text: string): string {
  const safe = FORMULA_START.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A plain number; empty when unknown. */
export function csvNumber(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '' : String(value)
}

/** Lines with a final line end. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.join(',')}\n`).join('')
}
