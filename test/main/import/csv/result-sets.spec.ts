import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCapture } from '../../../../src/main/import/open-capture'
import { counterValues, failTexts, openTexts, warningCodes } from '../support'

const SCHED = '"ts","dur","cpu","end_state","priority","tid","thread_name","pid","process_name"\n1000000000,50,1,"S",120,7,"a\n\n"b",7,"x"\n1000000100,50,1,"S",120,7,"app",7,"x"\n'
const VMSTAT = '"ts","name","value"\n1000000000,"pgsteal_anon",5.000000\n1000000500,"pgsteal_anon",7.000000\n'
const FREQUENCY = '"ts","cpu","freq_khz"\n1000000000,0,691200\n'
const EMPTY = '"ts","pid","process_name","oom_score_adj","kill_reason"\n'
const open = (...tables: string[]) => openTexts({ 'all.csv': tables.join('\n') })

describe('several results of trace_processor in one file', () => {
  it('are each read by the importer that knows their header, in any order, with either line end', async () => {
    for (const tables of [[SCHED, VMSTAT, FREQUENCY], [FREQUENCY, SCHED, VMSTAT], [VMSTAT, FREQUENCY, SCHED].map((table) => table.replaceAll('\n', '\r\n'))]) {
      const trace = await openTexts({ 'all.csv': tables.join(tables[0]!.includes('\r') ? '\r\n' : '\n') })
      expect([counterValues(trace, 'pgsteal_anon'), counterValues(trace, 'cpufreq', 0), trace.sched.count]).toEqual([[5, 7], [691_200], 2])
      expect(warningCodes(trace)).toEqual([])
    }
  })

  it('may be without rows or with unknown columns, which is said', async () => {
    const trace = await open(EMPTY, SCHED, '"what","ever"\n1,2\n', VMSTAT)
    expect([counterValues(trace, 'pgsteal_anon'), trace.sched.count]).toEqual([[5, 7], 2])
    expect(trace.warnings).toMatchObject([{ code: 'FILE_SKIPPED', found: '"what","ever"', message: expect.stringContaining('result 3') }, { code: 'FILE_WITHOUT_EVENTS', count: 1 }])
    expect(await failTexts({ 'all.csv': `${EMPTY}\n${VMSTAT.split('\n', 1)[0]}\n` })).toMatchObject({ code: 'INPUT_NO_EVENTS' })
  })

  it('are read alike in pieces of any size, and however long they are', async () => {
    const long = VMSTAT + Array.from({ length: 3000 }, (_, index) => `${1_000_001_000 + index},"pswpout",${index}.000000\n`).join('')
    const bytes = Buffer.from([long, SCHED, FREQUENCY, long.replaceAll('pswpout', 'pswpin')].join('\n'))
    const whole = await openTexts({ 'all.csv': bytes })
    expect([counterValues(whole, 'pswpout').length, counterValues(whole, 'pswpin').length, whole.sched.count]).toEqual([3000, 3000, 2])
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 9000 }), async (size) => {
      const pieces = async function* (): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size))
      }
      const opened = await openCapture([{ kind: 'stream', name: 'all.csv', stream: pieces() }])
      expect(opened.ok && [opened.value.counters, opened.value.sched, opened.value.warnings]).toEqual([whole.counters, whole.sched, whole.warnings])
    }), { numRuns: 15 })
  })
})
