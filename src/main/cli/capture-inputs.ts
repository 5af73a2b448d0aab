/** Captures named on the command line: paths, or `-` for stdin, and what is told about their files. */
import { columnMappingSchema, type ColumnMapping } from '../../shared/column-mapping'
import { NO_TIME_ADVICE } from '../import/csv/column-mapping'
import { excerpt } from '../../shared/errors'
import type { FileOffsets } from '../../shared/file-offsets'
import { fail, ok, type Result } from '../../shared/result'
import type { AppError } from '../../shared/errors'
import type { ExactTime } from '../../engine/trace/exact-time'
import type { Trace } from '../../engine/trace/trace'
import type { CaptureInput, OpenOptions } from '../import/open-capture'
import { parseTime } from '../import/csv/time-column'
import type { CliParts } from './cli-io'
import { parseJsonText, readSmallFile } from './json-file'
import { usageError } from './parse-arguments'
import { ProgressLine } from './progress-line'

/** Options of every command that reads captures. */
export const CAPTURE_OPTIONS = { columns: { type: 'string', multiple: true }, offset: { type: 'string', multiple: true } } as const

/** Their lines in `--help`. */
export const CAPTURE_HELP = `  --columns FILE   what the columns of an unknown table mean, as JSON (see 'reclaimscope schema columns'); repeat for more
  --offset NAME=S  add S seconds to the times of file NAME (as inspect prints it), whose clock is another; repeat for more`

export interface CaptureValues {
  readonly columns?: readonly string[] | undefined
  readonly offset?: readonly string[] | undefined
}

const COLUMNS = { what: 'meaning of columns', schema: 'columns' } as const

/** Opens everything named as one capture, with progress on a terminal. */
export async function openNamedCapture(names: readonly string[], values: CaptureValues, parts: CliParts): Promise<Result<Trace, AppError>> {
  const inputs = captureInputs(names, parts)
  if (!inputs.ok) return inputs
  const told = await captureOptions(values)
  if (!told.ok) return told
  const progress = new ProgressLine(parts.io)
  try {
    const opened = await parts.openCapture(inputs.value, { ...told.value, onProgress: (step) => progress.show(step) })
    return opened.ok ? opened : fail(withAdvice(opened.error))
  } finally {
    progress.clear()
  }
}

function captureInputs(names: readonly string[], parts: CliParts): Result<readonly CaptureInput[], AppError> {
  if (names.length === 0) return fail(usageError('No capture is named.', 'Name files or a folder, or - for stdin.'))
  if (names.filter((name) => name === '-').length > 1) return fail(usageError('Stdin can be read only once.', 'Name - once.'))
  return ok(names.map((name): CaptureInput => (name === '-' ? { kind: 'stream', name: 'stdin', stream: parts.io.stdin } : { kind: 'path', path: name })))
}

async function captureOptions(values: CaptureValues): Promise<Result<OpenOptions, AppError>> {
  const columns: ColumnMapping[] = []
  for (const name of values.columns ?? []) {
    const text = await readSmallFile(name, COLUMNS)
    if (!text.ok) return text
    if (text.value === null) return fail({ code: 'INPUT_NOT_FOUND', file: name, message: 'There is no such file.', expected: 'a JSON file that says what the columns mean' })
    const mapping = parseJsonText(name, text.value, columnMappingSchema, COLUMNS)
    if (!mapping.ok) return mapping
    columns.push(mapping.value)
  }
  const offsets = parseOffsets(values.offset ?? [])
  return offsets.ok ? ok({ columns, offsets: offsets.value }) : offsets
}

function parseOffsets(texts: readonly string[]): Result<FileOffsets, AppError> {
  const offsets: [string, ExactTime][] = []
  for (const text of texts) {
    const at = text.lastIndexOf('=')
    const time = at < 1 ? null : parseTime(text.slice(at + 1).replace(/^\+/, ''), 's')
    if (time === null) return fail({ code: 'USAGE', message: '--offset needs the name of a file and seconds.', found: excerpt(text), expected: 'NAME=SECONDS, like vmstat.csv=-12.5' })
    offsets.push([text.slice(0, at), time])
  }
  return ok(Object.fromEntries(offsets))
}

/** The app asks about unknown columns; here a file answers. The advice is a file that only needs its blanks filled. */
function withAdvice(error: AppError): AppError {
  if (error.columns === undefined) return error
  const [time = 'COLUMN'] = error.columns.timeCandidates
  const counters = Object.fromEntries(error.columns.header.filter((name) => name !== time).slice(0, 3).map((name) => [name, 'COUNTER']))
  const noTime = error.columns.timeCandidates.length === 0 ? `${NO_TIME_ADVICE} ` : ''
  return { ...error, advice: `${noTime}Say what they mean in a file for --columns: ${JSON.stringify({ time, timeUnit: 's', counters })}` }
}
