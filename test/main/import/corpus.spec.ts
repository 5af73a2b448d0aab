/**
 * Imports real recordings: a laboratory with known event counts, and traces of phones. Not part of the repository; the folder
 * is named by RECLAIMSCOPE_CORPUS (default: `../shared` next to the repository).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Trace } from '../../../src/engine/trace/trace'
import { openCapture } from '../../../src/main/import/open-capture'
import { counterValues, warningCodes } from './support'

const ROOT = resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? join(import.meta.dirname, '../../../../shared'))
const isPresent = existsSync(join(ROOT, 'lab')) && existsSync(join(ROOT, 'traces'))
if (!isPresent) console.log(`corpus tests are skipped: no recordings in ${ROOT} (set RECLAIMSCOPE_CORPUS)`)

const paths = isPresent ? readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/')).sort() : []

/** All paths below the corpus that match, in order of name. */
function find(pattern: RegExp): string[] {
  return paths.filter((path) => pattern.test(path))
}

async function open(path: string): Promise<Trace> {
  const result = await openCapture([{ kind: 'path', path: join(ROOT, path) }])
  if (!result.ok) throw new Error(`${path}: ${result.error.code} ${result.error.message}`)
  return result.value
}

/** Busy share of each CPU in percent over `spanNs`: slices of threads other than the idle one, open ones up to `openEndNs`. */
function busyPct({ sched, cpuCount }: Trace, spanNs: number, openEndNs = -Infinity): number[] {
  const busyNs = new Array<number>(cpuCount).fill(0)
  for (let row = 0; row < sched.count; row += 1) {
    const durationNs = sched.durationNs[row] === -1 ? openEndNs - sched.startNs[row]! : sched.durationNs[row]!
    if (sched.thread[row] !== 0 && durationNs > 0) busyNs[sched.cpu[row]!]! += durationNs
  }
  return busyNs.map((ns) => (100 * ns) / spanNs)
}

function switchSpanNs({ sched }: Trace): number {
  return sched.startNs[sched.count - 1]! - sched.startNs[0]!
}

/** Milliseconds that threads of that name ran. */
function ranMs({ sched, threads }: Trace, name: string): number {
  let ns = 0
  for (let row = 0; row < sched.count; row += 1) if (threads.name[sched.thread[row]!] === name && sched.durationNs[row]! > 0) ns += sched.durationNs[row]!
  return ns / 1e6
}

interface LabMeta {
  readonly trace: { readonly entries_written: number; readonly events: Record<string, number> }
  readonly results: Record<string, number>
}

/** Every folder is opened by name, so that a failure says which; all of them in one go would take long to find. */
const labFolders = find(/^lab\/[^/]+\/[^/]+\/meta\.json$/).map((path) => dirname(path))

