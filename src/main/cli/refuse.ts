import { describeError, type AppError } from '../../shared/errors'
import type { CliIo } from './cli-io'
import { exitCodeOf } from './exit-codes'

/** Prints an expected failure to stderr (control characters of foreign text made harmless) and gives the exit code. */
export function refuse(error: AppError, io: CliIo): number {
  // eslint-disable-next-line no-control-regex
  const text = describeError(error).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '·')
  io.stderr.write(`reclaimscope: ${text}\n`)
  return exitCodeOf(error)
}
