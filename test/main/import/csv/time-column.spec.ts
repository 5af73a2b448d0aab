import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findTimeColumn, guessUnit, parseTime } from '../../../../src/main/import/csv/time-column'

describe('time columns', () => {
  it.each([
    ['t', 0, null], ['ts', 0, null], ['time', 0, null], ['timestamp', 0, null], ['ts_unix_s', 0, 's'], ['time_ms', 0, 'ms'], ['ts_ns', 0, 'ns'], ['Timestamp_us', 0, 'us']
  ])('knows %s', (name, index, unit) => {
    expect(findTimeColumn([name, 'x'])).toEqual({ index, unit })
  })

  it('does not take counters for times', () => {
    expect(findTimeColumn(['pgsteal_anon', 'stall_time_total', 'timeouts'])).toBeNull()
  })

  it.each([
    [['2.263381', '2.364729'], 's'], [['1', '2'], 's'], [['1772269759043', '1772269759520'], 'ms'],
    [['1772269759043000', '1772269759143000'], 'us'], [['795765018185292', '795765268185292'], 'ns'], [['5'], 's']
  ] as const)('takes %s for %s', (cells, unit) => {
    expect(guessUnit([...cells])).toBe(unit)
  })

  it.each([
    ['2.263381', 's', 2, 263_381_000], ['1654692443.412047', 's', 1654692443, 412_047_000], ['1654692445.1698534', 's', 1654692445, 169_853_400],
    ['1772269759043', 'ms', 1772269759, 43_000_000], ['1.5', 'ms', 0, 1_500_000], ['7', 'ns', 0, 7], ['7477411000', 'ns', 7, 477_411_000],
    ['9223372036854775807', 'ns', 9223372036, 854_775_807], ['12', 's', 12, 0], ['5.', 's', 5, 0], ['1.1234567899', 's', 1, 123_456_789]
  ] as const)('reads %s %s', (cell, unit, seconds, nanoseconds) => {
    expect(parseTime(cell, unit)).toEqual({ seconds, nanoseconds })
  })

  it('refuses what is no plain number', () => {
    for (const cell of ['', 'x', '1e5', '1,5', '0x10', '[NULL]', '1.2.3', '123456789012345678901']) expect(parseTime(cell, 's')).toBeNull()
  })

  it('never loses a nanosecond', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }), (ns) => {
      const time = parseTime(String(ns), 'ns')!
      expect(BigInt(time.seconds) * 10n ** 9n + BigInt(time.nanoseconds)).toBe(ns)
    }))
  })
})
