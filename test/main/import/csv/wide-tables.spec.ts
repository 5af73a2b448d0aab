import { describe, expect, it } from 'vitest'
import { meaningOf } from '../../../../src/main/import/csv/counter-aliases'
import { vmstatWide } from '../../../../src/main/import/csv/vmstat-wide'
import { counterValues, failTexts, importWith, openTexts, warningCodes } from '../support'

const PLAIN = 't,nr_free_pages,pswpout\n1.5,10,20\n1.6,11,25\n'

describe('wide tables in any dress', () => {
  it.each([
    ['tabs', 't\tnr_free_pages\tpswpout\n1.5\t10\t20\n1.6\t11\t25\n'],
    ['semicolons and decimal commas', 't;nr_free_pages;pswpout\n1,5;10;20\n1,6;11;25\n'],
    ['bars', 't|nr_free_pages|pswpout\n1.5|10|20\n1.6|11|25\n'],
    ['aligned blanks', '   t     nr_free_pages  pswpout\n  1.5              10       20\n  1.6              11       25  \n'],
    ['a byte order mark and CRLF', '\ufefft,nr_free_pages,pswpout\r\n1.5,10,20\r\n1.6,11,25\r\n'],
    ['quotes and capitals', '"t","NR_FREE_PAGES","vmstat.pswpout"\n"1.5","10","20"\n"1.6","11","25"\n'],
    ['milliseconds by name', 'time_ms,nr_free_pages,pswpout\n1500,10,20\n1600,11,25\n'],
    ['microseconds in brackets', 'time [us],nr_free_pages,pswpout\n1500000,10,20\n1600000,11,25\n'],
    ['nanoseconds', 'timestamp_ns;nr_free_pages;pswpout\n1500000000;10;20\n1600000000;11;25\n'],
    ['dates', 'date,nr_free_pages,pswpout\n1970-01-01 00:00:01.5,10,20\n1970-01-01T00:00:01.600Z,11,25\n'],
    ['differences by name', 't,nr_free_pages,pswpout_delta\n1.5,10,20\n1.6,11,5\n'],
    ['rates by name', 't,nr_free_pages,pswpout/s\n1.5,10,0\n1.6,11,50\n', [0, 5]]
  ] as const)('with %s hold the same samples', async (_, text, pswpout: readonly number[] = [20, 25]) => {
    const trace = await openTexts({ 'a.csv': text })
    expect(trace.sources[0]!.format).toBe('vmstat-wide')
    expect([trace.originS * 1e9 + trace.counterStartNs, trace.counterEndNs - trace.counterStartNs]).toEqual([1.5e9, 1e8])
    expect(counterValues(trace, 'nr_free_pages')).toEqual([10, 11])
    counterValues(trace, 'pswpout').forEach((value, row) => expect(value).toBeCloseTo(pswpout[row]!, 6))
    const expected = text.includes('1,5;') ? ['DECIMAL_COMMA'] : []
    expect(warningCodes(trace)).toEqual(expected)
  })

  it('whose totals go back every few rows are added up, with a word about it', () => {
    const { trace } = importWith(vmstatWide, `t,pswpout\n${[5, 3, 9, 1, 7, 2, 8].map((value, row) => `${row}.0,${value}\n`).join('')}`)
    expect(counterValues(trace, 'pswpout')).toEqual([5, 8, 17, 18, 25, 27, 35])
    expect(warningCodes(trace)).toEqual(['VALUES_PER_INTERVAL'])
  })

  it('with the same counter twice keep the first', () => {
    const { trace } = importWith(vmstatWide, 't,pswpout,pswpout,MemFree,mem_free\n1.0,1,2,3,4\n2.0,1,2,3,4\n')
    expect(counterValues(trace, 'pswpout')).toEqual([1, 1])
    expect(counterValues(trace, 'MemFree')).toEqual([3072, 3072])
    expect(trace.warnings).toEqual([expect.objectContaining({ code: 'COLUMN_TWICE', count: 2, line: 1, column: 3 })])
  })

  it('know other names and units of a counter', () => {
    expect(meaningOf('mem_free')).toMatchObject({ name: 'MemFree', scale: 1024, form: 'total' })
    expect(meaningOf('MemFree_kB')).toMatchObject({ name: 'MemFree', scale: 1024, form: 'total' })
    expect(meaningOf('MemAvailable (MB)')).toMatchObject({ name: 'MemAvailable', scale: 1_048_576, form: 'total' })
    expect(meaningOf('SwapFree_bytes')).toMatchObject({ name: 'SwapFree', scale: 1, form: 'total' })
    expect(meaningOf('node_vmstat_pgsteal_anon')).toMatchObject({ name: 'pgsteal_anon', scale: 1, form: 'total' })
    expect(meaningOf('pgscan_direct_per_s')).toMatchObject({ name: 'pgscan_direct', scale: 1, form: 'rate' })
    expect(meaningOf('delta_allocstall')).toMatchObject({ name: 'allocstall', scale: 1, form: 'delta' })
    expect(meaningOf('zram_mem_used_total')).toMatchObject({ name: 'zram_mem_used_total', scale: 1, form: 'total' })
    expect(meaningOf('cpu0_user')).toMatchObject({ name: 'cpu0_user', scale: 1, form: 'total' })
  })
})

