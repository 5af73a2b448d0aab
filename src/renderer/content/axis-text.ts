/** Short forms for places with no room for the full number: value axes, bands, positions in time. */
import { THIN_SPACE, UNKNOWN } from '../../shared/format'

const MINUS = '\u2212'

/** A short form with a decimal suffix: `420`, `1.1k`, `2.9M`. */
export function compactText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN
  const magnitude = Math.abs(value)
  const [divisor, suffix] = suffixOf(magnitude)
  const scaled = magnitude / divisor
  const text = scaled >= 99.95 ? Math.round(scaled).toString() : trimZeros(scaled.toPrecision(3))
  return `${value < 0 ? MINUS : ''}${text}${suffix}`
}

/** Ticks of one axis, with one suffix for all that are large enough: `0`, `5k`, `10k`. */
export function tickTexts(ticks: readonly number[]): string[] {
  const most = Math.max(0, ...ticks.map(Math.abs))
  const [divisor, suffix] = suffixOf(most)
  return ticks.map((value) => (divisor === 1 || Math.abs(value) < divisor ? compactText(value) : `${value < 0 ? MINUS : ''}${trimZeros((Math.abs(value) / divisor).toPrecision(3))}${suffix}`))
}

/** A position in time with as many decimals as its span makes useful: `12.34 s` of a minute, `0.01234 s` of a few milliseconds. */
export function positionText(seconds: number, spanS: number): string {
  const decimals = spanS >= 100 ? 1 : spanS >= 10 ? 2 : spanS >= 1 ? 3 : spanS >= 0.1 ? 4 : 5
  return `${seconds.toFixed(decimals)} s`
}

/** Running text whose numbers do not break at their thin spaces. */
export function unbroken(text: string): string {
  return text.replaceAll(THIN_SPACE, '\u202f')
}

function suffixOf(magnitude: number): [number, string] {
  return magnitude >= 999.5e6 ? [1e9, 'G'] : magnitude >= 999.5e3 ? [1e6, 'M'] : magnitude >= 9995 ? [1e3, 'k'] : [1, '']
}

function trimZeros(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text
}
