import type { AppError } from '../errors'

/** The coded failure of a call, as an exception: `AppClient.call` rejects with it and with nothing else. */
export class CallFailure extends Error {
  /** What went wrong, as plain data for an error card. */
  readonly error: AppError

  constructor(error: AppError) {
    super(error.message)
    this.name = 'CallFailure'
    this.error = error
  }
}

/** The coded error behind whatever was thrown; a foreign exception is a bug and becomes `INTERNAL`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof CallFailure) return thrown.error
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'INTERNAL', message: `Internal fault: ${message}`, advice: 'This is a bug in Reclaimscope; please report it with the steps that led here.' }
}
