import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Inspection } from '../../../src/shared/inspection'
import { ok } from '../../../src/shared/result'
import { cli } from '../../support/cli-harness'
import { traceFixture } from '../../support/trace-fixture'

const TEXT = [
  '# tracer: nop',
  '          <idle>-0       [000] d..2.     1.000000: sched_switch: prev_comm=swapper/0 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=kswapd0 next_pid=27 next_prio=120',
  '         kswapd0-27      [000] .....     1.100000: mm_vmscan_kswapd_wake: nid=0 order=0',
  '         kswapd0-27      [000] .....     1.300000: mm_vmscan_kswapd_sleep: nid=0',
  '         kswapd0-27      [000] d..2.     1.400000: sched_switch: prev_comm=kswapd0 prev_pid=27 prev_prio=120 prev_state=S ==> next_comm=swapper/0 next_pid=0 next_prio=120',
  ''
].join('\n')

describe('inspect', () => {
  it('reads ftrace text from stdin', async () => {
    const { code, out, err } = await cli(['inspect', '-', '--json'], { stdin: TEXT })
    expect([code, err]).toEqual([0, ''])
    const inspection = JSON.parse(out) as Inspection
    expect(inspection.schema).toBe('reclaimscope.inspection/1')
    expect(inspection.events).toEqual({ mm_vmscan_kswapd_sleep: 1, mm_vmscan_kswapd_wake: 1, sched_switch: 2 })
    expect(inspection.durationS).toBe(0.4)
    expect(inspection.observed.kswapd).toMatchObject({ awakeS: 0.2, wakes: 1, sleeps: 1 })
    expect(inspection.threads.kswapd).toEqual(['kswapd0'])
    expect(inspection.missing[0]).toMatchObject({ isRequired: true })
  })

  it('prints sections for people, with what is missing for a replay', async () => {
    const { out } = await cli(['inspect', '-'], { stdin: TEXT })
    for (const title of ['Capture', 'Files', 'Events', 'Counters', 'Observed', 'Missing for a replay', 'Warnings']) expect(out).toMatch(new RegExp(`^${title}$`, 'm'))
    expect(out).toContain('cannot be replayed:')
    expect(out).toMatch(/span +1 s to 1.4 s/)
  })

  it('does not let names drive the terminal', async () => {
    const trace = traceFixture().thread(9, 'kswapd0').span(0, 10).runs(0, 9, 0, 10).build()
    const hostile = { ...trace, name: 'a\u001b[2Jb', eventCounts: { 'x\u0007y': 1 } }
    const { out } = await cli(['inspect', 'x'], { parts: { openCapture: () => Promise.resolve(ok(hostile)) } })
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })

  it('gives counters their period', async () => {
    const trace = traceFixture().counter('pswpout', [[0, 1], [250, 2], [500, 3], [2000, 4]]).counter('cpufreq', [[0, 1]], { cpu: 3, cumulative: false, unit: 'kHz' }).build()
    const { out } = await cli(['inspect', 'x', '--json'], { parts: { openCapture: () => Promise.resolve(ok(trace)) } })
    expect((JSON.parse(out) as Inspection).counters).toEqual([
      { name: 'pswpout', cpu: null, unit: 'pages', kind: 'cumulative', samples: 4, periodMs: 250 },
      { name: 'cpufreq', cpu: 3, unit: 'kHz', kind: 'level', samples: 1, periodMs: null }
    ])
  })

  it('refuses what it cannot read with code 3 and nothing on stdout', async () => {
    for (const [argv, stdin] of [[['inspect', '/does/not/exist'], ''], [['inspect', '-'], ''], [['inspect', '-'], 'just some words\n']] as const) {
      const { code, out, err } = await cli(argv, { stdin })
      expect([code, out]).toEqual([3, ''])
      expect(err).toMatch(/^reclaimscope: .+/)
    }
  })

  it('reads tables with unknown columns as a file says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reclaimscope-'))
    const answer = join(folder, 'columns.json')
    const table = 'tick,frei\n1,10\n2,12\n'
    const refused = await cli(['inspect', '-'], { stdin: table })
    expect(refused.code).toBe(3)
    const template = /--columns: (\{.*\})/.exec(refused.err)?.[1] ?? ''
    writeFileSync(answer, template.replace('COUNTER', 'nr_free_pages'))
    const { code, out } = await cli(['inspect', '-', '--json', '--columns', answer], { stdin: table })
    expect(code).toBe(0)
    expect((JSON.parse(out) as Inspection).counters).toMatchObject([{ name: 'nr_free_pages', samples: 2, periodMs: 1000 }])
    writeFileSync(answer, '{ "time": "tick", "counters": {} }')
    expect(await cli(['inspect', '-', '--columns', answer], { stdin: table })).toMatchObject({ code: 3, err: expect.stringContaining('name 1 to 200 counters') as string })
    expect((await cli(['inspect', '-', '--columns', join(folder, 'none.json')], { stdin: table })).code).toBe(3)
    rmSync(folder, { recursive: true })
  })

  it('moves a file on another clock as told, and shows where every file lies', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reclaimscope-'))
    writeFileSync(join(folder, 'trace.txt'), TEXT)
    writeFileSync(join(folder, 'vmstat.csv'), 't,pgfree\n501.1,1\n501.3,2\n')
    const { out } = await cli(['inspect', folder, '--offset', 'vmstat.csv=-500'])
    expect(out).toMatch(/vmstat\.csv +vmstat-wide .* 1\.1 s to 1\.3 s +moved by -500 s, as told/)
    const { files } = JSON.parse((await cli(['inspect', folder, '--json', '--offset', 'vmstat.csv=-500'])).out) as Inspection
    expect(files).toMatchObject([{ name: 'trace.txt', alignedBy: 'first', offsetS: 0 }, { name: 'vmstat.csv', clock: null, alignedBy: 'told', offsetS: -500, span: { startS: 1.1, endS: 1.3 } }])
    for (const wrong of ['vmstat.csv', 'vmstat.csv=x', '=5', 'other.csv=5']) expect((await cli(['inspect', folder, '--offset', wrong])).code).toBe(2)
    rmSync(folder, { recursive: true })
  })

  it('shows progress on a terminal only, and removes it', async () => {
    const open = async (_inputs: unknown, options?: { onProgress?: (p: { phase: string; done: number; total: number; unit: 'bytes' }) => void }) => {
      options?.onProgress?.({ phase: 'reading', done: 512, total: 1024, unit: 'bytes' })
      return ok(traceFixture().build())
    }
    expect((await cli(['inspect', 'x'], { parts: { openCapture: open } })).err).toBe('')
    const { err } = await cli(['inspect', 'x'], { isTty: true, parts: { openCapture: open } })
    expect(err).toContain('reading 50 %')
    expect(err.endsWith('\r\u001b[K')).toBe(true)
  })
})

const LAB = join(resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared'), 'lab')
if (!existsSync(LAB)) console.log(`skipped: no recordings at ${LAB} (set RECLAIMSCOPE_CORPUS)`)

describe.skipIf(!existsSync(LAB))('inspect of a recording', () => {
  it('finds everything that a replay needs', async () => {
    const { code, out } = await cli(['inspect', join(LAB, 'w1/off-1'), '--json'])
    const inspection = JSON.parse(out) as Inspection
    expect(code).toBe(0)
    expect(inspection.missing.filter((entry) => entry.isRequired)).toEqual([])
    expect(inspection.capture.cpuCount).toBe(2)
    expect(inspection.lostEvents).toBe(0)
  })
})
