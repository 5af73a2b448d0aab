import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../../src/shared/result'
import { sweepSchema } from '../../../src/shared/sweep'
import type { Trace } from '../../../src/engine/trace/trace'
import { cli } from '../../support/cli-harness'
import { FormulaRunner } from '../../support/sweep-runner'
import { traceFixture } from '../../support/trace-fixture'

const trace: Trace = { ...traceFixture().thread(9, 'kswapd0').span(0, 10_000).runs(0, 9, 0, 10_000).build(), originS: 100 }
let folder = ''
let runner = new FormulaRunner()
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweep-'))
  runner = new FormulaRunner()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const run = (...argv: string[]) => cli(['sweep', 'x', ...argv], { parts: { openCapture: () => Promise.resolve(ok(trace)), createRunner: () => runner } })

async function sweep(grid: string, ...argv: string[]) {
  const file = join(folder, 'grid.json')
  await writeFile(file, grid)
  return run('--grid', file, ...argv)
}

describe('sweep', () => {
  it('takes the contents of pages from a file and names it', async () => {
    const file = join(folder, 'heap.dump')
    await writeFile(file, Buffer.alloc(4 * 4096))
    const { code, out } = await sweep('{ "fields": { "kcompressd.threads": [1] } }', '--pages', file, '--json', '-')
    expect([code, v.parse(sweepSchema, JSON.parse(out)).capture.pages?.name]).toEqual([0, 'heap.dump'])
    expect((await sweep('{ "fields": { "kcompressd.threads": [1] } }', '--pages', join(folder, 'none'))).code).toBe(3)
  })

  it('replays the baseline and every combination and names the best', async () => {
    const { code, out } = await sweep('{ "fields": { "kcompressd.threads": [1, 2], "kcompressd.memalloc": [true, false] }, "minimise": ["allocstall"] }', '--json', '-')
    expect(code).toBe(0)
    expect(runner.jobs.map(({ config }) => config.id).sort()).toEqual(['mm-0', 'mm-1', 'mm-2', 'mm-3', 'off'])
    const result = v.parse(sweepSchema, JSON.parse(out))
    expect(result.points.map(({ fields }) => fields)).toEqual([
      { 'kcompressd.threads': 1, 'kcompressd.memalloc': true }, { 'kcompressd.threads': 1, 'kcompressd.memalloc': false },
      { 'kcompressd.threads': 2, 'kcompressd.memalloc': true }, { 'kcompressd.threads': 2, 'kcompressd.memalloc': false }
    ])
    expect(result.best).toBe('mm-2')
    expect(runner.isClosed).toBe(true)
  })

  it('takes fields, a base and constraints from the command line', async () => {
    const { code, out } = await run('--vary', 'threads=1..3', '--vary', 'kcompressd.fifoEntries=24,256', '--base', 'zram-v1', '--minimise', 'allocstall', '--constraint', 'kcompressd CPU below 10 %', '--json', '-')
    expect(code).toBe(0)
    const result = v.parse(sweepSchema, JSON.parse(out))
    expect(result.points).toHaveLength(6)
    expect(result.points[0]?.config.kcompressd.variant).toBe('zram')
    expect(result.best).toBe('zram-v1-2')
    for (const { metrics, meetsConstraints } of result.points) expect(meetsConstraints).toBe(metrics.kcompressd.cpuS! < 1)
  })

  it('leaves out what breaks a constraint and says when nothing is left', async () => {
    const { out } = await sweep('{ "fields": { "kcompressd.threads": [1, 2] }, "constraints": { "allocstall": 5 } }')
    expect(out).toContain('! mm-0')
    expect(out).toContain('constraints: allocstall ≤ 5')
    expect(out).toContain('No combination meets the constraints.')
  })

  it('searches where it is asked to, with more runs for the best', async () => {
    const { out } = await run('--vary', 'threads=1..16', '--vary', 'fifoEntries=8..4096 x2', '--guided', '--budget', '12')
    expect(out).toMatch(/^12 of 160 combinations tried, the best with 5 runs/)
    expect(out).toMatch(/\n\* best .*\[[\d.]+\.\.[\d.]+\]/)
    expect(out).toContain('\n~ ')
  })

  it('writes JSON, CSV and HTML, and goes on from its journal', async () => {
    const [json, csv, html, journal] = ['a.json', 'a.csv', 'a.html', 'j'].map((name) => join(folder, name)) as [string, string, string, string]
    const grid = '{ "fields": { "kcompressd.threads": [1, 2], "kcompressd.fifoEntries": [24, 256] } }'
    await sweep(grid, '--json', json, '--csv', csv, '--html', html, '--journal', journal, '--seeds', '3')
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ schema: 'reclaimscope.sweep/1', isComplete: true })
    const rows = (await readFile(csv, 'utf8')).trim().split('\n')
    expect(rows).toHaveLength(6)
    expect(rows[1]).toMatch(/^off,baseline,3,/)
    expect(await readFile(html, 'utf8')).toContain('<table class="heat">')
    expect(existsSync(journal)).toBe(true)
    const first = await readFile(json, 'utf8')
    runner = new FormulaRunner()
    await sweep(grid, '--json', json, '--journal', journal, '--seeds', '3')
    expect(runner.jobs).toHaveLength(0)
    expect(await readFile(json, 'utf8')).toBe(first)
    expect(await sweep(grid, '--journal', journal, '--seed', '2')).toMatchObject({ code: 3, err: expect.stringContaining('belongs to another sweep') })
  })

  it.each([
    ['{ "fields": {} }', 'at least one field', 3], ['not json', 'not JSON', 3], ['[1]', 'grid is not valid', 3], ['{ "fields": { "kcompressd.threads": ["many"] } }', 'does not fit its field', 3],
    ['{ "fields": { "kcompressd.threads": [1] }, "constraints": ["colour < 3"] }', "no metric called 'colour'", 3], ['{ "fields": { "kcompressd.threads": [1] }, "minimise": ["speed"] }', 'no such metric', 3],
    ['{ "base": "nope", "fields": { "kcompressd.threads": [1] } }', 'no preset', 2]
  ])('refuses the grid %s', async (grid, words, status) => {
    const { code, err } = await sweep(grid)
    expect(code).toBe(status)
    expect(err).toContain(words)
  })

  it.each([[[], 'Nothing is named to sweep over'], [['--vary', 'threads'], 'needs a field and its values'], [['--vary', 'threads=99'], 'A whole number from 0 to 64'], [['--vary', 'threads=1', '--budget', '2'], '--budget needs a whole number'], [['--vary', 'threads=1', '--seeds', '0'], '--seeds']])('refuses the call %j', async (argv, words) => {
    const { code, err } = await run(...argv)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })
})
