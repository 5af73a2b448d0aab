import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { comparisonSchema, type Comparison } from '../../../src/shared/comparison'
import { ok } from '../../../src/shared/result'
import type { Trace } from '../../../src/engine/trace/trace'
import { cli } from '../../support/cli-harness'
import { testBrowser } from '../../support/test-browser'
import { FakeRunner } from '../../support/fake-runner'
import { traceFixture } from '../../support/trace-fixture'

const trace: Trace = { ...traceFixture().thread(9, 'kswapd0').span(0, 10_000).runs(0, 9, 0, 10_000).build(), originS: 100 }

let folder = ''
let runner = new FakeRunner()
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'))
  runner = new FakeRunner()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const replay = (...argv: string[]) => cli(['replay', 'x', ...argv], { parts: { openCapture: () => Promise.resolve(ok(trace)), createRunner: () => runner } })

describe('replay', () => {
  it('compares the two patch series with the baseline when nothing is named', async () => {
    const { code, out, err } = await replay('--json', '-')
    expect([code, err]).toEqual([0, ''])
    const comparison = v.parse(comparisonSchema, JSON.parse(out))
    expect(comparison.runs.map((run) => run.config.id)).toEqual(['off', 'zram-v1', 'mm'])
    expect(runner.isClosed).toBe(true)
  })

  it('runs all members, nominal ones first, and gives intervals in fixed order', async () => {
    const { out } = await replay('--json', '-', '--config', 'mm', '--seeds', '4', '--seed', '9')
    expect(runner.jobs.map((job) => [job.config.id, job.member, job.seed])).toEqual([0, 1, 2, 3].flatMap((member) => [['off', member, 9], ['mm', member, 9]]))
    const comparison = JSON.parse(out) as Comparison
    expect([comparison.seed, comparison.seeds]).toEqual([9, 4])
    expect(comparison.runs[1]?.interval['allocstall']?.[0]).toBeGreaterThanOrEqual(100)
    runner = new FakeRunner()
    expect((await replay('--json', '-', '--config', 'mm', '--seeds', '4', '--seed', '9')).out).toBe(out)
  })

  it('prints a summary for people where stdout is free', async () => {
    const { out } = await replay('--json', join(folder, 'c.json'))
    expect(out).toContain('Fit: none. made up')
    expect(out).toMatch(/^allocstall /m)
    expect(JSON.parse(await readFile(join(folder, 'c.json'), 'utf8'))).toMatchObject({ schema: 'reclaimscope.comparison/1' })
  })

  it('takes the contents of pages from a file and names it; one that holds none is refused', async () => {
    const file = join(folder, 'heap.dump')
    await writeFile(file, Buffer.concat([Buffer.alloc(3 * 4096), Buffer.alloc(4096, 'abcd')]))
    const { code, out } = await replay('--pages', file, '--config', 'mm', '--json', join(folder, 'c.json'))
    expect([code, runner.asked.map(({ pages }) => pages?.sameFilledShare)]).toEqual([0, [1]])
    expect(out).toContain('Page contents: those of heap.dump, 16\u2009KiB measured.')
    expect(JSON.parse(await readFile(join(folder, 'c.json'), 'utf8'))).toMatchObject({ capture: { pages: { name: 'heap.dump', bytes: 16_384 } } })
    await writeFile(file, 'short')
    const refused = await replay('--pages', file)
    expect(refused.code).toBe(3)
    expect(refused.err).toContain(`${file}`)
    expect(refused.err).toContain('The file holds no whole page.')
    expect((await replay('--pages', join(folder, 'none'))).code).toBe(3)
  })

  it('writes a report and tables', async () => {
    const { code } = await replay('--html', join(folder, 'r.html'), '--csv', join(folder, 'made', 'csv'))
    expect(code).toBe(0)
    expect((await readFile(join(folder, 'r.html'), 'utf8')).startsWith('<!doctype html>')).toBe(true)
    expect((await readdir(join(folder, 'made', 'csv'))).sort()).toEqual(['metrics.csv', 'series-mm.csv', 'series-observed.csv', 'series-off.csv', 'series-zram-v1.csv'])
  })

  it('prints the report as PDF, or says before any work why it cannot', async () => {
    vi.stubEnv('RECLAIMSCOPE_CHROMIUM', '/no/such/browser')
    expect(await replay('--pdf', join(folder, 'r.pdf'))).toMatchObject({ code: 3, err: expect.stringContaining('Export HTML') as string })
    expect((await replay('--pdf', '-')).code).toBe(2)
    expect(runner.asked).toEqual([])
    vi.unstubAllEnvs()
    const browser = testBrowser()
    if (browser === null) return
    vi.stubEnv('RECLAIMSCOPE_CHROMIUM', browser)
    expect((await replay('--pdf', join(folder, 'r.pdf'))).code).toBe(0)
    expect((await readFile(join(folder, 'r.pdf'), 'latin1')).slice(0, 5)).toBe('%PDF-')
    vi.unstubAllEnvs()
  }, 90_000)

  it('takes windows on the trace clock, from the start, and with one side left out', async () => {
    const windowOf = async (text: string) => {
      runner = new FakeRunner()
      const { code } = await replay('--window', text)
      const window = runner.asked[0]?.window
      return [code, window === undefined || window === null ? window : [window.startNs / 1e9, window.endNs / 1e9]]
    }
    expect(await windowOf('102.5:104')).toEqual([0, [2.5, 4]])
    expect(await windowOf('+1:+3.25')).toEqual([0, [1, 3.25]])
    expect(await windowOf('103:')).toEqual([0, [3, 10]])
    expect(await windowOf('99:105')).toEqual([0, [0, 5]])
    expect(await windowOf('0:50')).toEqual([2, undefined])
    for (const text of ['5', '6:5', 'a:b', '-1:2', '1e3:2e3', '']) expect((await windowOf(text))[0], text).toBe(2)
  })

  it('loads a configuration from a file and fills its defaults', async () => {
    const file = join(folder, 'mine.json')
    await writeFile(file, '\ufeff{ "id": "mine", "kcompressd": { "variant": "mm", "fifoEntries": 64 } }')
    const { out } = await replay('--config', file, '--json', '-')
    expect((JSON.parse(out) as Comparison).runs[1]?.config).toMatchObject({ id: 'mine', kcompressd: { fifoEntries: 64, threads: 1 }, swap: { algorithm: 'lz4' } })
  })

  it('says where a configuration is wrong', async () => {
    const file = join(folder, 'bad.json')
    const refusal = async (text: string) => {
      await writeFile(file, text)
      return replay('--config', file)
    }
    const broken = await refusal('{\n  "id": "x",\n  oops\n}')
    expect([broken.code, broken.out]).toEqual([3, ''])
    expect(broken.err).toContain(`${file}:3:3:`)
    const wrong = await refusal('{ "id": "x", "kcompressd": { "threads": 999 } }')
    expect([wrong.code, wrong.err.includes('kcompressd.threads')]).toEqual([3, true])
    const unknown = await replay('--config', 'zram-v9')
    expect([unknown.code, unknown.err.includes('zram-v1, mm')]).toEqual([2, true])
    expect((await replay('--config', 'mm', '--config', 'mm')).code).toBe(2)
  })

  it('gives the code of what failed and always ends the runner', async () => {
    runner.failure = 'prepare'
    expect((await replay()).code).toBe(3)
    expect(runner.isClosed).toBe(true)
    runner = new FakeRunner()
    runner.failure = 'replay'
    expect((await replay()).code).toBe(1)
    expect(runner.isClosed).toBe(true)
    runner = new FakeRunner()
    const unwritable = await replay('--json', join(folder, 'none', 'c.json'))
    expect([unwritable.code, unwritable.err.includes('does not exist')]).toEqual([1, true])
  })
})

const LAB = join(resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared'), 'lab')
if (!existsSync(LAB)) console.log(`skipped: no recordings at ${LAB} (set RECLAIMSCOPE_CORPUS)`)

describe.skipIf(!existsSync(LAB))('replay of a recording with the real engine', () => {
  it('gives the same bytes twice', async () => {
    const argv = ['replay', join(LAB, 'w6/off-1'), '--config', 'zram-v1', '--json', '-']
    const first = await cli(argv)
    expect([first.code, first.err]).toEqual([0, ''])
    expect((await cli(argv)).out).toBe(first.out)
  }, 120_000)
})
