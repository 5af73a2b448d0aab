/** `--window A:B`. */
import type { TimeWindow } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import { excerpt, type AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'

const NUMBER = String.raw`(\+?)(\d{1,12}(?:\.\d{1,9})?)`
const WINDOW = new RegExp(`^(?:${NUMBER})?:(?:${NUMBER})?$`)

/**
 * A window in seconds on the trace's clock, as `inspect` prints it; `+A` counts from the start of the span. Either side may be
 * left out. The result is cut to the span of events; null = the whole span.
 */
export function parseWindow(text: string | undefined, trace: Trace): Result<TimeWindow | null, AppError> {
  if (text === undefined) return ok(null)
  const match = WINDOW.exec(text)
  if (match === null) return fail({ code: 'USAGE', message: '--window needs two times in seconds.', found: excerpt(text), expected: 'A:B, A: or :B; +A counts from the start' })
  const startNs = edgeNs(match[1], match[2], trace) ?? trace.startNs
  const endNs = edgeNs(match[3], match[4], trace) ?? trace.endNs
  const window = { startNs: Math.max(startNs, trace.startNs), endNs: Math.min(endNs, trace.endNs) }
  if (window.endNs > window.startNs) return ok(window)
  const span = `${trace.originS + trace.startNs / 1e9}:${trace.originS + trace.endNs / 1e9}`
  return fail({ code: 'USAGE', message: 'The window holds nothing of the recording.', found: excerpt(text), expected: `a part of ${span}` })
}

function edgeNs(plus: string | undefined, seconds: string | undefined, trace: Trace): number | null {
  if (seconds === undefined) return null
  // Seconds and fraction apart: large clock values would lose nanoseconds in one double.
  const [whole = '0', fraction = ''] = seconds.split('.')
  const fractionNs = Number(fraction.padEnd(9, '0'))
  return plus === '+' ? trace.startNs + Number(whole) * 1e9 + fractionNs : (Number(whole) - trace.originS) * 1e9 + fractionNs
}
