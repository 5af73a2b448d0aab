import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { openCapture, type ImportProgress } from '../../../src/main/import/open-capture'
import { counterValues, failTexts, openTexts, warningCodes } from './support'

const TRACE = ` app-7     [000] d..2.     5.100000: sched_switch: prev_comm=app prev_pid=7 prev_prio=120 prev_state=S ==> next_comm=swapper/0 next_pid=0 next_prio=120
 <idle>-0  [000] d..2.     5.300000: sched_switch: prev_comm=swapper/0 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=kswapd0 next_pid=28 next_prio=120
 kswapd0-28 [000] .....     5.300100: mm_vmscan_kswapd_wake: nid=0 order=0
`
const VMSTAT = 't,nr_free_pages,pgsteal_anon\n4.5,1000,0\n5.5,900,32\n'
const DEVICE = '{"schema":"reclaimscope.device/1","kernel":"6.1","cpus":[{"id":0},{"id":1}]}'
const folders: string[] = []

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('openCapture', () => {
  it('merges trace, counters and device description on one clock', async () => {
    const trace = await openTexts({ 'vmstat.csv': VMSTAT, 'trace.txt': TRACE, 'device.json': DEVICE })
    expect(trace).toMatchObject({ originS: 5, startNs: 1e8, endNs: 300_100_000, counterStartNs: -5e8, counterEndNs: 5e8, cpuCount: 2, warnings: [] })
    expect(trace.device?.kernel).toBe('6.1')
    expect(trace.sources.map(({ name, format, bytes, lines }) => [name, format, bytes, lines])).toEqual([
      ['device.json', 'device-json', DEVICE.length, 1], ['trace.txt', 'ftrace-text', TRACE.length, 3], ['vmstat.csv', 'vmstat-wide', VMSTAT.length, 3]
    ])
    expect(trace.sources[1]!.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('goes by content, not by name, order or compression', async () => {
    const plain = await openTexts({ 'a.txt': TRACE, 'b.csv': VMSTAT })
    const odd = await openTexts({ 'x.json': gzipSync(VMSTAT), 'y.csv': gzipSync(TRACE) })
    expect({ ...odd, name: '', sources: [] }).toEqual({ ...plain, name: '', sources: [] })
  })

  it('reads folders one level deep and skips what it does not know, saying so', async () => {
    const folder = folderWith({ 'trace.txt.gz': gzipSync(TRACE), 'meta.json': '{"kernel": "x"}', 'README.md': '# hello', 'sub/vmstat.csv': VMSTAT, 'sub/deep/other.csv': VMSTAT, '.hidden': 'x', 'empty.csv': '' })
    symlinkSync('loop', join(folder, 'loop'))
    symlinkSync(folder, join(folder, 'self'))
    const result = await openCapture([{ kind: 'path', path: folder }])
    if (!result.ok) throw new Error(result.error.message)
    expect(result.value.sources.map(({ name }) => name)).toEqual(['sub/vmstat.csv', 'trace.txt.gz'])
    const skipped = result.value.warnings.find(({ code }) => code === 'FILE_SKIPPED')!
    expect(skipped.count).toBeGreaterThanOrEqual(4)
    expect(counterValues(result.value, 'pgsteal_anon')).toEqual([0, 32])
  })

  it('reads a copy of the same recording only once', async () => {
    const trace = await openTexts({ 'trace.txt': TRACE, 'trace.txt.gz': gzipSync(TRACE) })
    expect(trace.eventCounts).toEqual({ mm_vmscan_kswapd_wake: 1, sched_switch: 2 })
    expect(warningCodes(trace)).toEqual(['FILE_SKIPPED'])
  })

  it('prefers the ftrace text over exports of the same recording', async () => {
    const sched = '"ts","dur","cpu","end_state","priority","tid","thread_name","pid","process_name"\n5300000000,-1,0,"[NULL]",120,28,"kswapd0","[NULL]","[NULL]"\n'
    const trace = await openTexts({ 'a.csv': sched, 'trace.txt': TRACE })
    expect(trace.sched.count).toBe(2)
    expect(trace.eventCounts['sched_switch']).toBe(2)
    expect(warningCodes(trace)).toEqual(['FILE_SKIPPED'])
  })

  it('reads a stream such as standard input', async () => {
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (const piece of TRACE.match(/.{1,50}|\n/g) ?? []) yield Buffer.from(piece)
    }
    const result = await openCapture([{ kind: 'stream', name: '-', stream: stream() }])
    expect(result).toMatchObject({ ok: true, value: { name: '-', eventCounts: { sched_switch: 2 } } })
  })

  it('gives the same bytes for the same input', async () => {
    const files = { 'trace.txt': TRACE, 'vmstat.csv': VMSTAT }
    expect(JSON.stringify(await openTexts(files))).toBe(JSON.stringify(await openTexts(files)))
  })

  it('reports progress in bytes up to the whole', async () => {
    const steps: ImportProgress[] = []
    const text = TRACE.repeat(10_000)
    await openTexts({ 'trace.txt': text, 'vmstat.csv': VMSTAT }, { onProgress: (step) => steps.push(step) })
    const reading = steps.filter(({ phase }) => phase === 'reading')
    expect(reading.length).toBeGreaterThan(3)
    expect(reading.map(({ done }) => done)).toEqual(reading.map(({ done }) => done).toSorted((a, b) => a - b))
    expect(reading.at(-1)).toMatchObject({ done: text.length + VMSTAT.length, total: text.length + VMSTAT.length, unit: 'bytes', detail: 'vmstat.csv' })
    expect(steps.at(-1)).toMatchObject({ phase: 'sorting', unit: 'events', done: 30_000 })
  })
})

describe('openCapture: cancelling', () => {
  it('stops between two chunks', async () => {
    const controller = new AbortController()
    let steps = 0
    const error = await failTexts({ 'trace.txt': TRACE.repeat(40_000) }, {
      signal: controller.signal,
      onProgress: () => {
        steps += 1
        if (steps === 2) controller.abort()
      }
    })
    expect(error.code).toBe('CANCELLED')
    expect(steps).toBe(2)
  })

  it('does not wait for a stream that stays silent', async () => {
    const controller = new AbortController()
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(TRACE)
      await new Promise(() => undefined)
    }
    setTimeout(() => controller.abort(), 20)
    const result = await openCapture([{ kind: 'stream', name: '-', stream: silent() }], { signal: controller.signal })
    expect(result).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })

  it('does nothing when it was cancelled before', async () => {
    expect((await failTexts({ 'trace.txt': TRACE }, { signal: AbortSignal.abort() })).code).toBe('CANCELLED')
  })
})

describe('openCapture: bad input', () => {
  it.each([
    ['an empty file', '', { code: 'INPUT_EMPTY' }],
    ['an empty gzip file', gzipSync(''), { code: 'INPUT_EMPTY' }],
    ['binary junk', Buffer.from([7, 0, 200, 3, 0, 9]), { code: 'INPUT_UNKNOWN_FORMAT', found: 'binary data' }],
    ['a zip archive cut off in its head', Buffer.from('PK\u0003\u0004xxxx'), { code: 'INPUT_UNREADABLE', message: expect.stringContaining('zip archive') }],
    ['a trace.dat', Buffer.from('\u0017\bDtracing6'), { code: 'INPUT_UNKNOWN_FORMAT', found: expect.stringContaining('trace-cmd') }],
    ['a binary Perfetto trace', Buffer.from([0x0a, 0x10, 0x00, 0x20]), { code: 'INPUT_UNKNOWN_FORMAT', found: expect.stringContaining('Perfetto') }],
    ['a letter', 'Dear all, how are you?\n', { code: 'INPUT_UNKNOWN_FORMAT', line: 1, column: 1, found: 'Dear all, how are you?' }],
    ['an export that is not supported', '"id","upid","pid","cmdline"\n1,2,3,"b"\n', { code: 'INPUT_COLUMNS_UNKNOWN', advice: expect.stringContaining('check the names') }],
    ['a kernel log', '[ 5134.862701] swapout tgid 7825 pid 7825 name "a" vma 7d5e5f3000\n', { code: 'INPUT_UNKNOWN_FORMAT', found: 'a kernel log (dmesg)', advice: expect.stringContaining('vmstat') }],
    ['a kernel log with dates', '[Fri Nov 20 19:21:24 2026] Out of memory: Killed process 7 (app)\n', { code: 'INPUT_UNKNOWN_FORMAT', found: 'a kernel log (dmesg)', advice: expect.stringContaining('oom/mark_victim') }],
    ['a kernel log with levels and callers', '<6>[    5.862701][  T123] swapout tgid 7825 pid 7825 name "a" vma 7d5e5f3000\n', { code: 'INPUT_UNKNOWN_FORMAT', found: 'a kernel log (dmesg)' }],
    ['what perf script printed', 'kswapd0    90 [001] 12345.678901: vmscan:mm_vmscan_kswapd_wake: nid=0 order=0\n', { code: 'INPUT_UNKNOWN_FORMAT', found: 'what perf script printed' }],
    ['what the vmstat command printed', 'procs -----------memory---------- ---swap--\n r  b   swpd   free   buff  cache   si   so\n', { found: expect.stringContaining('vmstat command'), advice: expect.stringContaining('/proc/vmstat') }],
    ['what sar printed', 'Linux 6.1.0 (host)  11/20/26  _x86_64_ (8 CPU)\n\n12:00:01 AM  pgpgin/s\n', { found: expect.stringContaining('sar'), advice: expect.stringContaining('/proc/vmstat') }],
    ['procrank', '  PID       Vss      Rss      Pss      Uss  cmdline\n 1234  7K  4K  3K  1K  app\n', { found: expect.stringContaining('procrank'), advice: expect.stringContaining('/proc/vmstat') }],
    ['mm_stat of zram', '1234567168 345678901 400000000 0 500000000 1234 56 7 8\n', { found: expect.stringContaining('mm_stat'), advice: expect.stringContaining('zram_') }],
    ['a database of trace_processor', 'SQLite format 3\u0000', { found: expect.stringContaining('database'), advice: expect.stringContaining('CSV') }],
    ['events with thread numbers of trace_processor', '"id","ts","name","cpu","utid","arg_set_id"\n1,1000,"x",0,7,12\n', { code: 'INPUT_BAD_HEADER', advice: expect.stringContaining('JOIN args') }],
    ['ftrace text in latency format', '# tracer: nop\n   <...>-1234    0d..2.   15us!: sched_switch: prev_comm=a\n', { code: 'INPUT_NO_EVENTS', advice: expect.stringContaining('latency-format') }],
    ['a log of Android', '--------- beginning of main\n11-20 14:00:00.123  1000  1001 I lmkd: kill\n', { code: 'INPUT_UNKNOWN_FORMAT', found: 'a log of Android (logcat)' }],
    ['what adb printed', 'restarting adbd as root\nSwapspace size: 8388604k, UUID=2bed\n', { code: 'INPUT_UNKNOWN_FORMAT', found: expect.stringContaining('adb') }],
    ['a packed tar archive', gzipSync(Buffer.concat([Buffer.from('logs/'.padEnd(257, '\0')), Buffer.from('ustar\u000000'), Buffer.alloc(247)])), { code: 'INPUT_UNKNOWN_FORMAT', found: 'a tar archive', advice: expect.stringContaining('tar -xf') }],
    ['totals without times', 'state\trun\tduration\nNormal\t3\t39.5\nNormal\t2\t38.5\n', { code: 'INPUT_COLUMNS_UNKNOWN', advice: expect.stringContaining('totals') }],
    ['JSON of something else', '{"traceEvents": []}', { code: 'INPUT_UNKNOWN_FORMAT', found: expect.stringContaining('JSON') }],
    ['a vmstat table without times', 'a,nr_free_pages\n2,2\n1,1\n', { code: 'INPUT_BAD_HEADER', line: 1 }],
    ['a vmstat table whose times have no name', 'a,nr_free_pages\n1,2\n', { code: 'INPUT_COLUMNS_UNKNOWN', line: 1 }],
    ['a broken device description', '{"schema":"reclaimscope.device/1",', { code: 'DEVICE_INVALID' }],
    ['a wrong device description', '{"schema":"reclaimscope.device/1","pageSize":5}', { code: 'DEVICE_INVALID', found: '5', message: expect.stringContaining('pageSize') }],
    ['only a device description', '{"schema":"reclaimscope.device/1","pageSize":4096}', { code: 'INPUT_NO_EVENTS' }],
    ['a gzip file cut off in its head', gzipSync(TRACE).subarray(0, 12), { code: 'INPUT_TRUNCATED', expected: 'a whole compressed file' }]
  ])('refuses %s', async (_, content, expected) => {
    expect(await failTexts({ 'input.bin': content })).toMatchObject({ file: expect.stringContaining('input.bin'), ...expected })
  })

  it('keeps what came before the end of a truncated gzip file', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => ` app-7 [000] d..2. 5.${String(index).padStart(6, '0')}: rss_stat: mm_id=${(index * 7919) % 1000} curr=1 member=1 size=${index * 4096}B\n`)
    const trace = await openTexts({ 'trace.gz': gzipSync(lines.join('')).subarray(0, -20_000) })
    const count = trace.eventCounts['rss_stat']!
    expect(count).toBeGreaterThan(1000)
    expect(count).toBeLessThan(20_000)
    // The line that is cut off in the middle must not be taken for a whole one.
    expect(trace.events['rss_stat']!.args['size']![count - 1]).toBe((count - 1) * 4096)
    expect(trace.warnings).toEqual([expect.objectContaining({ code: 'INPUT_TRUNCATED', file: 'trace.gz', line: count })])
    expect(trace.sources[0]!.sha256).toBeNull()
  })

  it('reports damage inside a gzip file as such', async () => {
    const packed = gzipSync(Array.from({ length: 3000 }, (_, index) => ` app-7 [000] d..2. 5.${String(index * 331).padStart(6, '0')}: foo: ${(index * 7919) % 10_007}\n`).join(''))
    const middle = Math.floor(packed.length / 2)
    packed.fill(0xff, middle, middle + 50)
    const trace = await openTexts({ 'trace.gz': packed })
    expect(trace.warnings.find(({ code }) => code === 'INPUT_TRUNCATED')?.message).toContain('is damaged')
  })

  it('stops a gzip bomb at the limit', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(TRACE), Buffer.alloc(5_000_000)]))
    expect(await failTexts({ 'bomb.gz': bomb }, { maxBytesPerFile: 1_000_000 })).toMatchObject({ code: 'INPUT_TOO_LARGE', file: 'bomb.gz' })
  })

  it('refuses missing files, loops and pipes without hanging', async () => {
    const folder = folderWith({})
    symlinkSync('loop', join(folder, 'loop'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    for (const [name, code] of [['missing', 'INPUT_NOT_FOUND'], ['loop', 'INPUT_UNREADABLE'], ['pipe', 'INPUT_UNREADABLE']]) {
      expect(await openCapture([{ kind: 'path', path: join(folder, name!) }])).toMatchObject({ ok: false, error: { code, file: join(folder, name!) } })
    }
    expect(await openCapture([{ kind: 'path', path: folder }])).toMatchObject({ ok: false, error: { code: 'INPUT_NO_EVENTS' } })
  })

  it('imports traces without scheduling or reclaim events', async () => {
    const trace = await openTexts({ 'trace.txt': ' a-1 [000] .... 1.0: tracing_mark_write: begin\n a-1 [000] .... 2.0: tracing_mark_write: end\n' })
    expect(trace).toMatchObject({ sched: { count: 0 }, events: {}, marks: { count: 2 } })
    expect(trace.warnings).toEqual([])
  })

  it('lets one file without events pass when others have some', async () => {
    const trace = await openTexts({ 'trace.txt': '# tracer: nop\n#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n', 'vmstat.csv': VMSTAT })
    expect(warningCodes(trace)).toEqual(['FILE_WITHOUT_EVENTS'])
    expect(trace).toMatchObject({ startNs: 5e8, endNs: 15e8 })
  })

  it('says when the counters are on another clock', async () => {
    const trace = await openTexts({ 'trace.txt': TRACE, 'vmstat.csv': 't,pgfree\n1654692443.5,1\n1654692444.5,2\n' })
    expect(warningCodes(trace)).toEqual(['CLOCK_MISMATCH'])
  })
})
