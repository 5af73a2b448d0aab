/** Times of CSV files: parsed as two integers, never through one double, and their unit. */

import type { ExactTime } from '../../../engine/trace/exact-time'
import type { TimeUnit } from '../../../shared/column-mapping'

export type { TimeUnit } from '../../../shared/column-mapping'
export type { ExactTime } from '../../../engine/trace/exact-time'

const TIME_NAME = /^(?:t|ts|time|timestamp|uptime|monotonic|boottime|elapsed|clock|epoch|date)(?:[ _]?(?:unix|mono(?:tonic)?|boot|utc|epoch|real(?:time)?|stamp))?(?:[ _]*(?:[ _]|[[(]\s*)(s|secs?|seconds|ms|msecs?|millis|us|usecs?|micros|ns|nsecs?|nanos)\s*[\])]?)?$/i
const UNIT_NAME = /^(seconds|secs?|millis(?:econds)?|msecs?|micros(?:econds)?|usecs?|nanos(?:econds)?|nsecs?)$/i
const DIGITS: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 }
const DATE = /^\s*(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,12}))?\s*Z?\s*$/
const NUMBER = /^\s*(-?)(\d{1,20})(?:\.(\d*))?\s*$/
/** Typical steps between two samples by unit, upper ends: 20 s, 20 s, 5 s; a longer step than the last means ns. */
const STEP_LIMITS: readonly (readonly [TimeUnit, number])[] = [['s', 20], ['ms', 2e4], ['us', 5e6]]

/** Index of the time column, and the unit when its name says so; null when there is none. */
export function findTimeColumn(columns: readonly string[]): { readonly index: number; readonly unit: TimeUnit | null } | null {
  const named = columns.findIndex((name) => TIME_NAME.test(name.trim()))
  const index = named >= 0 ? named : columns.findIndex((name) => UNIT_NAME.test(name.trim()))
  if (index < 0) return null
  const name = columns[index]?.trim() ?? ''
  return { index, unit: unitOf(TIME_NAME.exec(name)?.[1] ?? UNIT_NAME.exec(name)?.[1]) }
}

/** First seconds of a wall clock: no other clock has run for 30 years. */
const WALL_CLOCK_S = 1e9
const CLOCK_NAMES: readonly (readonly [RegExp, string])[] = [[/mono/i, 'mono'], [/boot|uptime/i, 'boot'], [/unix|utc|epoch|real|date/i, 'realtime']]

/** The clock of a time column, by its name or the size of its times; null when neither says. */
export function clockOf(column: string, first: ExactTime): string | null {
  return first.seconds >= WALL_CLOCK_S ? 'realtime' : (CLOCK_NAMES.find(([pattern]) => pattern.test(column))?.[1] ?? null)
}

function unitOf(word: string | undefined): TimeUnit | null {
  if (word === undefined) return null
  const lower = word.toLowerCase()
  if (lower.startsWith('ms') || lower.startsWith('mil')) return 'ms'
  if (lower.startsWith('u') || lower.startsWith('mic')) return 'us'
  return lower.startsWith('n') ? 'ns' : 's'
}

/** The unit of times without a stated one: a fraction means seconds, else the step between the first two samples tells. */
export function guessUnit(cells: readonly string[]): TimeUnit {
  if (cells.some((cell) => cell.includes('.'))) return 's'
  const values = cells.map(Number).filter((value) => Number.isFinite(value))
  const step = Math.abs((values.find((value) => value !== values[0]) ?? 0) - (values[0] ?? 0))
  if (step === 0) return 's'
  return STEP_LIMITS.find(([, limit]) => step < limit)?.[0] ?? 'ns'
}

/** Parses a time, a number or a date with time of day (UTC); null when the cell is neither. Digits beyond nanoseconds are cut off. */
export function parseTime(cell: string, unit: TimeUnit): ExactTime | null {
  const match = NUMBER.exec(cell)
  if (match === null) return parseDate(cell)
  const [, sign = '', whole = '', fraction = ''] = match
  const shift = DIGITS[unit]
  const padded = whole.padStart(shift + 1, '0')
  const seconds = Number(padded.slice(0, padded.length - shift))
  const rest = shift === 0 ? fraction : padded.slice(-shift) + fraction
  const nanoseconds = Number(rest.slice(0, 9).padEnd(9, '0'))
  return sign === '' ? { seconds, nanoseconds } : { seconds: -seconds, nanoseconds: -nanoseconds }
}

function parseDate(cell: string): ExactTime | null {
  const match = DATE.exec(cell)
  if (match === null) return null
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000
  return Number.isFinite(seconds) ? { seconds, nanoseconds: Number((match[7] ?? '').slice(0, 9).padEnd(9, '0')) } : null
}
