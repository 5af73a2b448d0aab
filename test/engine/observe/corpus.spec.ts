/** Observed metrics against what the recording kernel counted itself. Needs the recordings; says so when they are absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findDirectReclaims } from '../../../src/engine/observe/direct-reclaims'
import { findKswapdActivity } from '../../../src/engine/observe/kswapd-activity'
import { observeMetrics } from '../../../src/engine/observe/observe-metrics'
import { coveredNs } from '../../../src/engine/observe/spans'
import type { Trace } from '../../../src/engine/trace/trace'
import { openCapture } from '../../../src/main/import/open-capture'
import type { Metrics } from '../../../src/shared/metrics'

const CORPUS = resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared')
const LAB = join(CORPUS, 'lab')
const hasLab = existsSync(LAB)
if (!hasLab) console.log(`skipped: no recordings at ${LAB} (set RECLAIMSCOPE_CORPUS)`)

/** One recording per workload and arm keeps this under half a minute; `RECLAIMSCOPE_CORPUS_ALL=1` takes every repetition. */
const recordings = !hasLab ? [] : readdirSync(LAB).filter((name) => /^w\d+$/.test(name)).sort().flatMap((workload) => {
  const folders = readdirSync(join(LAB, workload)).filter((name) => existsSync(join(LAB, workload, name, 'meta.json'))).sort()
  const chosen = process.env['RECLAIMSCOPE_CORPUS_ALL'] === '1' ? folders : folders.filter((name) => name.endsWith('-1'))
  return chosen.map((name) => `${workload}/${name}`)
})

interface Meta {
  trace_start_s: number
  trace_stop_s: number
  cpu_seconds_by_class: Record<string, number>
  direct_reclaim: { by_class: Record<string, { n: number; total_ms: number } | undefined> }
  results: Record<string, number>
}

