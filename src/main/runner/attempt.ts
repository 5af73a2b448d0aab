import type { AppError } from '../../shared/errors'
import { fail, type Result } from '../../shared/result'
import { toAppError } from '../../shared/rpc/call-failure'

/** Turns a rejected job into a value: cancelled, crashed and broken jobs are told to the caller as coded errors. */
export async function attempt<T>(work: Promise<unknown>): Promise<Result<T, AppError>> {
  try {
    return (await work) as Result<T, AppError>
  } catch (thrown) {
    return fail(toAppError(thrown))
  }
}