describe.skipIf(!isPresent)('corpus: laboratory recordings', () => {
  it('has recordings', () => {
    expect(labFolders.length).toBeGreaterThan(50)
  })

  it.each(labFolders)('imports %s with the counts of its meta.json', async (folder) => {
    const meta = JSON.parse(readFileSync(join(ROOT, folder, 'meta.json'), 'utf8')) as LabMeta
    const trace = await open(folder)
    expect(trace.eventCounts).toEqual(meta.trace.events)
    expect(trace).toMatchObject({ lostEvents: 0, cpuCount: 2, device: { schema: 'reclaimscope.device/1' } })
    expect(trace.warnings.filter(({ code }) => code !== 'FILE_SKIPPED')).toEqual([])
    const spanNs = trace.endNs - trace.startNs
    busyPct(trace, spanNs, trace.endNs).forEach((pct, cpu) => {
      // The oracle counts what ran before the first switch of a CPU; a slice begins with a switch.
      const leadPct = (100 * (trace.sched.startNs[trace.sched.cpu.indexOf(cpu)]! - trace.startNs)) / spanNs
      const expected = meta.results[`cpu${cpu}_busy_pct`]!
      expect(pct).toBeGreaterThan(expected - leadPct - 0.15)
      expect(pct).toBeLessThan(expected + 0.15)
    })
    expect(ranMs(trace, 'kswapd0') / 1000).toBeCloseTo(meta.results['kswapd_cpu_s']!, 2)
    expect(counterValues(trace, 'pgsteal_anon').length).toBeGreaterThan(100)
    expect(trace.counterStartNs).toBeLessThan(trace.startNs)
  })

  it.each(find(/^lab\/[^/]+\/[^/]+-csv$/))('makes the same trace of the tables in %s as of the text', async (folder) => {
    const text = await open(folder.replace(/-csv$/, ''))
    const tables = await open(folder)
    expect(tables.warnings).toEqual([])
    expect(tables.sched.count).toBe(text.sched.count)
    expect(tables.originS).toBe(text.originS)
    for (const [name, count] of Object.entries(tables.eventCounts)) expect([name, count]).toEqual([name, text.eventCounts[name]])
    const spanNs = text.endNs - text.startNs
    // The export went through a double per time: single nanoseconds differ.
    busyPct(tables, spanNs).forEach((pct, cpu) => expect(pct).toBeCloseTo(busyPct(text, spanNs)[cpu]!, 4))
    for (const kind of ['mm_vmscan_lru_shrink_inactive', 'mm_vmscan_direct_reclaim_end']) {
      expect(tables.events[kind]!.args['nr_reclaimed']).toEqual(text.events[kind]!.args['nr_reclaimed'])
    }
    expect(tables.events['mm_vmscan_lru_shrink_inactive']!.args['reclaim_flags']).toEqual(text.events['mm_vmscan_lru_shrink_inactive']!.args['reclaim_flags'])
    expect(counterValues(tables, 'pgsteal_anon')).toEqual(counterValues(text, 'pgsteal_anon'))
  })
})

const XIAOMI = {
  'xiaomi_launcher': {
    switches: 58_652, wakeups: 32_400, idle: 28_900, frequency: 1_059, rss: 242, marks: 51_107, kswapdMs: 18.674,
    busy: [29.17, 26.27, 26.32, 23.76, 1.84, 15.37, 9.51, 5.65]
  },
  'xiaomi_launcher_scroll_all_the_time': {
    switches: 60_835, wakeups: 33_980, idle: 36_431, frequency: 858, rss: 393, marks: 72_204, kswapdMs: 25.108,
    busy: [28.77, 29.4, 27.55, 25.75, 17.75, 10.64, 16.99, 23.84]
  }
} as const

const QUALCOMM = {
  'trace_input_blog_list_jank': { switches: 37_736, wakings: 20_536, idle: 29_444, frequency: 748, busy: [27.24, 28.87, 27.39, 26.03, 9.32, 5.83, 7.12, 1.31], thread: null },
  'wangzherongyao': { switches: 39_334, wakings: 21_288, idle: 0, frequency: 1_277, busy: [36.36, 33.78, 33.58, 34.37, 20.62, 36.05, 30.74, 1.21], thread: ['kswapd0', 28.392] },
  'flutter-wanandroid': { switches: 30_458, wakings: 16_567, idle: 0, frequency: 766, busy: [35.46, 35.44, 31.64, 36.23, 7.65, 4.06, 5.33, 1.32], thread: ['lmkd', 4.264] }
} as const

function expectBusy(trace: Trace, expected: readonly number[]): void {
  const busy = busyPct(trace, switchSpanNs(trace))
  expected.forEach((pct, cpu) => expect(busy[cpu]).toBeCloseTo(pct, 1))
}

