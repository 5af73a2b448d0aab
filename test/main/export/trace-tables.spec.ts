import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Trace } from '../../../src/engine/trace/trace'
import { traceTables } from '../../../src/main/export/trace-tables'
import { openCapture } from '../../../src/main/import/open-capture'
import { cli } from '../../support/cli-harness'
import { openTexts } from '../import/support'

/** Everything that a trace holds, by names and times instead of indexes. */
function contents(trace: Trace): Record<string, string[]> {
  const { originS, sched, threads, wakeups, marks } = trace
  const at = (ns: number): string => `${originS + Math.floor(ns / 1e9)}.${String(ns - Math.floor(ns / 1e9) * 1e9).padStart(9, '0')}`
  const who = (thread: number): string => (thread === 0xffffffff ? 'nobody' : `${threads.tid[thread]} ${threads.name[thread]} ${threads.tgid[thread]}`)
  const rows = (count: number, row: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => row(i)).sort()
  return {
    sched: rows(sched.count, (i) => `${at(sched.startNs[i]!)} ${sched.durationNs[i]} ${sched.cpu[i]} ${sched.endState[i]} ${sched.priority[i]} ${who(sched.thread[i]!)} ${threads.processName[sched.thread[i]!]}`),
    wakeups: rows(wakeups.count, (i) => `${at(wakeups.tsNs[i]!)} ${threads.tid[wakeups.thread[i]!]} ${wakeups.waker[i] === 0xffffffff ? 'nobody' : threads.tid[wakeups.waker[i]!]} ${wakeups.targetCpu[i]}`),
    marks: rows(marks.count, (i) => `${at(marks.tsNs[i]!)} ${threads.tid[marks.thread[i]!]} ${trace.strings[marks.text[i]!]}`),
    events: Object.values(trace.events).flatMap((table) => rows(table.count, (i) => `${table.kind} ${at(table.tsNs[i]!)} ${table.cpu[i]} ${threads.tid[table.thread[i]!]} ${Object.entries(table.args).map(([key, values]) => `${key}=${values[i]}`).join(' ')}`)).sort(),
    counters: [...trace.counters, ...(trace.processCounters ?? [])].flatMap((track) => rows(track.tsNs.length, (i) => `${track.name} ${track.cpu} ${track.tgid ?? ''} ${at(track.tsNs[i]!)} ${track.value[i]}`)).sort()
  }
}

async function readBack(trace: Trace): Promise<Trace> {
  return openTexts(Object.fromEntries(traceTables(trace).map(({ name, pieces }) => [name, [...pieces()].join('')])))
}

const switchLine = (cpu: number, us: number, prev: string, prevTid: number, state: string, next: string, nextTid: number): string =>
  `${prev.padStart(16)}-${prevTid} [${String(cpu).padStart(3, '0')}] d..2. 100.${String(us).padStart(6, '0')}: sched_switch: prev_comm=${prev} prev_pid=${prevTid} prev_prio=120 prev_state=${state} ==> next_comm=${next} next_pid=${nextTid} next_prio=${100 + (nextTid % 40)}\n`

