import { describe, expect, it } from 'vitest'
import { procDump } from '../../../src/main/import/proc-dump'
import { findImporter } from '../../../src/main/import/registry'
import { counterValues, headOf, importWith, openTexts, warningCodes } from './support'

const VMSTAT = (pswpout: number) => `nr_free_pages 15959\npgsteal_kswapd 10\npswpout ${pswpout}\nallocstall_normal 3\n`
const MEMINFO = 'MemTotal:        5447344 kB\nMemFree:          123456 kB\nActive(anon):      1000 kB\nHugePages_Total:       7\n'
const STAT = 'cpu  604118 51400 455763 7421763 37980 68436 30666 0 0 0\ncpu0 69126 7823 81723 879100 5654 24726 4429 0 0 0\nintr 1 2 3\nctxt 99\nbtime 1\nsoftirq 1 2\n'
const VENDOR = 'kcomp_write_success_count 1000\nkcomp_write_fail_count 20\nkcomp_write_ship_shmem_count 5\n'

describe('/proc files', () => {
  it.each([VMSTAT(1), MEMINFO, STAT, VENDOR])('are recognised', (text) => {
    expect(findImporter(headOf(text))?.id).toBe('proc-dump')
  })

  it('before and after make two samples around the recording', async () => {
    const trace = await openTexts({ 'run.vmstat_end': VMSTAT(900), 'run.vmstat_start': VMSTAT(100) })
    expect(counterValues(trace, 'pswpout')).toEqual([100, 900])
    expect(warningCodes(trace)).toContain('TIME_UNKNOWN')
    const ftrace = '           a-1     [000] .... 50.000000: mm_vmscan_kswapd_sleep: nid=0\n           a-1     [000] .... 53.000000: mm_vmscan_kswapd_sleep: nid=0\n'
    const both = await openTexts({ 'after.txt': VMSTAT(900), 'before.txt': VMSTAT(100), 'trace.txt': ftrace })
    expect([...both.counters[0]!.tsNs].map((ns) => both.originS + ns / 1e9)).toEqual([50, 53])
    expect(counterValues(both, 'pswpout')).toEqual([100, 900])
  })

  it('logged in a loop with the time between them make a series', () => {
    const { trace } = importWith(procDump, `1700000000.5\n${VMSTAT(1)}1700000001.5 99.0\n${VMSTAT(4)}`)
    expect(counterValues(trace, 'pswpout')).toEqual([1, 4])
    expect(trace.counterEndNs - trace.counterStartNs).toBe(1e9)
    expect(trace.warnings).toEqual([])
  })

  it.each([
    ['=== time: 12.5 ===', '=== time: 13.5 ==='], ['1700000000500', '1700000001500'], ['1700000000500000000', '1700000001500000000'], ['# timestamp=12', '# timestamp=13'],
    ['2024-03-01 12:00:00', '2024-03-01 12:00:01'], ['Fri Mar  1 12:00:00 CST 2024', 'Fri Mar  1 12:00:01 CST 2024'], ['[uptime 12.25 99.0]', '[uptime 13.25 99.5]']
  ])('logged in a loop with %s between them make a series', (first, second) => {
    const { trace } = importWith(procDump, `${first}\n${VMSTAT(1)}${second}\n${VMSTAT(4)}`)
    expect([counterValues(trace, 'pswpout'), trace.counterEndNs - trace.counterStartNs, trace.warnings]).toEqual([[1, 4], 1e9, []])
  })

  it('logged in a loop without any time count once, and say so', () => {
    const { trace } = importWith(procDump, VMSTAT(1) + VMSTAT(4))
    expect(counterValues(trace, 'pswpout')).toEqual([1])
    expect(trace.warnings.find(({ code }) => code === 'SAMPLE_WITHOUT_TIME')?.count).toBe(4)
  })

  it('of pressure are stall times', async () => {
    const pressure = (total: number): string => `some avg10=1.00 avg60=0.50 avg300=0.00 total=${total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=${total / 10}\n`
    const trace = await openTexts({ memory: `10.5\n${pressure(100)}11.5\n${pressure(200)}` })
    expect([counterValues(trace, 'psi_mem_some_us'), counterValues(trace, 'psi_mem_full_us'), warningCodes(trace)]).toEqual([[100, 200], [10, 20], []])
    expect(counterValues(await openTexts({ 'pressure_io.txt': pressure(7) }), 'psi_io_some_us')).toEqual([7])
  })

  it('of pressure may have the time in the line', async () => {
    const line = (time: string, total: number): string => `${time} some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\n${time} full avg10=0.00 avg60=0.00 avg300=0.00 total=${total / 2}\n`
    for (const [first, second] of [['12.5', '13.25:'], ['2026-11-20 19:21:24.5,', '2026-11-20 19:21:25.25,']] as const) {
      const trace = await openTexts({ 'pressure.log': line(first, 1000) + line(second, 3000) })
      const track = trace.counters.find(({ name }) => name === 'psi_mem_full_us')
      expect([[...(track?.value ?? [])], (track?.tsNs[1] ?? 0) - (track?.tsNs[0] ?? 0)]).toEqual([[500, 1500], 750_000_000])
      expect(warningCodes(trace)).toEqual([])
    }
    expect(warningCodes(await openTexts({ 'pressure.log': line('12.5', 2) + line('later', 4) }))).toContain('LINE_NOT_UNDERSTOOD')
  })

  it('keep their units: kB become bytes, counts stay', () => {
    const { trace } = importWith(procDump, MEMINFO)
    expect([counterValues(trace, 'MemFree'), counterValues(trace, 'Active(anon)'), counterValues(trace, 'HugePages_Total')]).toEqual([[123_456 * 1024], [1_024_000], [7]])
    expect(counterValues(importWith(procDump, STAT).trace, 'cpu0_iowait')).toEqual([5654])
  })

  it('of a vendor\'s kcompressd count its writes, full queues and pages left out', () => {
    const { trace } = importWith(procDump, VENDOR)
    expect(['kc_completed', 'kc_fallback_full', 'kc_skipped_shmem'].map((name) => counterValues(trace, name)[0])).toEqual([1000, 20, 5])
  })

  it('with odd lines count them', () => {
    expect(warningCodes(importWith(procDump, `${VMSTAT(1)}what is this?\n`).trace)).toContain('LINE_NOT_UNDERSTOOD')
  })

  it('with a line that begins like a time and does not end are read in time that grows with the line', () => {
    const endless = `time${' '.repeat(900_000)}x\n`
    expect(warningCodes(importWith(procDump, `${VMSTAT(1)}${endless}`).trace)).toContain('LINE_NOT_UNDERSTOOD')
    expect(findImporter(headOf(`${VMSTAT(1)}${endless}`))?.id).toBe('proc-dump')
  })
})