async function open(path: string): Promise<Trace> {
  const result = await openCapture([{ kind: 'path', path }])
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Seconds of a class; shares are of the time seen, which lacks the head before the first slice of a CPU. */
const secondsOf = (metrics: Metrics, name: 'app' | 'directReclaim' | 'other'): number =>
  metrics.cpus.reduce((sum, cpu) => sum + ((cpu.byClass[name] ?? 0) / 100) * metrics.durationS, 0)

/** Time of each CPU before its first recorded slice: the oracle knows who was running then, slices do not. */
function unseenSeconds(trace: Trace, startNs: number): number {
  const first = new Map<number, number>()
  for (let i = 0; i < trace.sched.count; i++) {
    const cpu = trace.sched.cpu[i] ?? 0
    if (!first.has(cpu)) first.set(cpu, trace.sched.startNs[i] ?? 0)
  }
  return [...first.values()].reduce((sum, ns) => sum + Math.max(0, ns - startNs) / 1e9, 0)
}

describe.skipIf(!hasLab)('observed metrics of the laboratory recordings', () => {
  it.each(recordings)('%s agrees with the kernel', async (name) => {
    const meta = JSON.parse(readFileSync(join(LAB, name, 'meta.json'), 'utf8')) as Meta
    const trace = await open(join(LAB, name))
    const window = { startNs: (meta.trace_start_s - trace.originS) * 1e9, endNs: (meta.trace_stop_s - trace.originS) * 1e9 }
    const m = observeMetrics(trace, window)
    const { results } = meta
    const near = (value: number | null, expected: number | undefined, tolerance: number, what: string): void => {
      expect(Math.abs((value ?? Number.NaN) - (expected ?? Number.NaN)), `${what}: ${value} vs ${expected}`).toBeLessThanOrEqual(tolerance)
    }
    // Counts of whole recordings: exact.
    expect({
      wakes: m.kswapd.wakes, sleeps: m.kswapd.sleeps, allocstall: m.allocstall, pgstealAnon: m.pgstealAnon, pgstealFile: m.pgstealFile,
      pgstealKswapd: m.pgstealKswapd, pgstealDirect: m.pgstealDirect, pgscanKswapd: m.pgscanKswapd, pgscanDirect: m.pgscanDirect,
      queued: m.kcompressd.queued, fallbackFull: m.kcompressd.fallbackFull
    }).toEqual({
      wakes: results['kswapd_wakes'], sleeps: results['kswapd_sleeps'], allocstall: results['allocstall'], pgstealAnon: results['pgsteal_anon'],
      pgstealFile: results['pgsteal_file'], pgstealKswapd: results['pgsteal_kswapd'], pgstealDirect: results['pgsteal_direct'],
      pgscanKswapd: results['pgscan_kswapd'], pgscanDirect: results['pgscan_direct'], queued: results['kc_queued'], fallbackFull: results['kc_fallback_full']
    })
    // User tasks: applications and the workload's own driver, which the oracle counts among `other` with the kernel's workers.
    const { app, other, kcompressd } = meta.direct_reclaim.by_class
    const workers = findDirectReclaims(trace).filter((reclaim) => reclaim.kind === 'kernel')
    const workersMs = workers.reduce((sum, reclaim) => sum + (reclaim.endNs - reclaim.startNs) / 1e6, 0)
    expect(workers.every((reclaim) => /^(kworker|ksoftirqd)\//.test(trace.threads.name[reclaim.thread] ?? ''))).toBe(true)
    expect([(m.directReclaim.count ?? 0) + workers.length, m.kcompressd.directReclaims]).toEqual([(app?.n ?? 0) + (other?.n ?? 0), kcompressd?.n ?? 0])
    near((m.directReclaim.totalMs ?? 0) + workersMs, (app?.total_ms ?? 0) + (other?.total_ms ?? 0), 0.1, 'direct reclaim ms')
    near(m.kswapd.awakeS, results['kswapd_awake_s'], 0.001, 'awake s')
    near(m.kswapd.cpuS, meta.cpu_seconds_by_class['kswapd'], 0.001, 'kswapd CPU s')
    near(m.kcompressd.cpuS, meta.cpu_seconds_by_class['kcompressd'] ?? 0, 0.001, 'kcompressd CPU s')
    const { app: appS = 0, other: otherS = 0, burn: burnS = 0 } = meta.cpu_seconds_by_class
    near(secondsOf(m, 'app') + secondsOf(m, 'directReclaim') + secondsOf(m, 'other'), appS + otherS + burnS, 0.02 + unseenSeconds(trace, window.startNs), 'task CPU s')
    // Applications leave traces of their memory; the few that leave none are short.
    near(secondsOf(m, 'app') + secondsOf(m, 'directReclaim'), appS, 0.12 * appS + 0.1, 'application CPU s')
    for (const cpu of m.cpus) near(cpu.busyPct, results[`cpu${cpu.cpu}_busy_pct`], 0.5, `CPU ${cpu.cpu} busy`)
    if ((results['kc_queued'] ?? 0) > 0) near(m.kcompressd.waitMsMean, results['kc_wait_ms_mean'], 0.01, 'queue wait')
  }, 60_000)

  it('says the same of a recording as text and as CSV exports', async () => {
    const text = await open(join(LAB, 'w3/off-1'))
    const window = { startNs: text.startNs, endNs: text.endNs }
    const csv = await open(join(LAB, 'w3/off-1-csv'))
    const shift = (csv.originS - text.originS) * 1e9
    const [a, b] = [observeMetrics(text, window), observeMetrics(csv, { startNs: window.startNs - shift, endNs: window.endNs - shift })]
    expect([b.allocstall, b.pgstealAnon, b.pswpout, b.kswapd.wakes, b.kswapd.sleeps]).toEqual([a.allocstall, a.pgstealAnon, a.pswpout, a.kswapd.wakes, a.kswapd.sleeps])
    expect(b.directReclaim.count).toBe(a.directReclaim.count)
    for (const [i, cpu] of b.cpus.entries()) expect(Math.abs((cpu.busyPct ?? Number.NaN) - (a.cpus[i]?.busyPct ?? Number.NaN))).toBeLessThan(0.1)
  }, 60_000)

  it('finds the same steals and scans in events as in vmstat', async () => {
    const trace = await open(join(LAB, 'w1/off-1'))
    const [counted, stepped] = [observeMetrics(trace, null), observeMetrics({ ...trace, counters: [] }, null)]
    for (const name of ['pgstealAnon', 'pgstealKswapd', 'pgstealDirect', 'pgscanKswapd', 'pgscanDirect', 'allocstall'] as const) {
      expect(Math.abs((stepped[name] ?? Number.NaN) / (counted[name] ?? Number.NaN) - 1), `${name}: ${stepped[name]} vs ${counted[name]}`).toBeLessThan(0.001)
    }
  }, 60_000)

  it('tells nearly the same awake time from the scheduler alone', async () => {
    const trace = await open(join(LAB, 'w1/off-1'))
    const withoutEvents: Trace = { ...trace, events: {}, eventCounts: {} }
    const window = { startNs: trace.startNs, endNs: trace.endNs }
    const fromEvents = coveredNs(findKswapdActivity(trace).anyAwake, window) / 1e9
    const fromSched = coveredNs(findKswapdActivity(withoutEvents).anyAwake, window) / 1e9
    expect(Math.abs(fromSched - fromEvents)).toBeLessThan(0.02 * fromEvents)
  }, 60_000)
})

const TRACES = join(CORPUS, 'traces')

/** Busy percent of CPUs as stated with the recordings (non-idle time over the time from the first to the last switch). */
const PHONES: readonly (readonly [path: string, busyPct: readonly (number | null)[]])[] = [
  ['qcom-2019-systrace/trace_input_blog_list_jank', [27.24, 28.87, 27.39, 26.03, 9.32, 5.83, 7.12, 1.31]],
  ['qcom-2019-systrace/wangzherongyao', [36.36, 33.78, 33.58, 34.37, 20.62, 36.05, 30.74, 1.21]],
  ['qcom-2019-systrace/flutter-wanandroid', [35.46, 35.44, 31.64, 36.23, 7.65, 4.06, 5.33, 1.32]],
  ['xiaomi-systrace/xiaomi_launcher.ftrace', [29.17, 26.27, 26.32, 23.76, 1.84, 15.37, 9.51, 5.65]],
  ['xiaomi-systrace/xiaomi_launcher_scroll_all_the_time.ftrace', [28.77, 29.4, 27.55, 25.75, 17.75, 10.64, 16.99, 23.84]],
  ['samsung-s20-perfetto/csv/sched', [5.6, 4.0, 4.0, 3.9, null, null, 0.1]]
]

function fileOf(prefix: string): string | null {
  const folder = join(TRACES, prefix, '..')
  if (!existsSync(folder)) return null
  const name = prefix.split('/').at(-1) ?? ''
  const found = readdirSync(folder).find((entry) => entry.startsWith(`${name}.`) && /\.(gz|csv|ftrace|txt)$/.test(entry))
  return found === undefined ? null : join(folder, found)
}

describe.skipIf(!existsSync(TRACES))('utilisation of phones', () => {
  it.each(PHONES)('%s is within half a point', async (prefix, expected) => {
    const path = fileOf(prefix)
    expect(path, prefix).not.toBeNull()
    const metrics = observeMetrics(await open(path ?? ''), null)
    for (const [cpu, busyPct] of expected.entries()) {
      if (busyPct === null) continue
      const got = metrics.cpus.find((entry) => entry.cpu === cpu)?.busyPct ?? Number.NaN
      expect(Math.abs(got - busyPct), `CPU ${cpu}: ${got} vs ${busyPct}`).toBeLessThanOrEqual(0.5)
    }
  }, 60_000)
})

/** Totals of logger files as stated with them; values there are per interval, and the first row holds totals since boot. */
const LOGGERS: readonly (readonly [name: string, totals: { allocstall: number; pgstealDirect: number; pswpout: number; pswpin: number }])[] = [
  ['psi_data_20260228_173302', { allocstall: 5094, pgstealDirect: 301_986, pswpout: 4_992_790, pswpin: 3_099_181 }],
  ['psi_douyin_20260228_213146', { allocstall: 13_514, pgstealDirect: 1_729_262, pswpout: 4_430_269, pswpin: 1_709_167 }],
  ['psi_douyin_20260301_220936', { allocstall: 10_809, pgstealDirect: 1_476_705, pswpout: 3_808_841, pswpin: 1_747_088 }]
]

describe.skipIf(!existsSync(TRACES))('counters recorded per interval', () => {
  it.each(LOGGERS)('%s are added up, not differenced', async (name, totals) => {
    const metrics = observeMetrics(await open(join(TRACES, `android-psi-vmstat-timeseries/${name}.csv.gz`)), null)
    expect({ allocstall: metrics.allocstall, pgstealDirect: metrics.pgstealDirect, pswpout: metrics.pswpout, pswpin: metrics.pswpin }).toEqual(totals)
    // No column for it: unknown, not 0.
    expect([metrics.pgstealAnon, metrics.pgstealKswapd, metrics.directReclaim.count]).toEqual([null, null, null])
  }, 30_000)
})