describe.skipIf(!isPresent)('corpus: traces of phones', () => {
  it.each(Object.entries(XIAOMI))('imports xiaomi-systrace/%s', async (name, expected) => {
    const trace = await open(`traces/xiaomi-systrace/${name}.ftrace.gz`)
    expect(trace.eventCounts).toMatchObject({
      sched_switch: expected.switches, sched_wakeup: expected.wakeups, cpu_idle: expected.idle, cpu_frequency: expected.frequency,
      rss_stat: expected.rss, mm_vmscan_kswapd_sleep: 1, tracing_mark_write: expected.marks
    })
    expect(trace).toMatchObject({ lostEvents: 0, cpuCount: 8, warnings: [] })
    expect(ranMs(trace, 'kswapd0:0')).toBeCloseTo(expected.kswapdMs, 2)
    expectBusy(trace, expected.busy)
  })

  it.each(Object.entries(QUALCOMM))('imports qcom-2019-systrace/%s', async (name, expected) => {
    const trace = await open(`traces/qcom-2019-systrace/${name}.ftrace.gz`)
    expect(trace.eventCounts).toMatchObject({ sched_switch: expected.switches, sched_waking: expected.wakings, cpu_frequency: expected.frequency })
    expect(trace.eventCounts['cpu_idle'] ?? 0).toBe(expected.idle)
    expect([...trace.threads.tgid].every((tgid) => tgid === -1)).toBe(true)
    if (expected.thread !== null) expect(ranMs(trace, expected.thread[0])).toBeCloseTo(expected.thread[1], 2)
    expectBusy(trace, expected.busy)
  })

  it('imports the direct reclaims of a mailing list', async () => {
    const trace = await open('traces/samsung-lkml-direct-reclaim/dmabuf_alloc_direct_reclaim.ftrace.txt')
    expect(trace.eventCounts).toEqual({ mm_compaction_begin: 19, mm_compaction_end: 19, mm_vmscan_direct_reclaim_begin: 10, mm_vmscan_direct_reclaim_end: 10 })
    const begin = trace.events['mm_vmscan_direct_reclaim_begin']!
    const end = trace.events['mm_vmscan_direct_reclaim_end']!
    const totalMs = [...end.tsNs].reduce((sum, ns, row) => sum + ns - begin.tsNs[row]!, 0) / 1e6
    expect(totalMs).toBeCloseTo(4.97, 2)
    expect([...end.args['nr_reclaimed']!].reduce((sum, pages) => sum + pages, 0)).toBe(209)
    expect((trace.endNs - trace.startNs) / 1e6).toBeCloseTo(19.9, 1)
  })

  it.each([
    ['swapin/0420_gmail_3', { do_swap_page: 19_870, free_swap_slot: 9_651, swapcache_free_entries: 9_600, zap_pte_range: 221 }, 67.7],
    ['swapin/0420_gmail_5', { do_swap_page: 19_515, free_swap_slot: 9_712, swapcache_free_entries: 9_728, zap_pte_range: 255 }, 66.6],
    ['swapin/0420_youtube_5', { do_swap_page: 17_870, free_swap_slot: 10_617, swapcache_free_entries: 10_624, zap_pte_range: 705 }, 68.2],
    ['swapin/0420_chrome_0', { do_swap_page: 16_006, free_swap_slot: 11_869, swapcache_free_entries: 11_904, zap_pte_range: 516 }, 100.2],
    ['swapin/0406_candycrush_3', { do_swap_page: 33_100 }, 68.1],
    ['anonfault/0504_chrome_0', { do_anonymous_page: 18_370 }, 90.7],
    ['anonfault/0504_clashroyale_7', { do_anonymous_page: 14_207 }, 41.2],
    ['context/0706_play_trace_7.remote-swap', { send_zram_to_nbd: 12_363, lookup_swap_cache: 7_325, read_swap_cache_async: 6_614, do_swap_page: 5_408 }, 2539.5]
  ] as const)('imports pixel4-swap-ftrace/%s', async (name, counts, seconds) => {
    const trace = await open(`traces/pixel4-swap-ftrace/${name}.ftrace.gz`)
    expect(trace.eventCounts).toMatchObject(counts)
    expect((trace.endNs - trace.startNs) / 1e9).toBeCloseTo(seconds, 0)
    expect(trace.sched.count).toBe(0)
  })

  it('imports the trace_processor exports of two devices', async () => {
    const phone = await open('traces/samsung-s20-perfetto/csv/sched.csv.gz')
    expect(phone).toMatchObject({ sched: { count: 15_267 }, warnings: [] })
    ;[5.6, 4.0, 4.0, 3.9].forEach((pct, cpu) => expect(busyPct(phone, 15.7832e9)[cpu]).toBeCloseTo(pct, 1))
    const emulator = await open('traces/android12-emulator-perfetto/csv')
    expect(emulator).toMatchObject({ sched: { count: 24_698 }, cpuCount: 4, warnings: [] })
    ;[41.9, 43.9, 42.1, 44.1].forEach((pct, cpu) => expect(busyPct(emulator, emulator.endNs - emulator.startNs)[cpu]).toBeCloseTo(pct, 1))
  })

  it.each(find(/^traces\/[^/]+-perfetto\/csv\/(?!sched)[^/]+$/))('imports %s', async (path) => {
    const trace = await open(path)
    expect(trace.counters.length).toBeGreaterThan(0)
    expect(trace.warnings).toEqual([])
  })

  it('imports the original systrace page of xiaomi_launcher from its zip archive', async () => {
    const [page, text] = [await open('traces/xiaomi-systrace/xiaomi_launcher.html.zip'), await open('traces/xiaomi-systrace/xiaomi_launcher.ftrace.gz')]
    expect(page.sources.map(({ format }) => format)).toEqual(['systrace-html'])
    expect(page).toMatchObject({ eventCounts: text.eventCounts, lostEvents: 0, warnings: [] })
    expect(page.sched).toEqual(text.sched)
    expect(page.threads.tid).toEqual(text.threads.tid)
    // The listing in the page knows the processes of all but one of the threads (swapper).
    expect([...page.threads.tgid].filter((tgid) => tgid < 0)).toHaveLength(1)
  })

  it('imports the page of 2011', async () => {
    const trace = await open('traces/format-fixtures/catapult/android_systrace.html.gz')
    expect(trace.eventCounts).toMatchObject({ sched_switch: 11_074, sched_wakeup: 6_827 })
    expect(warningCodes(trace)).toEqual([])
  })

  it.each(find(/^traces\/qcom-2019-systrace\/.*\.ftrace\.gz$/))('gives the threads of %s their processes', async (path) => {
    const files = [path, path.replace('.ftrace.gz', '.processdump.gz')].map((name) => ({ kind: 'path' as const, path: join(ROOT, name) }))
    const result = await openCapture(files)
    if (!result.ok) throw new Error(result.error.message)
    const known = [...result.value.threads.tgid].filter((tgid) => tgid > 0).length
    expect(known / result.value.threads.count).toBeGreaterThan(0.9)
  })

  it.each(['pubg', 'facebook', 'dropbox'])('imports /proc/vmstat before and after %s', async (name) => {
    const files = ['start', 'end'].map((side) => ({ kind: 'path' as const, path: join(ROOT, `traces/pixel4-swap-ftrace/vmstat-pairs/result_${name}.vmstat_${side}`) }))
    const result = await openCapture(files)
    if (!result.ok) throw new Error(result.error.message)
    const growth = (counter: string) => counterValues(result.value, counter)[1]! - counterValues(result.value, counter)[0]!
    expect(growth('pgsteal_kswapd')).toBe({ pubg: 154_142, facebook: 27_437, dropbox: 13_122 }[name])
  })

  it.each(find(/^traces\/nokia1-kswapd-perfetto-tsv\/[mn]_\d\.tsv$/))('imports the totals of %s', async (path) => {
    const trace = await open(path)
    const running = counterValues(trace, `kswapd0 ${trace.threads.tid[trace.threads.name.indexOf('kswapd0')]} Running: wall time`)
    const expected: Record<string, number> = { n_1: 3466, n_2: 1955, n_3: 1391, m_1: 22_437, m_2: 21_632, m_3: 21_860 }
    expect(running[0]).toBeCloseTo(expected[basename(path, '.tsv')]!, -1)
  })

  it.each(find(/^traces\/nokia1-kswapd-perfetto-tsv\/.*\.csv$/))('imports %s', async (path) => {
    const trace = await open(path)
    const rows = path.includes('moderate') ? 233 : 104
    expect(counterValues(trace, 'MemFree')).toHaveLength(rows)
    expect(trace.warnings).toEqual([])
  })

  it.each([
    ['psi_data_20260228_173302', 3383, 5_094, 301_986, 4_992_790], ['psi_douyin_20260228_211328', 1011, 11_501, 601_503, 2_884_057],
    ['psi_douyin_20260228_213146', 1255, 13_514, 1_729_262, 4_430_269], ['psi_douyin_20260228_215103', 1235, 8_680, 1_775_119, 3_874_208],
    ['psi_douyin_20260228_221442', 1239, 6_344, 1_659_805, 3_716_777], ['psi_douyin_20260301_203427', 1270, 20_961, 2_470_498, 4_579_955],
    ['psi_douyin_20260301_205453', 1222, 7_697, 399_501, 2_716_626], ['psi_douyin_20260301_211527', 1234, 11_552, 646_485, 3_664_566],
    ['psi_douyin_20260301_213426', 1230, 10_157, 536_325, 3_506_482], ['psi_douyin_20260301_220936', 1257, 10_809, 1_476_705, 3_808_841]
  ] as const)('adds the intervals of %s up', async (name, rows, allocstall, pgstealDirect, pswpout) => {
    const trace = await open(`traces/android-psi-vmstat-timeseries/${name}.csv.gz`)
    const growth = (counter: string): number => counterValues(trace, counter).at(-1)! - counterValues(trace, counter)[0]!
    expect(counterValues(trace, 'allocstall')).toHaveLength(rows)
    expect([growth('allocstall'), growth('pgsteal_direct'), growth('pswpout')]).toEqual([allocstall, pgstealDirect, pswpout])
    expect(warningCodes(trace)).toContain('VALUES_PER_INTERVAL')
  })
})

