/** Times of CSV files: parsed as two integers, never through one double, and their unit. */

import type { ExactTime } from '../../../engine/trace/exact-time'
import type { TimeUnit } from '../../../shared/column-mapping'

export type { TimeUnit } from '../../../shared/column-mapping'
export type { ExactTime } from '../../../engine/trace/exact-time'

/** Whose time, what it is called, on which clock, in which unit. Not `system_time` and the like: those are CPU times. */
const TIME_NAME = /^(?:(?:sample|wall|elapsed|rel(?:ative)?|mono(?:tonic)?|boot|unix|epoch|utc|real|trace|log|device|host)[ _]?)?(?:t|ts|time|timestamp|date[ _]?time|uptime|monotonic|boottime|elapsed|clock|epoch|date)(?:[ _]?(?:unix|mono(?:tonic)?|boot|utc|epoch|real(?:time)?|stamp|of[ _]?day|since[ _](?:boot|start)))?(?:[ _]*(?:[ _]|[[(]\s*)(?:in[ _])?(s|secs?|seconds|ms|msecs?|millis(?:econds)?|us|usecs?|micros(?:econds)?|ns|nsecs?|nanos(?:econds)?)\s*[\])]?)?$/i
const UNIT_NAME = /^(seconds|secs?|millis(?:econds)?|msecs?|micros(?:econds)?|usecs?|nanos(?:econds)?|nsecs?)$/i
const DIGITS: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 }
const DATE = /^\s*(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,12}))?\s*(?:Z|UTC|([+-])(\d{2}):?(\d{2}))?\s*$/
/** `20.11.2026 19:21:24,5`; with slashes nobody can tell days from months. */
const DAY_FIRST = /^\s*(\d{1,2})\.(\d{1,2})\.(\d{4})[T, ]\s*(\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,12})?)\s*$/
/** `12:34:56.789`, and with the day as logcat prints it: `11-20 12:34:56.789`. */
const TIME_OF_DAY = /^\s*(?:(\d{2})-(\d{2})\s+)?(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,12}))?\s*$/
const SOME_YEAR = 1972
const GROUPED = /^\s*-?\d{1,3}(?:([,'_ \u00a0\u2009\u202f])\d{3}(?:\1\d{3})+|[ \u00a0\u2009\u202f]\d{3})(?:\.\d+)?\s*$/
const NUMBER = /^\s*(-?)(\d{1,20})(?:\.(\d*))?\s*$/
/** Typical steps between two samples by unit, upper ends: 20 s, 20 s, 5 s; a longer step than the last means ns. */
const STEP_LIMITS: readonly (readonly [TimeUnit, number])[] = [['s', 20], ['ms', 2e4], ['us', 5e6]]

/** First values of wall clocks, and the longest step between two samples that still speaks for one: an hour, ten minutes. */
const WALL_CLOCKS: readonly (readonly [TimeUnit, number, number])[] = [['s', 1e9, 3600], ['ms', 1e12, 600_000]]
const DECADE = 10

/** Index of the time column, and the unit when its name says so; null when there is none. */
export function findTimeColumn(columns: readonly string[]): { readonly index: number; readonly unit: TimeUnit | null } | null {
  const names = columns.map((name) => name.trim().replace(/([a-z])([A-Z])/g, '$1_$2'))
  const first = names.findIndex((name) => TIME_NAME.test(name))
  // A date in a column of its own: the next one has the time of day.
  const second = /^date$/i.test(names[first] ?? '') ? names.findIndex((name, at) => at > first && TIME_NAME.test(name)) : -1
  const named = second >= 0 ? second : first
  const index = named >= 0 ? named : names.findIndex((name) => UNIT_NAME.test(name))
  if (index < 0) return null
  const name = names[index] ?? ''
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
  const wall = WALL_CLOCKS.find(([, first, longest]) => (values[0] ?? 0) >= first && (values[0] ?? 0) < first * DECADE && step <= longest)
  if (wall !== undefined) return wall[0]
  return STEP_LIMITS.find(([, limit]) => step < limit)?.[0] ?? 'ns'
}

/** Parses a time: a number, a date with time of day (UTC unless it says otherwise), or a time of day alone; null when the cell is none. Digits beyond nanoseconds are cut off. */
export function parseTime(cell: string, unit: TimeUnit): ExactTime | null {
  const match = NUMBER.exec(withoutGroups(cell))
  if (match === null) return parseDate(cell) ?? parseTimeOfDay(cell)
  const [, sign = '', whole = '', fraction = ''] = match
  const shift = DIGITS[unit]
  const padded = whole.padStart(shift + 1, '0')
  const seconds = Number(padded.slice(0, padded.length - shift))
  const rest = shift === 0 ? fraction : padded.slice(-shift) + fraction
  const nanoseconds = nanosecondsOf(rest)
  return sign === '' ? { seconds, nanoseconds } : { seconds: -seconds, nanoseconds: -nanoseconds }
}

/** `1,234,567` and `1 234` without what sets groups of digits apart. One group behind a comma may be a fraction: left as it is. */
export function withoutGroups(cell: string): string {
  return GROUPED.test(cell) ? cell.replace(/(\d)[,'_ \u00a0\u2009\u202f](?=\d)/g, '$1') : cell
}

/** Whether a cell has the time of day and no date: such times begin anew at midnight, and are on no clock that is known. */
export function isTimeOfDay(cell: string): boolean {
  return TIME_OF_DAY.test(cell)
}

function parseDate(cell: string): ExactTime | null {
  const match = DATE.exec(cell.replace(DAY_FIRST, (_, day: string, month: string, year: string, time: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${time.replace(/^\d:/, '0$&')}`))
  if (match === null) return null
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const zoneS = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * 60 * (match[8] === '-' ? -1 : 1)
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - zoneS
  return Number.isFinite(seconds) ? { seconds, nanoseconds: nanosecondsOf(match[7] ?? '') } : null
}

function parseTimeOfDay(cell: string): ExactTime | null {
  const match = TIME_OF_DAY.exec(cell)
  if (match === null) return null
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 6).map((part) => (part === undefined ? undefined : Number(part)))
  const seconds = (Date.UTC(SOME_YEAR, month - 1, day, hour, minute, second) - Date.UTC(SOME_YEAR, 0, 1)) / 1000
  return { seconds, nanoseconds: nanosecondsOf(match[6] ?? '') }
}

function nanosecondsOf(digits: string): number {
  return Number(digits.slice(0, 9).padEnd(9, '0'))
}
