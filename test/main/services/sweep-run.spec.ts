import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSpace } from '../../../src/engine/sweep/space'
import type { Trace } from '../../../src/engine/trace/trace'
import { SweepJournal, type JournalHeader } from '../../../src/main/services/sweep-journal'
import { runSweep, type SweepSurroundings, type SweepTask } from '../../../src/main/services/sweep-run'
import { ok } from '../../../src/shared/result'
import { gridSchema, readGoal, sweepSchema } from '../../../src/shared/sweep'
import { FormulaRunner } from '../../support/sweep-runner'
import { traceFixture } from '../../support/trace-fixture'

const trace: Trace = { ...traceFixture().thread(9, 'kswapd0').span(0, 10_000).runs(0, 9, 0, 10_000).build(), originS: 100 }
const FIELDS = { 'kcompressd.threads': [0, 1, 2, 3, 4], 'kcompressd.fifoEntries': [24, 256, 4096] }

let folder = ''
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'sweep-run-')) })
afterEach(() => rm(folder, { recursive: true, force: true }))

function task(grid: object = {}, seeds = 1): SweepTask {
  const parsed = v.parse(gridSchema, { fields: FIELDS, ...grid })
  const [goal, space] = [readGoal(parsed), openSpace(parsed)]
  if (!goal.ok || !space.ok) throw new Error('the grid is wrong')
  return { trace, window: null, grid: parsed, goal: goal.value, space: space.value, seed: 1, seeds }
}

function around(runner: FormulaRunner, more: Partial<SweepSurroundings> = {}): SweepSurroundings {
  return { runner, signal: new AbortController().signal, openJournal: async () => ok(null), onProgress: () => undefined, ...more }
}

async function swept(what: SweepTask, where: SweepSurroundings) {
  const result = await runSweep(what, where)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('a sweep', () => {
  it('replays the baseline and every combination; those that are the same to the engine once', async () => {
    const runner = new FormulaRunner()
    const result = await swept(task({}, 3), around(runner))
    expect(v.is(sweepSchema, result)).toBe(true)
    expect(result.points).toHaveLength(15)
    expect(result.points.every(({ members }) => members === 3)).toBe(true)
    // Set-ups that are off are the baseline; twelve others; three runs each.
    expect(runner.jobs).toHaveLength(13 * 3)
    expect(result.points[0]?.interval['directReclaim.totalMs']).toHaveLength(2)
    expect(result.points.find(({ fields }) => fields['kcompressd.threads'] === 3)?.warnings).toEqual(['Free memory reached 0.'])
  })

  it('tells progress up to its end, and what there is so far', async () => {
    const seen: number[][] = []
    const partial: number[] = []
    await swept(task(), around(new FormulaRunner(), { onProgress: (phase, done, total) => { if (phase === 'replaying') seen.push([done, total]) }, onRun: (soFar) => partial.push(soFar()?.points.length ?? -1) }))
    expect(seen.at(-1)).toEqual([14, 14])
    expect(partial[0]).toBeLessThan(5)
    expect(partial.at(-1)).toBe(15)
  })

  it('judges by what other configurations do, which it replays too', async () => {
    const runner = new FormulaRunner()
    const result = await swept(task({ constraints: ['kcompressd CPU time no more than mm'] }), around(runner))
    expect(result.references.map(({ config }) => config.id)).toEqual(['mm'])
    const limit = result.references[0]!.metrics.kcompressd.cpuS!
    for (const point of result.points) expect(point.meetsConstraints).toBe(point.metrics.kcompressd.cpuS! <= limit * (1 + 1e-12))
    expect(result.points.find(({ id }) => id === result.best)?.fields).toEqual({ 'kcompressd.threads': 1, 'kcompressd.fifoEntries': 256 })
  })

  it('finds with a search what the whole grid finds', async () => {
    const minimise = ['directReclaim.totalMs']
    const wide = { fields: { 'kcompressd.threads': [1, 2, 3, 4, 5, 6, 7, 8], 'kcompressd.fifoEntries': [16, 32, 64, 128, 256, 512, 1024, 2048] }, minimise, constraints: ['kcompressd CPU below 20 %'] }
    const whole = await swept(task(wide), around(new FormulaRunner()))
    const runner = new FormulaRunner()
    const guided = await swept(task({ ...wide, search: 'guided', budget: 24 }, 3), around(runner))
    const bestOf = (sweep: typeof whole) => sweep.points.find(({ id }) => id === sweep.best)?.metrics.kcompressd.cpuS
    expect(guided.points.length).toBeLessThanOrEqual(24)
    expect(bestOf(guided)).toBe(bestOf(whole))
    expect(runner.jobs.length).toBeLessThan(64)
    expect(guided.points.filter(({ members }) => members === 3).length).toBeLessThan(guided.points.length)
  })

  it.each([['grid', {}], ['guided', { search: 'guided', budget: 10 }]])('goes on after a crash without a run done twice, to the same bytes (%s)', async (_name, how) => {
    const openJournal = (header: JournalHeader) => SweepJournal.open(join(folder, 'j'), header)
    const whole = JSON.stringify(await swept(task(how, 3), around(new FormulaRunner())))
    for (const limit of [7, 5]) {
      const dying = new FormulaRunner()
      dying.limit = limit
      expect(await runSweep(task(how, 3), around(dying, { openJournal }))).toMatchObject({ ok: false, error: { message: 'crash' } })
    }
    const last = new FormulaRunner()
    expect(JSON.stringify(await swept(task(how, 3), around(last, { openJournal })))).toBe(whole)
    const fresh = new FormulaRunner()
    await swept(task(how, 3), around(fresh))
    expect(last.jobs.length).toBe(fresh.jobs.length - 7 - 5)
    const none = new FormulaRunner()
    expect(JSON.stringify(await swept(task(how, 3), around(none, { openJournal })))).toBe(whole)
    expect(none.jobs).toHaveLength(0)
  })

  it('of more values uses the runs of one of fewer', async () => {
    const openJournal = (header: JournalHeader) => SweepJournal.open(join(folder, 'j'), header)
    await swept(task({ fields: { 'kcompressd.threads': [1, 2] } }), around(new FormulaRunner(), { openJournal }))
    const runner = new FormulaRunner()
    await swept(task({ fields: { 'kcompressd.threads': [1, 2, 4] } }), around(runner, { openJournal }))
    expect(runner.jobs.map(({ config }) => config.kcompressd.threads)).toEqual([4])
  })

  it('is cancelled at once; what was done stays in the journal', async () => {
    const openJournal = (header: JournalHeader) => SweepJournal.open(join(folder, 'j'), header)
    const controller = new AbortController()
    const stopping = new FormulaRunner()
    stopping.heldBeyond = 4
    const stopped = await runSweep(task(), around(stopping, { openJournal, signal: controller.signal, onProgress: (_phase, done) => { if (done === 4) controller.abort() } }))
    expect(stopped).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    const runner = new FormulaRunner()
    await swept(task(), around(runner, { openJournal }))
    expect(runner.jobs.length).toBeLessThanOrEqual(10)
  })
})
