import { describe, expect, it } from 'vitest'
import { checkReplayable, prepare } from '../../src/engine/prepare'
import { replay } from '../../src/engine/replay'
import { findPreset } from '../../src/shared/presets'
import { traceFixture, type TraceFixture } from '../support/trace-fixture'
import { DEVICE, EATER, record, wholeOf } from './calibrate/recorded'

const WINDOW = { startNs: 0, endNs: 1e9 }
const busy = (): TraceFixture => traceFixture().thread(60, 'app').runs(0, 60, 0, 500)

describe('whether a capture can be replayed', () => {
  it('is refused with what to record', () => {
    const cases: [TraceFixture, typeof WINDOW, RegExp, RegExp][] = [
      [busy().counter('nr_free_pages', [[0, 1]], { cumulative: false }), { startNs: 5, endNs: 5 }, /no length/, /window/],
      [traceFixture().counter('nr_free_pages', [[0, 1]], { cumulative: false }).span(0, 1000), WINDOW, /no sched_switch/, /sched\/sched_switch/],
      [busy(), WINDOW, /memory demand is unknown/, /vmstat.*rss_stat/]
    ]
    for (const [fixture, window, message, advice] of cases) {
      const error = checkReplayable(fixture.build(), window)
      expect(error).toMatchObject({ code: 'TRACE_NOT_REPLAYABLE', file: 'fixture' })
      expect(error!.message).toMatch(message)
      expect(error!.advice).toMatch(advice)
      expect(prepare(fixture.build(), { window, seed: 1 })).toEqual({ ok: false, error })
    }
  })

  it.each([
    ['free pages', busy().counter('nr_free_pages', [[0, 1]], { cumulative: false })], ['anonymous pages', busy().counter('nr_anon_pages', [[0, 1]], { cumulative: false })],
    ['RSS', busy().event('rss_stat', 10, 60, { member: 1, size: 4096 })]
  ])('needs CPU time and one sign of memory: %s', (_name, fixture) => {
    expect(checkReplayable(fixture.build(), WINDOW)).toBeNull()
  })
})

describe('a prepared recording of known origin', () => {
  const trace = record()
  const result = prepare(trace, { window: wholeOf(trace), seed: 1 })

  it('is replayed as it was', () => {
    expect(result.ok).toBe(true)
    if (!result.ok) return
    const { fit, fitVerdict, running, parameters } = result.value
    expect(running.id).toBe('off')
    expect(parameters.machine).toMatchObject({ managedPages: DEVICE.managedPages, watermarks: DEVICE.watermarks, hz: 250 })
    expect(fitVerdict.grade, fitVerdict.summary).not.toBe('poor')
    for (const name of ['pgstealAnon', 'pgstealKswapd', 'pswpout', 'kswapd.cpuS']) expect(Math.abs(fit[name]!.errorPct!), name).toBeLessThan(10)
  })

  it('asks for the pages that the workload allocated', () => {
    if (!result.ok) return
    const wanted = EATER.tasks![0]!.rows!.reduce((sum, row) => sum + (row.alloc ?? 0), 0)
    const found = result.value.demand.tasks.reduce((sum, task) => sum + task.program.allocPages.reduce((total, pages) => total + pages, 0), 0)
    expect(Math.abs(found / wanted - 1)).toBeLessThan(0.05)
  })

  it('predicts another configuration of the same machine', () => {
    if (!result.ok) return
    const off = replay(result.value, { config: findPreset('off')!.config, seed: 1, member: 0 }).metrics
    const v1 = replay(result.value, { config: findPreset('zram-v1')!.config, seed: 1, member: 0 }).metrics
    expect(v1.kswapd.cpuS! / off.kswapd.cpuS!).toBeLessThan(0.6)
    expect(v1.kcompressd.cpuS).toBeGreaterThan(0)
  })

  it('is the same every time', () => {
    expect(JSON.stringify(prepare(trace, { window: wholeOf(trace), seed: 1 }))).toBe(JSON.stringify(result))
  })

  it('carries an assumption with its evidence for every cost, and for what was fitted', () => {
    if (!result.ok) return
    const names = result.value.assumptions.map((row) => row.name)
    expect(names).toEqual(expect.arrayContaining(['scanKeptNs', 'compressNs', 'unmapNs', 'contentionFactor', 'initialYoungShare', 'reclaimCostFactor']))
    expect(new Set(names).size).toBe(names.length)
  })
})
