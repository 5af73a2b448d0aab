import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, formatChange, formatCount, formatDuration, formatInterval, formatNumber, formatWithUnit } from '../../src/shared/format'

/** Thin spaces shown as `_`, so that expectations can be read. */
const shown = (text: string): string => text.replaceAll('\u2009', '_')

describe('formatNumber', () => {
  it('keeps three significant digits and groups thousands with thin spaces', () => {
    const cases: [number, string][] = [[0, '0'], [1.2345, '1.23'], [12.345, '12.3'], [123.45, '123'], [1234.5, '1_235'], [1234567, '1_234_567'], [0.012345, '0.0123'], [-3.14159, '−3.14'], [7, '7'], [100, '100'], [2.5, '2.50']]
    for (const [value, text] of cases) expect(shown(formatNumber(value)), String(value)).toBe(text)
  })

  it('does not gain a digit by rounding up', () => {
    expect(formatNumber(9.996)).toBe('10.0')
    expect(formatNumber(99.96)).toBe('100')
    expect(shown(formatNumber(999.7))).toBe('1_000')
  })

  it('writes very small and very large values with an exponent', () => {
    expect(formatNumber(0.000123456)).toBe('1.23e−4')
    expect(formatNumber(1.5e18)).toBe('1.50e18')
  })

  it('shows unknown values as a dash', () => {
    for (const value of [null, undefined, Number.NaN, Infinity]) expect(formatNumber(value)).toBe('–')
  })

  it('never shows a negative zero', () => {
    expect(formatNumber(-0)).toBe('0')
    expect(formatCount(-0.2)).toBe('0')
  })

  it('stays within half a unit of the third digit, or of the last whole one', () => {
    fc.assert(fc.property(fc.double({ min: 0.001, max: 1e12, noNaN: true }), (value) => {
      const read = Number(formatNumber(value).replaceAll('\u2009', ''))
      expect(Math.abs(read - value)).toBeLessThanOrEqual(value < 999.5 ? value * 0.00501 : 0.5000001)
    }))
  })
})

describe('units', () => {
  it('chooses binary byte units', () => {
    expect([0, 1023, 1024, 1536 * 1024 * 1024, -2048].map((v) => shown(formatBytes(v)))).toEqual(['0_B', '1_023_B', '1_KiB', '1.50_GiB', '−2_KiB'])
  })

  it('chooses a time unit that reads well', () => {
    const cases: [number, string][] = [[0, '0_s'], [0.00085, '850_µs'], [0.0123, '12.3_ms'], [0.9999, '1.00_s'], [4.56, '4.56_s'], [200, '3_min 20_s'], [3600, '1_h'], [7322, '2_h 2_min']]
    for (const [value, text] of cases) expect(shown(formatDuration(value)), String(value)).toBe(text)
  })

  it('scales milliseconds and leaves other units alone', () => {
    expect(shown(formatWithUnit(3263.1, 'ms'))).toBe('3.26_s')
    expect(shown(formatWithUnit(94.44, '%'))).toBe('94.4_%')
    expect(shown(formatWithUnit(797, ''))).toBe('797')
    expect(formatWithUnit(null, 'B')).toBe('–')
  })

  it('gives changes a sign and an arrow', () => {
    expect([-62.2, 4.5, 0.01, 366, -0.0694, 9.96, 12_345].map((v) => shown(formatChange(v)))).toEqual(['↓ −62_%', '↑ +4.5_%', '→ 0_%', '↑ +366_%', '↓ −0.1_%', '↑ +10_%', '↑ +12_345_%'])
    expect(formatChange(null)).toBe('–')
  })

  it('writes intervals with both ends', () => {
    expect(formatInterval(420, 690.4)).toBe('[420 .. 690]')
  })
})
