/** Shape check of every message that comes in, from either side. What a call's parameters mean is checked later, by method. */
import * as v from 'valibot'
import type { AppError, ErrorCode } from '../errors'
import type { Message } from '../protocol'

const MAX_NAME_LENGTH = 64
const MAX_TEXT_LENGTH = 10_000

const callId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER))
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME_LENGTH))
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT_LENGTH))
const place = v.pipe(v.number(), v.finite())

const ERROR_CODES = {
  INPUT_NOT_FOUND: true, INPUT_UNREADABLE: true, INPUT_EMPTY: true, INPUT_TRUNCATED: true, INPUT_UNKNOWN_FORMAT: true, INPUT_BAD_HEADER: true,
  INPUT_COLUMNS_UNKNOWN: true,
  INPUT_BAD_ROW: true, INPUT_TOO_LARGE: true, INPUT_NO_EVENTS: true, DEVICE_INVALID: true, CONFIG_INVALID: true, CONFIG_UNKNOWN: true,
  TRACE_NOT_REPLAYABLE: true, USAGE: true, CANCELLED: true, CONTRACT_VERSION: true, UNKNOWN_METHOD: true, BAD_REQUEST: true, NOT_FOUND: true,
  JOURNAL_INVALID: true, JOURNAL_MISMATCH: true, HOST_GONE: true, WRITE_FAILED: true, INTERNAL: true,
  ADB_NOT_FOUND: true, DEVICE_NOT_FOUND: true, DEVICE_AMBIGUOUS: true, DEVICE_DENIED: true, DISK_FULL: true, RECORD_FAILED: true, PDF_NO_BROWSER: true, PDF_FAILED: true,
  PROJECT_INVALID: true, PROJECT_NEWER: true, PROJECT_FILE_MISSING: true
} satisfies Record<ErrorCode, true>

const MAX_CELLS = 10_000
const cells = v.pipe(v.array(text), v.maxLength(MAX_CELLS))

const errorSchema = v.object({
  code: v.custom<ErrorCode>((value) => typeof value === 'string' && Object.hasOwn(ERROR_CODES, value), 'unknown error code'),
  message: text,
  file: v.optional(text),
  line: v.optional(place),
  column: v.optional(place),
  found: v.optional(text),
  expected: v.optional(text),
  advice: v.optional(text),
  columns: v.optional(v.object({ header: cells, samples: v.pipe(v.array(cells), v.maxLength(100)), timeCandidates: cells, knownCounters: cells }))
})

const messageSchema = v.variant('kind', [
  v.object({ kind: v.literal('hello'), contract: v.pipe(v.number(), v.integer()) }),
  v.object({ kind: v.literal('call'), id: callId, method: name, params: v.unknown() }),
  v.object({ kind: v.literal('cancel'), id: callId }),
  v.object({ kind: v.literal('result'), id: callId, value: v.optional(v.unknown()) }),
  v.object({ kind: v.literal('failure'), id: callId, error: errorSchema }),
  v.object({ kind: v.literal('event'), name, payload: v.unknown() })
])

/** The message, or null when the data is none. Unknown fields are dropped. */
export function parseMessage(data: unknown): Message | null {
  const parsed = v.safeParse(messageSchema, data)
  // A result may be nothing, which loses its key on some wires. The schema's optional fields admit `undefined`, which the message type does not name.
  return parsed.success ? (parsed.output as Message) : null
}

/** Where and why a value does not fit a schema, as the failure of a call. */
export function badRequest(method: string, issue: v.BaseIssue<unknown>): AppError {
  const path = v.getDotPath(issue)
  return { code: 'BAD_REQUEST', message: `${method}: ${path === null ? '' : `${path}: `}${issue.message}`.slice(0, 500) }
}
