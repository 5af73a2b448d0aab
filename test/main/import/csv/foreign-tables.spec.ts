/** Tables as other programs and other people write them. */
import { describe, expect, it } from 'vitest'
import type { Trace } from '../../../../src/engine/trace/trace'
import { counterValues, failTexts, openTexts, warningCodes } from '../support'

const timesS = (trace: Trace, name: string): number[] => [...(trace.counters.find((track) => track.name === name)?.tsNs ?? [])].map((ns) => trace.originS + ns / 1e9)
const open = (text: string): Promise<Trace> => openTexts({ 'table.csv': text })
const rows = (header: string, times: readonly (string | number)[]): string => `${header},pgfree\n${times.map((time, index) => `${time},${index}`).join('\n')}\n`

describe('times of tables', () => {
  it.each([
    ['timestampMs', [1000, 1100], [1, 1.1]], ['elapsedRealtimeNanos', [1_000_000_000, 1_100_000_000], [1, 1.1]], ['sample_time', [5, 6], [5, 6]], ['Time (sec)', [5, 6], [5, 6]],
    ['time_in_ms', [1000, 1100], [1, 1.1]], ['datetime', ['2024/03/01 12:00:00.5', '2024/03/01 12:00:01.5'], [1709294400.5, 1709294401.5]],
    ['date', ['2024-03-01T12:00:00+02:00', '2024-03-01T12:00:01+02:00'], [1709287200, 1709287201]]
  ])('named %s are found', async (name, times, expected) => {
    expect(timesS(await open(rows(name, times)), 'pgfree')).toEqual(expected)
  })

  it('of a wall clock are in its unit, however long the step', async () => {
    expect(timesS(await open(rows('time', [1_700_000_000, 1_700_000_060, 1_700_000_120])), 'pgfree')).toEqual([1_700_000_000, 1_700_000_060, 1_700_000_120])
    expect(timesS(await open(rows('time', [1_700_000_000_000, 1_700_000_030_000])), 'pgfree')).toEqual([1_700_000_000, 1_700_000_030])
  })

  it('may have digits in groups', async () => {
    expect(timesS(await open('ts_ns\tpgfree\n1 000 000 000\t1,234,567\n1 500 000 000\t1,234,569\n'), 'pgfree')).toEqual([1, 1.5])
    expect(counterValues(await open('t;pgfree\n1;1 234 567\n2;1\u202f234\u202f568\n'), 'pgfree')).toEqual([1_234_567, 1_234_568])
  })

  it('of day without a date go on after midnight, and are on no known clock', async () => {
    const trace = await open(rows('time', ['23:59:59.900', '00:00:00.100', '00:00:00.300']))
    expect(timesS(trace, 'pgfree')).toEqual([86_399.9, 86_400.1, 86_400.3])
    expect(warningCodes(trace)).toEqual(['TIME_OF_DAY'])
    expect(timesS(await open(rows('time', ['11-20 12:00:00.000', '11-20 12:00:01.000'])), 'pgfree').map((s) => s % 86_400)).toEqual([43_200, 43_201])
  })
})

describe('headers of tables', () => {
  it('may follow comments, or Excel\'s word about the delimiter, or be a comment', async () => {
    for (const text of ['# recorded on a phone, by hand\n#\n\nt,pgfree\n1,5\n2,6\n', 'sep=;\r\nt;pgfree\r\n1;5\r\n2;6\r\n', '# t pgfree\n1 5\n2 6\n', '#time, pgfree\n1,5\n2,6\n']) {
      const trace = await open(text)
      expect([counterValues(trace, 'pgfree'), warningCodes(trace)]).toEqual([[5, 6], []])
    }
  })

  it('in any script are asked about and answered alike', async () => {
    const text = '时间,空闲页\n1,5\n2,6\n'
    expect((await failTexts({ 't.csv': text })).columns).toMatchObject({ header: ['时间', '空闲页'], timeCandidates: ['时间', '空闲页'] })
    const trace = await openTexts({ 't.csv': text }, { columns: [{ time: '时间', timeUnit: 's', counters: { 空闲页: 'nr_free_pages' }, perInterval: false }] })
    expect(counterValues(trace, 'nr_free_pages')).toEqual([5, 6])
  })

  it('with utid instead of tid are refused with the query that joins the names', async () => {
    expect(await failTexts({ 'sched.csv': '"id","ts","dur","cpu","utid","end_state"\n0,1000,5,0,3,"S"\n1,2000,5,0,3,"S"\n' })).toMatchObject({ code: 'INPUT_BAD_HEADER', advice: expect.stringContaining('JOIN thread') })
  })

  it('of all columns of scheduling joined with threads are understood', async () => {
    const trace = await open('"id","ts","dur","cpu","utid","end_state","priority","ucpu","id","tid","name","upid"\n0,1000,5,0,3,"S",-1,0,3,77,"kswapd0",1\n')
    expect([trace.sched.count, trace.sched.priority[0], trace.threads.tid[1], trace.threads.name[1]]).toEqual([1, -1, 77, 'kswapd0'])
  })
})

describe('a date and a time of day in columns of their own', () => {
  it('are read by the time of day', async () => {
    const trace = await open('Date\tTime\tMemFree_kB\tpgsteal_kswapd\n2026-11-20\t19:21:24\t4\t1\n2026-11-20\t19:21:25.5\t8\t2\n')
    expect([counterValues(trace, 'pgsteal_kswapd'), timesS(trace, 'pgsteal_kswapd')[1]! - timesS(trace, 'pgsteal_kswapd')[0]!]).toEqual([[1, 2], 1.5])
  })
})

