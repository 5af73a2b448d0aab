/**
 * Coded, expected failures. The code chooses the words shown to the user (`describeError`); the data says where and what.
 */
export type ErrorCode =
  | 'INPUT_NOT_FOUND'
  | 'INPUT_UNREADABLE'
  | 'INPUT_EMPTY'
  | 'INPUT_TRUNCATED'
  | 'INPUT_UNKNOWN_FORMAT'
  | 'INPUT_BAD_HEADER'
  | 'INPUT_COLUMNS_UNKNOWN'
  | 'INPUT_BAD_ROW'
  | 'INPUT_TOO_LARGE'
  | 'INPUT_NO_EVENTS'
  | 'DEVICE_INVALID'
  | 'CONFIG_INVALID'
  | 'CONFIG_UNKNOWN'
  | 'TRACE_NOT_REPLAYABLE'
  | 'JOURNAL_INVALID'
  | 'JOURNAL_MISMATCH'
  | 'USAGE'
  | 'CANCELLED'
  | 'CONTRACT_VERSION'
  | 'UNKNOWN_METHOD'
  | 'BAD_REQUEST'
  | 'NOT_FOUND'
  | 'HOST_GONE'
  | 'WRITE_FAILED'
  | 'ADB_NOT_FOUND'
  | 'DEVICE_NOT_FOUND'
  | 'DEVICE_AMBIGUOUS'
  | 'DEVICE_DENIED'
  | 'DISK_FULL'
  | 'RECORD_FAILED'
  | 'PDF_NO_BROWSER'
  | 'PDF_FAILED'
  | 'PROJECT_INVALID'
  | 'PROJECT_NEWER'
  | 'PROJECT_FILE_MISSING'
  | 'INTERNAL'

/** Where in the input: `file` is a display name; `line` and `column` count from 1. */
export interface SourcePosition {
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** A table whose columns nobody knows: what a dialog needs to ask for their meaning. */
export interface UnknownColumns {
  readonly header: readonly string[]
  /** The first rows, cell by cell. */
  readonly samples: readonly (readonly string[])[]
  /** Columns that might be the time: numbers that never go backwards. */
  readonly timeCandidates: readonly string[]
  /** Columns named as a counter of the kernel. */
  readonly knownCounters: readonly string[]
}

/** An expected failure: plain, structured-cloneable data. */
export interface AppError extends SourcePosition {
  readonly code: ErrorCode
  /** One sentence: what went wrong. */
  readonly message: string
  /** What stood there, shortened to at most 200 characters. */
  readonly found?: string
  /** What should have stood there. */
  readonly expected?: string
  /** What the user can do about it. */
  readonly advice?: string
  /** With `INPUT_COLUMNS_UNKNOWN`. */
  readonly columns?: UnknownColumns
}

/** Something odd that did not stop the work. `count` occurrences; the position is that of the first one. */
export interface Warning extends SourcePosition {
  readonly code: string
  readonly message: string
  readonly count: number
  readonly found?: string
}

/** `file:line:column: message. Found …; expected …. Advice.` as printed by the command line and shown in the app. */
export function describeError(error: AppError): string {
  const place = [error.file, error.line, error.column].filter((part) => part !== undefined).join(':')
  const found = error.found === undefined ? '' : ` Found: ${error.found}.`
  const expected = error.expected === undefined ? '' : ` Expected: ${error.expected}.`
  const advice = error.advice === undefined ? '' : ` ${error.advice}`
  return `${place === '' ? '' : `${place}: `}${error.message}${found}${expected}${advice}`
}

/** Shortens foreign text for a message: control characters become `·`, at most `limit` characters remain. */
export function excerpt(text: string, limit = 120): string {
  // eslint-disable-next-line no-control-regex
  const clean = text.slice(0, limit + 1).replace(/[\u0000-\u001f\u007f-\u009f]/g, '·')
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean
}
