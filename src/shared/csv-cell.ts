/** Cells of CSV files (RFC 4180, LF). */

/** A spreadsheet runs a text cell that begins with one of these as a formula; apostrophes before it count as neutralised already. */
const FORMULA_START = /^'*[=+\-@\t\r]/
const NEUTRALISED = /^'+[=+\-@\t\r]/

/** Text: a leading formula character is neutralised with an apostrophe; quoted where needed. */
export function csvText(text: string): string {
  const safe = neutralised(text)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function neutralised(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text
}

/** The text that a neutralised one was made from; any other text as it is. */
export function withoutNeutralising(text: string): string {
  return NEUTRALISED.test(text) ? text.slice(1) : text
}

/**
 * Text as trace_processor exports it: in quotes, NULL when empty. Its format knows no escaping, so quotes inside become apostrophes and
 * control characters blanks; formulas are neutralised.
 */
export function exportedText(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text === '' ? '"[NULL]"' : `"${neutralised(text.replaceAll('"', "'").replace(/[\u0000-\u001f\u007f]/g, ' '))}"`
}

/** A plain number; empty when unknown. */
export function csvNumber(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '' : String(value)
}

/** Lines with a final line end. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.join(',')}\n`).join('')
}
