import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../../src/shared/result'
import { sweepSchema } from '../../../src/shared/sweep'
import type { Trace } from '../../../src/engine/trace/trace'
import { cli } from '../../support/cli-harness'
import { FakeRunner } from '../../support/fake-runner'
import { traceFixture } from '../../support/trace-fixture'

const trace: Trace = { ...traceFixture().thread(9, 'kswapd0').span(0, 10_000).runs(0, 9, 0, 10_000).build(), originS: 100 }
let folder = ''
let runner = new FakeRunner()
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweep-'))
  runner = new FakeRunner()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function sweep(grid: string, ...argv: string[]) {
  const file = join(folder, 'grid.json')
  await writeFile(file, grid)
  return cli(['sweep', 'x', '--grid', file, ...argv], { parts: { openCapture: () => Promise.resolve(ok(trace)), createRunner: () => runner } })
}

describe('sweep', () => {
  it('replays the baseline and every combination and names the best', async () => {
    const { code, out } = await sweep('{ "fields": { "kcompressd.threads": [1, 2], "kcompressd.memalloc": [true, false] }, "minimise": ["allocstall"] }', '--json', '-')
    expect(code).toBe(0)
    expect(runner.jobs.map(({ config }) => config.id).sort()).toEqual(['mm-0', 'mm-1', 'mm-2', 'mm-3', 'off'])
    const result = v.parse(sweepSchema, JSON.parse(out))
    expect(result.points.map(({ fields }) => fields)).toEqual([
      { 'kcompressd.threads': 1, 'kcompressd.memalloc': true }, { 'kcompressd.threads': 1, 'kcompressd.memalloc': false },
      { 'kcompressd.threads': 2, 'kcompressd.memalloc': true }, { 'kcompressd.threads': 2, 'kcompressd.memalloc': false }
    ])
    expect(result.best).toBe('mm-0')
    expect(runner.isClosed).toBe(true)
  })

  it('leaves out what breaks a constraint and says when nothing is left', async () => {
    const { out } = await sweep('{ "fields": { "kcompressd.threads": [1, 2] }, "constraints": { "allocstall": 5 } }')
    expect(out).toContain('! mm-0')
    expect(out).toContain('No combination meets the constraints.')
  })

  it.each([['{ "fields": {} }', 'at least one field'], ['not json', 'not JSON'], ['{ "fields": { "kcompressd.threads": ["many"] } }', 'does not fit its field']])('refuses the grid %s', async (grid, words) => {
    const { code, err } = await sweep(grid)
    expect(code).toBe(3)
    expect(err).toContain(words)
  })
})
