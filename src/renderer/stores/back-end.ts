/** The door to the back end as stores see it: the typed client, and files made known to the host as opaque ids. */
import type { AppError } from '../../shared/errors'
import type { AppClient } from '../../shared/rpc/app-client'
import { toAppError } from '../../shared/rpc/call-failure'
import type { Result } from '../../shared/result'
import { fail, ok } from '../../shared/result'

/** What stores use of the client. Calls reject with a `CallFailure`. */
export type BackEnd = Pick<AppClient, 'call' | 'on' | 'onGone'>

/** A file known to the back end. */
export interface OfferedFile {
  readonly fileId: string
  readonly name: string
}

export interface IntakeOptions {
  readonly signal: AbortSignal
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
}

/** Makes browser files known to the back end. Electron passes their paths; the web host uploads them. */
export type FileIntake = (files: readonly File[], options: IntakeOptions) => Promise<Result<readonly OfferedFile[], AppError>>

/** Turns a rejected call into a value. Anything that is not a coded failure is a bug of ours and says so. */
export async function attempt<T>(promise: Promise<T>): Promise<Result<T, AppError>> {
  try {
    return ok(await promise)
  } catch (thrown) {
    return fail(toAppError(thrown))
  }
}
