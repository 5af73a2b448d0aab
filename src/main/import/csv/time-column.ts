/** Times of CSV files: parsed as two integers, never through one double, and their unit. */

export type TimeUnit = 's' | 'ms' | 'us' | 'ns'

/** A time as two integers. */
export interface ExactTime {
  readonly seconds: number
  readonly nanoseconds: number
}

const TIME_NAME = /^(t|ts|time|timestamp|uptime|monotonic|boottime)(?:_?(?:unix|mono|boot|utc))?(?:_(s|sec|ms|us|ns))?$/i
const DIGITS: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 }
const NUMBER = /^\s*(-?)(\d{1,20})(?:\.(\d*))?\s*$/
/** Typical steps between two samples by unit, upper ends: 20 s, 20 s, 5 s; a longer step than the last means ns. */
const STEP_LIMITS: readonly (readonly [TimeUnit, number])[] = [['s', 20], ['ms', 2e4], ['us', 5e6]]

/** Index of the time column, and the unit when its name says so; null when there is none. */
export function findTimeColumn(columns: readonly string[]): { readonly index: number; readonly unit: TimeUnit | null } | null {
  const index = columns.findIndex((name) => TIME_NAME.test(name))
  if (index < 0) return null
  const suffix = TIME_NAME.exec(columns[index] ?? '')?.[2]?.toLowerCase()
  return { index, unit: suffix === undefined ? null : suffix === 'sec' ? 's' : (suffix as TimeUnit) }
}

/** The unit of times without a stated one: a fraction means seconds, else the step between the first two samples tells. */
export function guessUnit(cells: readonly string[]): TimeUnit {
  if (cells.some((cell) => cell.includes('.'))) return 's'
  const values = cells.map(Number).filter((value) => Number.isFinite(value))
  const step = Math.abs((values.find((value) => value !== values[0]) ?? 0) - (values[0] ?? 0))
  if (step === 0) return 's'
  return STEP_LIMITS.find(([, limit]) => step < limit)?.[0] ?? 'ns'
}

/** Parses a time; null when the cell is no number. Digits beyond nanoseconds are cut off. */
export function parseTime(cell: string, unit: TimeUnit): ExactTime | null {
  const match = NUMBER.exec(cell)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = ''] = match
  const shift = DIGITS[unit]
  const padded = whole.padStart(shift + 1, '0')
  const seconds = Number(padded.slice(0, padded.length - shift))
  const rest = shift === 0 ? fraction : padded.slice(-shift) + fraction
  const nanoseconds = Number(rest.slice(0, 9).padEnd(9, '0'))
  return sign === '' ? { seconds, nanoseconds } : { seconds: -seconds, nanoseconds: -nanoseconds }
}
