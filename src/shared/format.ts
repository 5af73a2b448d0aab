/**
 * Numbers as people read them. The one place where numbers become text for tables, charts, reports and messages; without Intl, so
 * that every platform writes the same characters. Unknown values are an en dash.
 */

/** Thin space: between groups of thousands, and between a number and its unit. */
export const THIN_SPACE = '\u2009'
/** Shown for null, NaN and infinite values. */
export const UNKNOWN = '–'
const MINUS = '−'

type Value = number | null | undefined

/** A number with 3 significant digits (whole numbers below 1000 and beyond keep all their whole digits): `1.23`, `45.6`, `12 346`. */
export function formatNumber(value: Value): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN
  const size = Math.abs(value)
  if (size !== 0 && (size < 0.001 || size >= 1e15)) return withMinus(value, exponential(size))
  return withMinus(value, groupThousands(trimZeros(size.toFixed(decimalsFor(size)), Number.isInteger(value))))
}

/** A whole number with thin-space thousands. */
export function formatCount(value: Value): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN
  return formatNumber(Math.round(value))
}

/** A number and its unit; `B`, `s` and `ms` scale to a readable unit, `%` and the others keep it. */
export function formatWithUnit(value: Value, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN
  if (unit === 'B') return formatBytes(value)
  if (unit === 's') return formatDuration(value)
  if (unit === 'ms') return formatDuration(value / 1000)
  return unit === '' ? formatNumber(value) : `${formatNumber(value)}${THIN_SPACE}${unit}`
}

/** Bytes in binary units: `1.5 GiB`. */
export function formatBytes(bytes: Value): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return UNKNOWN
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let scaled = bytes
  let unit = 0
  while (Math.abs(scaled) >= 1023.5 && unit < units.length - 1) {
    scaled /= 1024
    unit++
  }
  return `${formatNumber(scaled)}${THIN_SPACE}${units[unit] ?? ''}`
}

/** Seconds in the unit that reads best: `850 µs`, `12.3 ms`, `4.56 s`, `3 min 20 s`. */
export function formatDuration(seconds: Value): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return UNKNOWN
  const size = Math.abs(seconds)
  if (size >= 99.95) return withMinus(seconds, minutes(size))
  const [scale, unit] = size === 0 || size >= 0.9995 ? [1, 's'] : size >= 0.0009995 ? [1e3, 'ms'] : [1e6, 'µs']
  return `${formatNumber(seconds * scale)}${THIN_SPACE}${unit}`
}

/**
 * A change in percent with sign and arrow: `↓ −62 %`, `↑ +4.5 %`, `→ 0 %`; one decimal below 10, since no replay is exact beyond
 * that. Arrow and sign say the same, for readers without colour.
 */
export function formatChange(percent: Value): string {
  if (percent === null || percent === undefined || !Number.isFinite(percent)) return UNKNOWN
  const rounded = Math.abs(percent) < 9.95 ? Number(percent.toFixed(1)) : Math.round(percent)
  if (rounded === 0) return `→ 0${THIN_SPACE}%`
  const sign = rounded > 0 ? '+' : ''
  return `${rounded > 0 ? '↑' : '↓'} ${sign}${changeText(rounded)}${THIN_SPACE}%`
}

/** Below 10 always with its decimal (whole numbers without), so that a column of changes lines up. */
function changeText(rounded: number): string {
  const size = Math.abs(rounded)
  return withMinus(rounded, size < 10 ? trimZeros(size.toFixed(1), Number.isInteger(size)) : groupThousands(String(size)))
}

/** Two ends of an interval in brackets: `[420 .. 690]`. */
export function formatInterval(low: Value, high: Value): string {
  return `[${formatNumber(low)} .. ${formatNumber(high)}]`
}

function withMinus(value: number, text: string): string {
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text
}

/** Decimals that leave 3 significant digits after rounding (9.996 becomes 10.0, not 10.00). */
function decimalsFor(size: number): number {
  if (size === 0 || size >= 999.5) return 0
  const digits = Math.floor(Math.log10(size))
  const decimals = Math.max(0, 2 - digits)
  return Number(size.toFixed(decimals)) >= 10 ** (digits + 1) ? Math.max(0, decimals - 1) : decimals
}

/** Whole numbers are written without decimals; measured values keep their three digits. */
function trimZeros(text: string, isWhole: boolean): string {
  return isWhole && text.includes('.') ? text.replace(/\.0+$/, '') : text
}

function groupThousands(text: string): string {
  const [whole = '', decimals] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE)
  return decimals === undefined ? grouped : `${grouped}.${decimals}`
}

function exponential(size: number): string {
  const [digits = '', exponent = ''] = size.toExponential(2).split('e')
  return `${digits}e${exponent.replace('+', '').replace('-', MINUS)}`
}

function minutes(size: number): string {
  const whole = Math.round(size)
  if (whole < 60) return `${whole}${THIN_SPACE}s`
  const parts: readonly (readonly [number, string])[] = [[Math.floor(whole / 3600), 'h'], [Math.floor((whole % 3600) / 60), 'min'], [whole % 60, 's']]
  const shown = parts.filter(([amount]) => amount > 0).slice(0, 2)
  return shown.map(([amount, unit]) => `${groupThousands(String(amount))}${THIN_SPACE}${unit}`).join(' ')
}
