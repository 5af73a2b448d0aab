/** Notes as a table. */
import type { ComparisonNote } from '../../shared/comparison'
import { csvLines, csvNumber, csvText } from '../../shared/csv-cell'

/** Columns: `start_s`, `end_s` (seconds on the trace clock; equal for a moment), `text`. */
export function notesToCsv(notes: readonly ComparisonNote[]): string {
  return csvLines([['start_s', 'end_s', 'text'], ...notes.map(({ startS, endS, text }) => [csvNumber(startS), csvNumber(endS), csvText(text)])])
}