describe('dates of tables', () => {
  it('may have the day first, between points', async () => {
    const trace = await open('timestamp;pgsteal_kswapd\n20.11.2026 19:21:24,5;1\n1.12.2026 9:21:25,5;2\n')
    const [first = 0, second = 0] = timesS(trace, 'pgsteal_kswapd')
    expect([first, second - first]).toEqual([Date.UTC(2026, 10, 20, 19, 21, 24) / 1000 + 0.5, 10 * 86_400 + 14 * 3600 + 1])
  })

  it('that nobody can read are refused with how to write them', async () => {
    const error = await failTexts({ 'v.csv': 'timestamp,pgsteal_kswapd\n11/20/2026 7:21:24 PM,1\n11/20/2026 7:21:25 PM,2\n' })
    expect(error).toMatchObject({ code: 'INPUT_NO_EVENTS', found: '11/20/2026 7:21:24 PM', expected: expect.stringContaining('2026-11-20'), advice: expect.stringContaining('date +%s') })
  })
})

describe('values of tables', () => {
  it('of memory are bytes in exports of trace_processor, whatever the order of columns, and as copied from its UI', async () => {
    for (const text of ['"name","ts","value"\n"MemFree",1000000000,2048.000000\n"MemFree",1500000000,4096.000000\n', 'ts\tname\tvalue\n1000000000\tMemFree\t2048\n1500000000\tMemFree\t4096\n']) {
      const trace = await open(text)
      expect([counterValues(trace, 'MemFree'), timesS(trace, 'MemFree')]).toEqual([[2048, 4096], [1, 1.5]])
    }
  })

  it('of memory are kB where a script wrote them, also with quoted names', async () => {
    expect(counterValues(await open('"name","time","value"\n"MemFree",1,2\n"MemFree",2,3\n'), 'MemFree')).toEqual([2048, 3072])
  })

  it('of memory are bytes where they are too large for kB, which is said', async () => {
    const trace = await open('t,MemAvailable,SwapFree,MemFree_kb\n1,4008026112,2048,2\n2,4008026112,4096,3\n')
    expect([counterValues(trace, 'MemAvailable'), counterValues(trace, 'SwapFree'), counterValues(trace, 'MemFree')]).toEqual([[4_008_026_112, 4_008_026_112], [2048, 4096], [2048, 3072]])
    expect(warningCodes(trace)).toEqual(['BYTES_ASSUMED'])
  })

  it('of memory are bytes in pivoted tables of trace_processor, below 1 GiB too: all of them are whole pages, which is said', async () => {
    const pivoted = 'ts,MemFree,SwapFree,pgsteal_anon\n1000000000,104857600,20971520,5\n2000000000,99614720,20975616,9\n'
    const saved = 'ts,name,value\n1000000000,MemFree,104857600.0\n2000000000,MemFree,99614720.0\n2000000000,SwapFree,20975616.0\n3000000000,pgfree,7.0\n'
    for (const text of [pivoted, saved]) {
      const trace = await open(text)
      expect([counterValues(trace, 'MemFree'), counterValues(trace, 'SwapFree').at(-1)]).toEqual([[104_857_600, 99_614_720], 20_975_616])
      expect(warningCodes(trace)).toContain('BYTES_ASSUMED')
    }
  })

  it('of memory of which nothing tells whether they are kB or bytes are taken for kB, which is said with what to do', async () => {
    const trace = await open('t,MemFree\n1,8192\n2,8192\n')
    expect(counterValues(trace, 'MemFree')).toEqual([8_388_608, 8_388_608])
    expect(trace.warnings).toMatchObject([{ code: 'MEMORY_UNIT_UNKNOWN', message: expect.stringContaining('MemFree_bytes') }])
    expect(warningCodes(await open('t,MemFree\n1,8191\n2,8192\n'))).toEqual([])
  })

  it('of zram and used swap are of the unit in their header, and levels', async () => {
    const trace = await open('uptime_s;zram_used_mb;swap_used_kb;kswapd_cpu;MemFree(KB)\n1;12;8;3.5;4\n2;11;4;3.0;4\n3;12;8;3.6;4\n4;11;4;3.0;4\n5;10;2;3;4\n')
    expect(counterValues(trace, 'zram_used')).toEqual([12, 11, 12, 11, 10].map((mib) => mib * 1_048_576))
    expect(counterValues(trace, 'swap_used')).toEqual([8, 4, 8, 4, 2].map((kib) => kib * 1024))
    expect(counterValues(trace, 'kswapd_cpu')).toEqual([3.5, 3, 3.6, 3, 3])
    expect(trace.counters.map(({ cumulative }) => cumulative)).not.toContain(true)
    expect(warningCodes(trace)).toEqual([])
  })

  it('of averages of PSI, and of columns that nobody knows, are levels: they are not added up', async () => {
    const values = [5, 3, 6, 2, 7, 1, 4]
    const trace = await open(`t,pgfree,psi_mem_some_avg10,temperature\n${values.map((value, row) => `${row},${row},${value},${value * 10}`).join('\n')}\n`)
    expect(counterValues(trace, 'psi_mem_some_avg10')).toEqual(values)
    expect(counterValues(trace, 'temperature')).toEqual(values.map((value) => value * 10))
    expect(trace.counters.filter(({ cumulative }) => cumulative).map(({ name }) => name)).toEqual(['pgfree'])
    expect(warningCodes(trace)).toEqual([])
  })
})