const FIXTURES: Readonly<Record<string, Record<string, number>>> = {
  'catapult/android_systrace.txt': { sched_switch: 58, sched_wakeup: 33 },
  'catapult/atrace_data': { sched_switch: 72, sched_wakeup: 44 },
  'catapult/atrace_data_raw': { sched_switch: 72, sched_wakeup: 44 },
  'catapult/atrace_fixed_tgids': { sched_switch: 72, sched_wakeup: 44 },
  'catapult/atrace_missing_tgids': { sched_switch: 72, sched_wakeup: 44 },
  'catapult/decompressed_atrace_data.txt': { tracing_mark_write: 1042 },
  'catapult/compressed_atrace_data.txt': { tracing_mark_write: 1042 },
  'lisa-trace-cmd/example_rtapp.trace-cmd-report.txt.gz': { sched_switch: 1552 },
  'lisa-trace-cmd/lisa_trace_txt.trace-cmd-raw.txt.gz': { sched_switch: 1856 },
  'lisa-trace-cmd/sched_load.trace-cmd-report.txt.gz': { sched_switch: 399 },
  'linux-6.18-memcg/memcg_reclaim.ftrace.gz': {
    mm_vmscan_lru_isolate: 2678, mm_vmscan_lru_shrink_inactive: 2676, mm_vmscan_memcg_reclaim_begin: 613, mm_vmscan_memcg_reclaim_end: 613,
    mm_vmscan_throttled: 2, mm_vmscan_lru_shrink_active: 2, mm_shrink_slab_start: 4426, mm_shrink_slab_end: 4426, sched_switch: 226, sched_waking: 139
  }
}

describe.skipIf(!isPresent)('corpus: format fixtures', () => {
  it.each(Object.entries(FIXTURES))('imports %s', async (path, counts) => {
    const trace = await open(`traces/format-fixtures/${path}`)
    expect(trace.eventCounts).toMatchObject(counts)
    expect(warningCodes(trace).filter((code) => code !== 'SCHED_GAP')).toEqual([])
  })

  it.each(find(/^traces\/format-fixtures\/(odd-lines\/.*\.txt|perfetto-systrace\/[^/]+)$/))('imports %s line by line', async (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8')
    const trace = await open(path)
    const eventLines = text.split('\n').filter((line) => /\d\.\d{6}: /.test(line) && !line.startsWith('#')).length
    expect(Object.values(trace.eventCounts).reduce((sum, count) => sum + count, 0), basename(path)).toBe(eventLines)
  })
})
