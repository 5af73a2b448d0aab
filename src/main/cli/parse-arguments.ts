/** Options and positional arguments of one command. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { excerpt, type AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'

type Options = NonNullable<ParseArgsConfig['options']>
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T & { help: { type: 'boolean' } }; allowPositionals: true }>>

/** A wrong call. */
export function usageError(message: string, advice?: string): AppError {
  return { code: 'USAGE', message, ...(advice === undefined ? {} : { advice }) }
}

/** Reads the arguments; unknown or incomplete options are `USAGE`. Every command knows `--help`. */
export function parseArguments<T extends Options>(argv: readonly string[], options: T): Result<Parsed<T>, AppError> {
  try {
    return ok(parseArgs({ args: [...argv], options: { ...options, help: { type: 'boolean' } }, allowPositionals: true }) as Parsed<T>)
  } catch (cause) {
    // Node's own first sentence names the option; what follows is advice about `--`.
    const message = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : String(cause)
    return fail(usageError(`${excerpt(message.replace(/\.$/, ''), 200)}.`, "See 'reclaimscope --help'."))
  }
}

/** A whole number within bounds; `USAGE` names the option. */
export function parseWhole(text: string | undefined, option: string, fallback: number, min: number, max: number): Result<number, AppError> {
  if (text === undefined) return ok(fallback)
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return ok(value)
  return fail({ code: 'USAGE', message: `${option} needs a whole number.`, found: excerpt(text), expected: `${min} to ${max}` })
}
