/** Exit codes that scripts rely on. */
import type { AppError, ErrorCode } from '../../shared/errors'

export const EXIT_DONE = 0
export const EXIT_FAULT = 1
export const EXIT_USAGE = 2
export const EXIT_INPUT = 3

const USAGE_CODES: readonly ErrorCode[] = ['USAGE', 'CONFIG_UNKNOWN']
const INPUT_CODES: readonly ErrorCode[] = [
  'INPUT_NOT_FOUND', 'INPUT_UNREADABLE', 'INPUT_EMPTY', 'INPUT_TRUNCATED', 'INPUT_UNKNOWN_FORMAT', 'INPUT_BAD_HEADER', 'INPUT_COLUMNS_UNKNOWN', 'INPUT_BAD_ROW',
  'INPUT_TOO_LARGE', 'INPUT_NO_EVENTS', 'DEVICE_INVALID', 'CONFIG_INVALID', 'TRACE_NOT_REPLAYABLE', 'JOURNAL_INVALID', 'JOURNAL_MISMATCH',
  'ADB_NOT_FOUND', 'DEVICE_NOT_FOUND', 'DEVICE_AMBIGUOUS', 'DEVICE_DENIED', 'RECORD_FAILED', 'PDF_NO_BROWSER'
]

/** 2 for a wrong call, 3 for input that was refused, 1 for everything else. */
export function exitCodeOf(error: AppError): number {
  if (USAGE_CODES.includes(error.code)) return EXIT_USAGE
  return INPUT_CODES.includes(error.code) ? EXIT_INPUT : EXIT_FAULT
}
