/** Captures named on the command line: paths, or `-` for stdin. */
import { fail, ok, type Result } from '../../shared/result'
import type { AppError } from '../../shared/errors'
import type { Trace } from '../../engine/trace/trace'
import type { CaptureInput } from '../import/open-capture'
import type { CliParts } from './cli-io'
import { usageError } from './parse-arguments'
import { ProgressLine } from './progress-line'

/** Opens everything named as one capture, with progress on a terminal. */
export async function openNamedCapture(names: readonly string[], parts: CliParts): Promise<Result<Trace, AppError>> {
  const inputs = captureInputs(names, parts)
  if (!inputs.ok) return inputs
  const progress = new ProgressLine(parts.io)
  try {
    return await parts.openCapture(inputs.value, { onProgress: (step) => progress.show(step) })
  } finally {
    progress.clear()
  }
}

function captureInputs(names: readonly string[], parts: CliParts): Result<readonly CaptureInput[], AppError> {
  if (names.length === 0) return fail(usageError('No capture is named.', 'Name files or a folder, or - for stdin.'))
  if (names.filter((name) => name === '-').length > 1) return fail(usageError('Stdin can be read only once.', 'Name - once.'))
  return ok(names.map((name): CaptureInput => (name === '-' ? { kind: 'stream', name: 'stdin', stream: parts.io.stdin } : { kind: 'path', path: name })))
}
