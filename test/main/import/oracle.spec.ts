/**
 * Row by row against Perfetto's own trace_processor: slices, threads, counters and counts of events of text and binary recordings. Known
 * differences, with their reasons: `oracle.md` beside this file.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { traceToPerfetto } from '../../../src/main/export/perfetto-trace'
import { traceTables } from '../../../src/main/export/trace-tables'
import { openCapture } from '../../../src/main/import/open-capture'
import type { Trace } from '../../../src/engine/trace/trace'
import { replayedTimeline } from '../../support/timeline-fixture'

const CORPUS = resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? join(import.meta.dirname, '../../../../shared'))
/** Folder with `query.mjs` and its installed package. */
const TOOL = process.env['RECLAIMSCOPE_TRACE_PROCESSOR'] ?? join(CORPUS, 'tools/trace-processor')
const isPresent = existsSync(join(TOOL, 'node_modules')) && existsSync(join(CORPUS, 'traces'))
if (!isPresent) console.log(`oracle tests are skipped: no installed trace_processor at ${TOOL} (set RECLAIMSCOPE_TRACE_PROCESSOR) or no recordings at ${CORPUS}`)

const TIMEOUT_MS = 300_000

function ask(path: string, sql: string): string[] {
  const text = execFileSync(process.execPath, ['query.mjs', resolve(CORPUS, path), sql], { cwd: TOOL, encoding: 'utf8', maxBuffer: 1 << 29, stdio: ['ignore', 'pipe', 'ignore'] })
  return text.trimEnd().split('\n').slice(1).sort()
}

async function open(path: string): Promise<Trace> {
  const opened = await openCapture([{ kind: 'path', path: resolve(CORPUS, path) }])
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

/** The first columns of one of our exported tables, which have the form of trace_processor's. */
function exported(trace: Trace, name: string, columns: number): string[] {
  const table = traceTables(trace).find((entry) => entry.name === name)
  return [...(table?.pieces() ?? [])].join('').trimEnd().split('\n').slice(1).map((line) => line.split(',').slice(0, columns).join(',')).sort()
}

const time = (trace: Trace, ns: number): string => String(BigInt(trace.originS) * 1_000_000_000n + BigInt(ns))

/** `ts,name,cpu,value` of the counters of CPUs that both know. */
function cpuCounters(trace: Trace): string[] {
  return trace.counters.filter(({ name, cpu }) => cpu >= 0 && (name === 'cpufreq' || name === 'cpuidle')).flatMap((track) => Array.from(track.tsNs, (ns, row) => `${time(trace, ns)},"${track.name}",${track.cpu},${track.value[row]!.toFixed(6)}`)).sort()
}

/** trace_processor reads the seconds of text through doubles and may lose a nanosecond; text is written in microseconds. */
function inMicroseconds(rows: readonly string[]): string[] {
  return rows.map((row) => row.replace(/^(\d+),(-?\d+)/, (_, ts: string, dur: string) => `${(BigInt(ts) + 500n) / 1000n},${dur === '-1' ? dur : Math.round(Number(dur) / 1000)}`)).sort()
}

const SCHED = 'select s.ts, s.dur, s.cpu, s.end_state, s.priority, t.tid from sched s join thread t using(utid)'
const COUNTERS = "select c.ts, t.name, t.cpu, c.value from counter c join cpu_counter_track t on c.track_id = t.id where t.name in ('cpufreq', 'cpuidle')"

const TEXTS = ['traces/xiaomi-systrace/xiaomi_launcher.ftrace.gz', 'traces/qcom-2019-systrace/wangzherongyao.ftrace.gz', 'lab/w1/off-1/trace.txt.gz']
const BINARIES = ['traces/samsung-s20-perfetto/test_trace.perfetto-trace', 'traces/android12-emulator-perfetto/perfetto_trace_cpu_sampling_not_scoped.pftrace']

describe.skipIf(!isPresent)('trace_processor agrees', () => {
  it.each(BINARIES)('on every slice of %s', async (path) => {
    expect(exported(await open(path), 'sched.csv', 6)).toEqual(ask(path, SCHED))
  }, TIMEOUT_MS)

  it.each(TEXTS)('on every slice of %s, to the microsecond', async (path) => {
    expect(inMicroseconds(exported(await open(path), 'sched.csv', 6))).toEqual(inMicroseconds(ask(path, SCHED)))
  }, TIMEOUT_MS)

  it.each([TEXTS[0]!, BINARIES[0]!])('on frequencies and idle states of %s', async (path) => {
    expect(cpuCounters(await open(path))).toEqual(ask(path, COUNTERS))
  }, TIMEOUT_MS)

  it.each(BINARIES)('on the number of events of every kind in %s', async (path) => {
    const { eventCounts } = await open(path)
    expect(Object.entries(eventCounts).map(([name, count]) => `"${name}",${count}`).sort()).toEqual(ask(path, "select name, count(*) from ftrace_event where name != 'print' group by name"))
  }, TIMEOUT_MS)

  it.each([BINARIES[0]!])('on the threads that ran in %s', async (path) => {
    const trace = await open(path)
    const ran = new Set(trace.sched.thread)
    const ours = [...ran].filter((thread) => thread !== 0).map((thread) => `${trace.threads.tid[thread]},"${trace.threads.name[thread]}"`).sort()
    expect(ours).toEqual(ask(path, 'select distinct t.tid, t.name from sched s join thread t using(utid) where t.tid != 0'))
  }, TIMEOUT_MS)

  it('that a timeline exported by us is a trace without errors, with our slices', async () => {
    const { trace } = replayedTimeline()
    const folder = mkdtempSync(join(tmpdir(), 'oracle-'))
    try {
      const path = join(folder, 'out.pftrace')
      writeFileSync(path, traceToPerfetto(trace, { kernelRelease: '6.1.0' }))
      expect(ask(path, "select coalesce(sum(value), 0) as errors from stats where severity = 'error'")).toEqual(['0'])
      expect(exported(await open(path), 'sched.csv', 6)).toEqual(ask(path, SCHED))
      expect(Number(ask(path, "select count(*) as n from counter c join counter_track t on c.track_id = t.id where t.name = 'pgsteal_anon'")[0])).toBeGreaterThan(2)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, TIMEOUT_MS)
})
