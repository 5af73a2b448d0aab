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
import { EVENT_KINDS } from '../../../src/engine/trace/event-kinds'
import { ABSENT, type Trace } from '../../../src/engine/trace/trace'
import { replayedTimeline } from '../../support/timeline-fixture'
import { bundle, descriptor, event, generic, traceOf } from './perfetto/packets'

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

/** A wake-up out of an interrupt (hard, soft, NMI) has no waker here. */
const WAKEUPS = "select f.ts, case when f.common_flags & 88 then null else t.tid end as tid, extract_arg(f.arg_set_id, 'pid') as pid, extract_arg(f.arg_set_id, 'target_cpu') as cpu from ftrace_event f join thread t using(utid) where f.name in ('sched_waking', 'sched_wakeup', 'sched_wakeup_new')"
/** The kernel's names of arguments that we keep under the name of the printed text. */
const RAW_NAMES: Readonly<Record<string, string>> = { nr_activate_anon: 'nr_activate0', nr_activate_file: 'nr_activate1' }

/** `ts,name,cpu,tid` and the arguments of every event kept, those that it does not carry as null. */
function keptRows(trace: Trace): string[] {
  return Object.values(trace.events).flatMap((table) => Array.from(table.tsNs, (ns, row) => {
    const values = Object.values(table.args).map((column) => (column[row] === ABSENT || Number.isNaN(column[row]) ? '"[NULL]"' : String(column[row])))
    return [time(trace, ns), `"${table.kind}"`, table.cpu[row], trace.threads.tid[table.thread[row]!], ...values].join(',')
  })).sort()
}

/** The same of trace_processor, in one query: rows are as long as the longest kind needs. */
function askKeptRows(path: string, trace: Trace): string[] {
  const tables = Object.values(trace.events)
  const longest = Math.max(...tables.map(({ args }) => Object.keys(args).length))
  const selects = tables.map(({ kind, args }) => {
    const values = Object.keys(args).map((name) => valueOf(name, `coalesce(extract_arg(f.arg_set_id, '${name}'), extract_arg(f.arg_set_id, '${RAW_NAMES[name] ?? name}'))`))
    const columns = Array.from({ length: longest }, (_, index) => `${values[index] ?? "'-'"} as a${index}`)
    return `select f.ts, f.name, f.cpu, t.tid, ${columns.join(', ')} from ftrace_event f join thread t using(utid) where f.name = '${kind}'`
  })
  return ask(path, selects.join(' union all ')).map((row) => row.replace(/(,"-")+$/, '')).sort()
}

/** The event stores `1 << reason`; we keep the number of the lowest bit, as the printed text names it. */
function valueOf(name: string, sql: string): string {
  return name === 'reason' ? `case ${sql} & -${sql} when 1 then 0 when 2 then 1 when 4 then 2 when 8 then 3 end` : sql
}

function wakeupRows(trace: Trace): string[] {
  const { tsNs, thread, waker, targetCpu } = trace.wakeups
  return Array.from(tsNs, (ns, row) => [time(trace, ns), trace.threads.tid[waker[row]!] ?? '"[NULL]"', trace.threads.tid[thread[row]!], targetCpu[row]].join(',')).sort()
}

/** A recording with one event of each kind in every form that it can come in; argument k of an event has the value 10 + k. */
function everyKind(): Uint8Array {
  const S = 1_000_000_000
  const typed = Object.entries(TYPED).map(([name, [field, ...numbers]], index) => ({ name, packet: event(S + index, 7, field, (writer) => numbers.forEach((number, k) => writer.writeVarintField(number, 10 + k))) }))
  const others = EVENT_KINDS.filter(({ name }) => !Object.hasOwn(TYPED, name))
  const raw = (name: string): string => RAW_NAMES[name] ?? name
  const named = others.map(({ name, args }, index) => generic(S + 100 + index, 7, name, Object.fromEntries(Object.keys(args).map((key, k) => [raw(key), 10 + k]))))
  const described = others.map(({ name, args }, index) => [
    event(S + 200 + index, 7, 65_536 + index, (writer) => Object.keys(args).forEach((_, k) => writer.writeVarintField(k + 1, 10 + k))),
    descriptor(65_536 + index, name, Object.keys(args).map((key, k) => [raw(key), k + 1, 5] as const))
  ])
  return traceOf(bundle(1, ...typed.map(({ packet }) => packet), ...named), ...described.map((parts) => bundle(1, ...parts)))
}

/** Field of the event in `FtraceEvent`, and those of its arguments in the order of `EVENT_KINDS` (protos/perfetto/trace/ftrace). */
const TYPED: Readonly<Record<string, readonly [number, ...number[]]>> = {
  mm_vmscan_kswapd_wake: [48, 1, 2], mm_vmscan_kswapd_sleep: [49, 1], mm_vmscan_direct_reclaim_begin: [46, 1], mm_vmscan_direct_reclaim_end: [47, 1],
  mm_vmscan_memcg_reclaim_begin: [607, 1], mm_vmscan_memcg_reclaim_end: [608, 1], rss_stat: [313, 4, 3, 1, 2], oom_score_adj_update: [326, 3, 2], mark_victim: [334, 1],
  lowmemory_kill: [35, 2], task_newtask: [235, 1], sched_process_exit: [238, 2]
}

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

  it.each(BINARIES)('on every row of the kernel events kept of %s, with their arguments', async (path) => {
    const trace = await open(path)
    const ours = keptRows(trace)
    expect(ours.length).toBeGreaterThan(0)
    expect(ours).toEqual(askKeptRows(path, trace))
  }, TIMEOUT_MS)

  it.each(BINARIES)('on every wake-up of %s', async (path) => {
    expect(wakeupRows(await open(path))).toEqual(ask(path, WAKEUPS))
  }, TIMEOUT_MS)

  it('on every argument kept of an event of each kind, as messages of their own, with names, and described', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oracle-'))
    try {
      const path = join(folder, 'kinds.pftrace')
      writeFileSync(path, everyKind())
      const trace = await open(path)
      expect(keptRows(trace)).toEqual(askKeptRows(path, trace))
      expect(Object.keys(trace.events).sort()).toEqual(EVENT_KINDS.map(({ name }) => name).sort())
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
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
