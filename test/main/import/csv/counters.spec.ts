import { describe, expect, it } from 'vitest'
import { psiLogger } from '../../../../src/main/import/csv/psi-logger'
import { tpCpuCounters } from '../../../../src/main/import/csv/tp-cpu-counters'
import { tpCounters, vmstatLong } from '../../../../src/main/import/csv/vmstat-long'
import { vmstatWide } from '../../../../src/main/import/csv/vmstat-wide'
import { counterValues, headOf, importWith, warningCodes } from '../support'

describe('vmstat-wide', () => {
  it('makes one track per column', () => {
    const { trace, error } = importWith(vmstatWide, 't,nr_free_pages,pgsteal_anon\n2.263381,282876,0\n2.364729,268827,17\n')
    expect(error).toBeNull()
    expect(trace).toMatchObject({ originS: 2, counterStartNs: 263_381_000, counterEndNs: 364_729_000, startNs: 263_381_000 })
    expect(trace.counters).toMatchObject([{ name: 'nr_free_pages', cumulative: false }, { name: 'pgsteal_anon', cumulative: true }])
    expect(counterValues(trace, 'pgsteal_anon')).toEqual([0, 17])
  })

  it('leaves gaps where values are missing', () => {
    const { trace } = importWith(vmstatWide, 't,nr_free_pages,pgsteal_anon\n1.0,5,\n2.0,[NULL],4\n3.0,x,5\n')
    expect(counterValues(trace, 'nr_free_pages')).toEqual([5])
    expect(counterValues(trace, 'pgsteal_anon')).toEqual([4, 5])
    expect(trace.warnings).toEqual([
      expect.objectContaining({ code: 'VALUE_NOT_A_NUMBER', line: 4, column: 2, found: 'x' })
    ])
  })

  it('says where a counter goes backwards', () => {
    const { trace } = importWith(vmstatWide, 't,pgsteal_anon\n1.0,5\n2.0,3\n3.0,9\n')
    expect(trace.warnings).toEqual([expect.objectContaining({ code: 'COUNTER_RESET', file: 'input', line: 3, column: 2, count: 1 })])
    expect(counterValues(trace, 'pgsteal_anon')).toEqual([5, 3, 9])
  })

  it('refuses a table without a time column, naming what it found', () => {
    expect(importWith(vmstatWide, 'a,nr_free_pages\n1,2\n').error).toMatchObject({ code: 'INPUT_BAD_HEADER', line: 1, column: 1, found: 'a,nr_free_pages', expected: expect.stringContaining('ts') })
  })

  it('refuses a hundred thousand columns', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `nr_${index}`).join(',')
    expect(importWith(vmstatWide, `t,${names}\n`).error).toMatchObject({ code: 'INPUT_BAD_HEADER', found: '100001 columns' })
  })

  it('refuses a header without rows', () => {
    expect(importWith(vmstatWide, 't,nr_free_pages\n').error).toMatchObject({ code: 'INPUT_NO_EVENTS' })
  })

  it('keeps /proc/meminfo values in bytes', () => {
    const { trace } = importWith(vmstatWide, 'ts_unix_s,MemFree,Active(anon),HugePages_Total\n1654692443.5,10,20,3\n')
    expect(counterValues(trace, 'MemFree')).toEqual([10_240])
    expect(counterValues(trace, 'Active(anon)')).toEqual([20_480])
    expect(counterValues(trace, 'HugePages_Total')).toEqual([3])
  })

  it('names the unit of integer times when it had to guess', () => {
    const { trace } = importWith(vmstatWide, 'ts,nr_free_pages\n1000100,1\n1000350,2\n')
    expect(trace).toMatchObject({ originS: 1000, startNs: 100_000_000, endNs: 350_000_000 })
    expect(trace.warnings).toEqual([expect.objectContaining({ code: 'TIME_UNIT_ASSUMED', found: '1000100' })])
  })
})

