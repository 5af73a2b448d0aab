/** Small JSON files that users write, checked by a schema. */
import { readFile, stat } from 'node:fs/promises'
import * as v from 'valibot'
import { excerpt, type AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'

/** Such a file is a few hundred bytes; anything larger is another file. */
const MAX_BYTES = 1_000_000

/** What a file is, for messages: `{ what: 'configuration', schema: 'config' }`; the schema is that of `reclaimscope schema NAME`. */
export interface JsonKind {
  readonly what: string
  readonly schema: string
}

/** The text of the file; null when there is none of that name. */
export async function readSmallFile(name: string, { what }: JsonKind): Promise<Result<string | null, AppError>> {
  try {
    const { size } = await stat(name)
    if (size > MAX_BYTES) return fail({ code: 'CONFIG_INVALID', file: name, message: `The file is too large for a ${what}.`, expected: `at most ${MAX_BYTES} bytes` })
    return ok(await readFile(name, 'utf8'))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ok(null)
    return fail({ code: 'INPUT_UNREADABLE', file: name, message: `The ${what} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.` })
  }
}

/** Reads the text by the schema; `CONFIG_INVALID` names the place in the file. */
export function parseJsonText<T>(file: string, text: string, schema: v.GenericSchema<unknown, T>, kind: JsonKind): Result<T, AppError> {
  let data: unknown
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    return fail({ code: 'CONFIG_INVALID', file, ...placeIn(text, message), message: `The ${kind.what} is not JSON.`, found: excerpt(message), expected: 'one JSON object' })
  }
  const parsed = v.safeParse(schema, data)
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  const path = v.getDotPath(issue) ?? 'the whole file'
  return fail({
    code: 'CONFIG_INVALID', file, message: `The ${kind.what} is not valid at ${path}: ${issue.message}.`, found: excerpt(issue.received),
    ...(issue.expected === null ? {} : { expected: excerpt(issue.expected) }), advice: `See 'reclaimscope schema ${kind.schema}'.`
  })
}

/** The parser names a position where it knows one; an unexpected end is at the end. */
function placeIn(text: string, message: string): { line: number; column: number } {
  const position = /position (\d+)/.exec(message)?.[1]
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
