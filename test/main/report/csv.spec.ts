import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { comparisonToCsv } from '../../../src/main/report/comparison-to-csv'
import { csvNumber, csvText } from '../../../src/shared/csv-cell'
import { seriesToCsv } from '../../../src/main/report/series-to-csv'
import { comparisonFixture, seriesFixture } from '../../support/comparison-fixture'

const rowsOf = (text: string): Record<string, string>[] => Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data

describe('csvText', () => {
  it('takes the power from cells that a spreadsheet would run', () => {
    expect(['=1+1', '+1', '-1', '@x', '\t=1', '\r=1'].map(csvText)).toEqual(["'=1+1", "'+1", "'-1", "'@x", "'\t=1", `"'\r=1"`])
  })

  it('quotes separators, quotes and line ends', () => {
    expect(csvText('a,"b"\nc')).toBe('"a,""b""\nc"')
    expect(csvText('plain')).toBe('plain')
  })
})

describe('csvNumber', () => {
  it('leaves numbers plain, negative ones too, and unknown ones empty', () => {
    expect([-62.5, 0, 1e21, null, undefined, Number.NaN].map(csvNumber)).toEqual(['-62.5', '0', '1e+21', '', '', ''])
  })
})

describe('comparisonToCsv', () => {
  it('has one row per flat metric and five columns per run', () => {
    const rows = rowsOf(comparisonToCsv(comparisonFixture()))
    const stall = rows.find((row) => row['metric'] === 'allocstall')
    expect(stall).toEqual({
      metric: 'allocstall', unit: '', observed: '800', 'zram-v1': '300', 'zram-v1.p5': '250', 'zram-v1.p95': '420', 'zram-v1.delta': '-490', 'zram-v1.pct': '-62',
      off: '790', 'off.p5': '', 'off.p95': '', 'off.delta': '0', 'off.pct': '0'
    })
    expect(rows.map((row) => row['metric'])).toContain('cpus.0.byClass.app')
    expect(rows.find((row) => row['metric'] === 'energyJ')?.['observed']).toBe('')
  })
})

describe('seriesToCsv', () => {
  it('has one row per bin, empty where there is no data', () => {
    const rows = rowsOf(seriesToCsv(seriesFixture(7)))
    expect(rows.map((row) => [row['time_s'], row['pgstealAnonPerS'], row['cpu0.idle']])).toEqual([['0', '0', '0.5'], ['0.333333333', '7', '0.5'], ['0.666666667', '', '0.5']])
  })
})
