/**
 * Imports the binary Perfetto traces of the corpus and compares them, row by row, with what trace_processor exported from the same
 * files. Known difference: a thread id that is used twice is one thread here and two there.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { END_STATES, type Trace } from '../../../../src/engine/trace/trace'
import { openCapture } from '../../../../src/main/import/open-capture'

const ROOT = join(resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? join(import.meta.dirname, '../../../../../shared')), 'traces')
const isPresent = existsSync(join(ROOT, 'samsung-s20-perfetto')) && existsSync(join(ROOT, 'android12-emulator-perfetto'))
if (!isPresent) console.log(`corpus tests are skipped: no recordings in ${ROOT} (set RECLAIMSCOPE_CORPUS)`)

const PHONE = 'samsung-s20-perfetto/test_trace.perfetto-trace'
const EMULATOR = 'android12-emulator-perfetto/perfetto_trace_cpu_sampling_not_scoped.pftrace'

async function open(path: string): Promise<Trace> {
  const result = await openCapture([{ kind: 'path', path: join(ROOT, path) }])
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** Rows of an export, without the header. */
function rows(path: string): string[] {
  const bytes = readFileSync(join(ROOT, path))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd().split('\n').slice(1)
}

const time = (trace: Trace, ns: number) => String(BigInt(trace.originS) * 1_000_000_000n + BigInt(ns))
const text = (value: string) => (value === '' ? '"[NULL]"' : `"${value}"`)

/** Our slices in the form of the export; the export's order is that of time, ties in any order. */
function schedRows(trace: Trace): string[] {
  const { sched, threads } = trace
  return Array.from({ length: sched.count }, (_, row) => {
    const thread = sched.thread[row]!
    const tid = threads.tid[thread]!
    const pid = tid === 0 ? '0' : threads.tgid[thread]! < 0 ? '"[NULL]"' : String(threads.tgid[thread])
    const state = text(END_STATES[sched.endState[row]!]!)
    // An empty name is a name for trace_processor.
    const names = `${tid},"${threads.name[thread]}",${pid},${text(threads.processName[thread]!)}`
    return `${time(trace, sched.startNs[row]!)},${sched.durationNs[row]},${sched.cpu[row]},${state},${sched.priority[row]},${names}`
  })
}

function counterRows(trace: Trace, keep: (name: string) => boolean, form: (at: string, cpu: number, name: string, value: number) => string): string[] {
  return trace.counters.filter(({ name }) => keep(name)).flatMap((track) => Array.from(track.tsNs, (ns, row) => form(time(trace, ns), track.cpu, track.name, track.value[row]!)))
}

const sorted = (lines: readonly string[]) => [...lines].sort()

describe.skipIf(!isPresent)('corpus: binary Perfetto traces agree with trace_processor', () => {
  it('in every slice, thread and event count of the phone', async () => {
    const trace = await open(PHONE)
    expect(sorted(schedRows(trace))).toEqual(sorted(rows('samsung-s20-perfetto/csv/sched.csv.gz')))
    expect(trace.eventCounts).toEqual({
      cpu_frequency: 168, cpu_idle: 11_687, sched_process_exit: 4, sched_switch: 15_267, sched_wakeup: 8_743, task_newtask: 4, task_rename: 4
    })
    expect(trace).toMatchObject({ clock: 'boot', lostEvents: 0, cpuCount: 7, warnings: [], facts: { kernel: '4.19.113-22067904', machine: 'aarch64' } })
  })

  it('in every slice, thread and event count of the emulator', async () => {
    const trace = await open(EMULATOR)
    expect(sorted(schedRows(trace))).toEqual(sorted(rows('android12-emulator-perfetto/csv/sched.csv.gz')))
    expect(trace.eventCounts).toEqual({
      cpu_idle: 8_032, oom_score_adj_update: 41, sched_process_exit: 39, sched_process_free: 40, sched_switch: 24_698, sched_wakeup: 15_470,
      sched_wakeup_new: 39, sched_waking: 15_470, task_newtask: 39, task_rename: 47
    })
    expect(trace.warnings).toEqual([])
  })

  it('in the states and frequencies of the CPUs', async () => {
    const [phone, emulator] = [await open(PHONE), await open(EMULATOR)]
    const idle = (trace: Trace) => sorted(counterRows(trace, (name) => name === 'cpuidle', (at, cpu, _, value) => `${at},${cpu},${value.toFixed(6)}`))
    expect(idle(phone)).toEqual(sorted(rows('samsung-s20-perfetto/csv/cpuidle.csv.gz')))
    expect(idle(emulator)).toEqual(sorted(rows('android12-emulator-perfetto/csv/cpuidle.csv.gz')))
    const frequencies = counterRows(phone, (name) => name === 'cpufreq', (at, cpu, _, value) => `${at},${cpu},${value}`)
    expect(sorted(frequencies)).toEqual(sorted(rows('samsung-s20-perfetto/csv/cpufreq.csv.gz')))
  })

  it('in the counters polled from /proc', async () => {
    const byName = (at: string, _: number, name: string, value: number) => `${at},"${name}",${value.toFixed(6)}`
    // The exports hold the counters that their query names, ours all.
    const expectSame = (trace: Trace, path: string) => {
      const exported = rows(path)
      const names = new Set(exported.map((row) => row.split('"')[1]!))
      expect(sorted(counterRows(trace, (name) => names.has(name), byName))).toEqual(sorted(exported))
    }
    const memory = await open('samsung-s20-perfetto/androidBasicMemory.pftrace')
    expectSame(memory, 'samsung-s20-perfetto/csv/androidBasicMemory_meminfo.csv')
    expect(memory.processCounters!.reduce((sum, track) => sum + track.tsNs.length, 0) + memory.counters.reduce((sum, track) => sum + track.tsNs.length, 0)).toBe(98_109)
    const emulator = await open(EMULATOR)
    expectSame(emulator, 'android12-emulator-perfetto/csv/meminfo.csv.gz')
    const times = counterRows(emulator, (name) => name.startsWith('cpu.times.'), (at, cpu, name, value) => `${at},${cpu},"${name}",${value.toFixed(6)}`)
    expect(sorted(times)).toEqual(sorted(rows('android12-emulator-perfetto/csv/cpustat.csv.gz')))
  })
})