describe('a trace as tables', () => {
  it('is read back to the same columns, whatever is in it', async () => {
    const name = fc.constantFrom('app', 'kswapd0', '=cmd|calc', '+x', '-y', '@z', "'=q", "''-r", 'a,b', 'a b', '日本', 'x;y')
    const slice = fc.record({ cpu: fc.integer({ min: 0, max: 3 }), gapUs: fc.integer({ min: 1, max: 900 }), next: name, tid: fc.integer({ min: 1, max: 9 }), state: fc.constantFrom('S', 'D', 'R', 'R+', 'I') })
    const event = fc.constantFrom(
      'mm_vmscan_kswapd_wake: nid=0 order=3', 'mm_vmscan_direct_reclaim_end: nr_reclaimed=32', 'rss_stat: mm_id=2672238769 curr=1 member=0 size=3829760B', 'mm_vmscan_write_folio: pfn=0x10f3a1 flags=RECLAIM_WB_ANON|RECLAIM_WB_ASYNC',
      'tracing_mark_write: =B|7|x', 'tracing_mark_write: C|7|queue|5', 'sched_waking: comm=app pid=7 prio=120 target_cpu=002', 'mm_vmscan_throttled: nid=0 usec_timeout=100000 usect_delayed=4000 reason=VMSCAN_THROTTLE_NOPROGRESS', 'cpu_frequency: state=1708800 cpu_id=1')
    await fc.assert(fc.asyncProperty(fc.array(slice, { minLength: 1, maxLength: 30 }), fc.array(event, { maxLength: 10 }), async (slices, events) => {
      let us = 0
      const running = new Map<number, [string, number]>()
      const lines = slices.map(({ cpu, gapUs, next, tid, state }) => {
        const [prev, prevTid] = running.get(cpu) ?? ['swapper', 0]
        running.set(cpu, [next, tid])
        return switchLine(cpu, (us += gapUs), prev, prevTid, state, next, tid)
      })
      const others = events.map((text, index) => `             app-7     [001] ..... 100.${String(us + index).padStart(6, '0')}: ${text}\n`)
      const trace = await openTexts({ 'trace.txt': `# tracer: nop\n${lines.join('')}${others.join('')}`, 'vmstat.csv': 't,pgfree,MemFree\n100.001,1,2.5\n100.0020000001,3,7\n' })
      expect(contents(await readBack(trace))).toEqual(contents(trace))
    }), { numRuns: 60 })
  }, 60_000)

  it('keeps wall-clock times to the nanosecond', async () => {
    const trace = await openTexts({ 'v.csv': 'epoch,pgfree\n1618823794.123456789,1\n1618823795.000000001,2\n' })
    const [table] = traceTables(trace)
    expect([...table!.pieces()].join('').split('\n').slice(1, 3)).toEqual(['1618823794123456789,"pgfree","[NULL]","[NULL]",1', '1618823795000000001,"pgfree","[NULL]","[NULL]",2'])
  })

  it('never lets a name run as a formula', async () => {
    const trace = await openTexts({ 'trace.txt': `# tracer: nop\n${switchLine(0, 1, 'swapper', 0, 'R', '=1+1', 7)}` })
    const [sched] = traceTables(trace)
    expect([...sched!.pieces()].join('')).toContain(`,7,"'=1+1",`)
  })
})

const CORPUS = resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared')
if (!existsSync(CORPUS)) console.log(`skipped: no recordings at ${CORPUS} (set RECLAIMSCOPE_CORPUS)`)

describe.skipIf(!existsSync(CORPUS))('recordings as tables', () => {
  it.each(['lab/w3/off-1', 'traces/samsung-s20-perfetto/test_trace.perfetto-trace', 'traces/samsung-s20-perfetto/androidBasicMemory.pftrace', 'traces/format-fixtures/linux-6.18-memcg/memcg_reclaim.ftrace.gz', 'traces/xiaomi-systrace/xiaomi_launcher.ftrace.gz'])('%s is exported and read back to the same columns', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'reclaimscope-'))
    expect((await cli(['export', join(CORPUS, name), '--csv', folder])).code).toBe(0)
    const [original, back] = await Promise.all([openCapture([{ kind: 'path', path: join(CORPUS, name) }]), openCapture([{ kind: 'path', path: folder }])])
    if (!original.ok || !back.ok) throw new Error('not opened')
    const [expected, found] = [contents(original.value), contents(back.value)]
    for (const part of Object.keys(expected)) expect(found[part]?.filter((row, i) => row !== expected[part]?.[i]).slice(0, 3), `${part} of ${readdirSync(folder).join()}`).toEqual([])
    expect(Object.values(found).map((rows) => rows.length)).toEqual(Object.values(expected).map((rows) => rows.length))
    rmSync(folder, { recursive: true })
  }, 120_000)
})