describe('tables with unknown columns', () => {
  const TABLE = 'tick;frei;ausgelagert;text\n1000;10;20;a\n1100;9;25;b\n1200;12;31;c\n'

  it('ask for their meaning, with the header and samples', async () => {
    expect(await failTexts({ 'x.csv': TABLE })).toMatchObject({
      code: 'INPUT_COLUMNS_UNKNOWN', file: 'x.csv', found: 'tick, frei, ausgelagert, text',
      columns: { header: ['tick', 'frei', 'ausgelagert', 'text'], samples: [['1000', '10', '20', 'a'], ['1100', '9', '25', 'b'], ['1200', '12', '31', 'c']], timeCandidates: ['tick', 'ausgelagert'] }
    })
  })

  const ANSWER = { time: 'tick', timeUnit: 'ms', counters: { frei: 'nr_free_pages', ausgelagert: 'pswpout' }, perInterval: false } as const

  it('are read as the answer says, beside other files', async () => {
    const trace = await openTexts({ 'x.csv': TABLE, 'y.csv': PLAIN }, { columns: [ANSWER] })
    expect(trace.sources.map(({ format }) => format)).toEqual(['table-mapped', 'vmstat-wide'])
    expect(counterValues(trace, 'nr_free_pages')).toEqual([10, 9, 12, 10, 11])
  })

  it('that hold what was added are added up, levels stay levels', async () => {
    const trace = await openTexts({ 'x.csv': TABLE }, { columns: [{ ...ANSWER, perInterval: true }] })
    expect(counterValues(trace, 'pswpout')).toEqual([20, 45, 76])
    expect(counterValues(trace, 'nr_free_pages')).toEqual([10, 9, 12])
  })

  it('may be in other units than /proc prints', async () => {
    const trace = await openTexts({ 'x.csv': TABLE }, { columns: [{ ...ANSWER, counters: { frei: 'MemFree (MB)', ausgelagert: 'MemAvailable' } }] })
    expect(counterValues(trace, 'MemFree')).toEqual([10, 9, 12].map((value) => value * 1_048_576))
    expect(counterValues(trace, 'MemAvailable')).toEqual([20, 25, 31].map((value) => value * 1024))
  })

  it('take the first answer that fits each', async () => {
    const other = { time: 'uhr', timeUnit: 's', counters: { voll: 'pswpin' }, perInterval: false } as const
    const trace = await openTexts({ 'x.csv': TABLE, 'z.csv': 'uhr,voll\n1,5\n2,7\n' }, { columns: [other, ANSWER] })
    expect(counterValues(trace, 'pswpin')).toEqual([5, 7])
    expect(counterValues(trace, 'pswpout')).toEqual([20, 25, 31])
  })

  it('that the answer does not fit ask again', async () => {
    expect(await failTexts({ 'x.csv': TABLE }, { columns: [{ ...ANSWER, time: 'other' }] })).toMatchObject({ code: 'INPUT_COLUMNS_UNKNOWN' })
  })

  it('ask too where the counters are known but no column is named as the time', async () => {
    const table = 'tick,pgsteal_anon,x\n1,10,7\n2,12,7\n'
    const { columns } = await failTexts({ 'x.csv': table })
    expect(columns).toMatchObject({ timeCandidates: ['tick', 'pgsteal_anon', 'x'], knownCounters: ['pgsteal_anon'] })
    const trace = await openTexts({ 'x.csv': table }, { columns: [{ time: 'tick', timeUnit: 's', counters: { pgsteal_anon: 'pgsteal_anon' }, perInterval: false }] })
    expect(counterValues(trace, 'pgsteal_anon')).toEqual([10, 12])
  })

  it('with headers of any length can be answered', async () => {
    const long = `frei ${'x'.repeat(300)}`
    const table = `tick;${long}\n1;2\n2;4\n`
    const { columns } = await failTexts({ 'x.csv': table })
    const trace = await openTexts({ 'x.csv': table }, { columns: [{ time: 'tick', timeUnit: 's', counters: { [columns?.header[1] ?? '']: 'pswpin' }, perInterval: false }] })
    expect(counterValues(trace, 'pswpin')).toEqual([2, 4])
  })

  it('without numbers are no such tables', async () => {
    expect(await failTexts({ 'x.csv': 'a,b\nc,d\ne,f\n' })).toMatchObject({ code: 'INPUT_UNKNOWN_FORMAT' })
  })
})