describe('long counter tables', () => {
  it('reads an export of trace_processor', () => {
    const { trace, error } = importWith(tpCounters, '"ts","name","value"\n795765018185292,"allocstall_movable",253.000000\n795765018185292,"pgsteal_anon",885695.000000\n795765268185292,"pgsteal_anon",885700.000000\n795765268185292,"MemFree",4096.000000\n')
    expect(error).toBeNull()
    expect(trace.originS).toBe(795_765)
    expect(counterValues(trace, 'pgsteal_anon')).toEqual([885_695, 885_700])
    expect(counterValues(trace, 'MemFree')).toEqual([4096])
  })

  it('keeps per-CPU counters apart', () => {
    const { trace } = importWith(tpCounters, '"ts","cpu","name","value"\n1000,0,"cpu.times.idle_ns",5.0\n1000,1,"cpu.times.idle_ns",6.0\n')
    expect(trace.counters.map(({ cpu, value }) => [cpu, value[0]])).toEqual([[0, 5], [1, 6]])
    expect(trace.cpuCount).toBe(2)
  })

  it('reads hand-made tables with seconds', () => {
    const { trace } = importWith(vmstatLong, 'time,name,value\n1.5,pgfree,7\n2.5,pgfree,9\n2.5,pgfree,x\n')
    expect(counterValues(trace, 'pgfree')).toEqual([7, 9])
    expect(warningCodes(trace)).toEqual(['VALUE_NOT_A_NUMBER'])
  })

  it('reads CPU frequency and idle exports', () => {
    const { trace } = importWith(tpCpuCounters, '"ts","cpu","freq_khz"\n1986357354189,0,691200\n1986357358668,1,691200\n1986357358669,77777,1\n')
    expect(counterValues(trace, 'cpufreq', 1)).toEqual([691_200])
    expect(warningCodes(trace)).toEqual(['CPU_NOT_UNDERSTOOD'])
    const idle = importWith(tpCpuCounters, '"ts","cpu","state"\n1986338846220,3,4294967295.000000\n').trace
    expect(counterValues(idle, 'cpuidle', 3)).toEqual([4_294_967_295])
  })

  it('are told apart by their headers', () => {
    expect(tpCounters.detect(headOf('"ts","name","value"\n'))).toBeGreaterThan(vmstatLong.detect(headOf('"ts","name","value"\n')))
    expect(tpCounters.detect(headOf('ts,name,value\n'))).toBe(0)
    expect(vmstatLong.detect(headOf('ts,name,value\n'))).toBeGreaterThan(0)
    expect(vmstatWide.detect(headOf('ts,name,value\n'))).toBe(0)
  })
})

describe('psi-logger', () => {
  const LOG = 'ts,phase,some_delta,full_delta,mem_available,pswpout\n1772269759043,idle,100,10,4000,7000\n1772269759520,idle,1,0,4001,5\n1772269760443,idle,4,2,4003,0\n1772269759943,idle,2,1,4002,1\n'

  it('adds differences up from the totals of the first row, in order of time', () => {
    const { trace, error } = importWith(psiLogger, LOG)
    expect(error).toBeNull()
    expect(counterValues(trace, 'psi_mem_some_us')).toEqual([100, 101, 103, 107])
    expect(counterValues(trace, 'pswpout')).toEqual([7000, 7005, 7006, 7006])
    expect(counterValues(trace, 'MemAvailable')).toEqual([4000, 4001, 4002, 4003].map((kb) => kb * 1024))
    expect(trace).toMatchObject({ originS: 1_772_269_759, startNs: 43_000_000 })
    expect(warningCodes(trace)).toEqual(['VALUES_PER_INTERVAL', 'TIME_UNIT_ASSUMED', 'ROWS_OUT_OF_ORDER'])
  })

  it('reads the columns of other loggers: levels stay levels, stalls of io and cpu are told apart, and what nobody knows is not added up', () => {
    const { trace } = importWith(psiLogger, 'ts,some_delta,full_delta,io_some_delta,mem_free,swap_free,pgscan_direct,soc_temp\n1772271182000,100,50,3,4000,1000,900,40\n1772271182400,3,1,7,3996,996,2,41\n')
    const read = (name: string): unknown => [counterValues(trace, name), trace.counters.find((track) => track.name === name)?.cumulative]
    expect(read('psi_io_some_us')).toEqual([[3, 10], true])
    expect(read('MemFree')).toEqual([[4_096_000, 4_091_904], false])
    expect(read('SwapFree')).toEqual([[1_024_000, 1_019_904], false])
    expect(read('pgscan_direct')).toEqual([[900, 902], true])
    expect(read('soc_temp')).toEqual([[40, 41], false])
  })

  it('is recognised before a plain table', () => {
    expect(psiLogger.detect(headOf(LOG))).toBeGreaterThan(vmstatWide.detect(headOf(LOG)))
  })
})
