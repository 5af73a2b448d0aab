import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { comparisonSchema } from '../../src/shared/comparison'
import type { Metrics } from '../../src/shared/metrics'
import { assembleComparison, type ComparisonInput } from '../../src/engine/assemble-comparison'
import { replay } from '../../src/engine/replay'
import { metricsOf } from '../../src/engine/run-metrics'
import type { Prepared, RunResult } from '../../src/engine/run-types'
import { makeConfig, makeDemand, makeMachine, makeParameters } from '../support/demand-fixture'

const METRICS = metricsOf(makeMachine({ durationMs: 10, cpuCount: 1 }))
const PREPARED: Prepared = {
  window: { startNs: 0, endNs: 10e6 }, demand: makeDemand({ durationMs: 10 }), parameters: makeParameters(), running: makeConfig({ id: 'off' }), observed: METRICS,
  assumptions: [{ name: 'x', value: 1, unit: '', evidence: 'assumed', detail: 'because' }], fit: {}, fitVerdict: { grade: 'none', summary: '' }, warnings: ['same', 'same', 'other']
}
const TEMPLATE = replay(PREPARED, { config: PREPARED.running, seed: 1, member: 0 })

const result = (configId: string, member: number, metrics: Partial<Metrics>, warnings: string[] = []): RunResult => ({ ...TEMPLATE, configId, member, metrics: { ...METRICS, ...metrics }, explanation: [`${configId} ${member}`], warnings })

const assemble = (results: readonly RunResult[], more: Partial<ComparisonInput> = {}): ReturnType<typeof assembleComparison> =>
  assembleComparison({
    prepared: PREPARED, capture: { name: 'c', files: [], clock: null, cpuCount: 1, window: { startS: 0, endS: 0.01 } }, seed: 1, seeds: 5, results,
    configs: [makeConfig({ id: 'off' }), makeConfig({ id: 'mm' })], ...more
  })

describe('assembling a comparison', () => {
  it('fits its schema', () => {
    expect(v.safeParse(comparisonSchema, assemble([result('off', 0, {}), result('mm', 0, {})])).success).toBe(true)
  })

  it('compares with the configuration that was running', () => {
    const [off, mm] = assemble([result('mm', 0, { pgstealAnon: 150, allocstall: 3 }), result('off', 0, { pgstealAnon: 100, allocstall: 0 })]).runs
    expect(off!.vsBaseline['pgstealAnon']).toEqual({ delta: 0, pct: 0 })
    expect(mm!.vsBaseline['pgstealAnon']).toEqual({ delta: 50, pct: 50 })
    expect(mm!.vsBaseline['allocstall']).toEqual({ delta: 3, pct: null })
  })

  it('knows no change without the baseline, nor of what is unknown', () => {
    expect(assemble([result('mm', 0, {})]).runs[0]!.vsBaseline).toEqual({})
    expect(assemble([result('off', 0, { pswpin: null }), result('mm', 0, { pswpin: 5 })]).runs[1]!.vsBaseline['pswpin']).toBeUndefined()
  })

  it('takes medians and intervals over the members, whatever their order', () => {
    const members = [4, 0, 2, 1, 3].map((member) => result('mm', member, { pgstealAnon: 100 + 10 * member, pswpin: member === 2 ? null : 1 }))
    const run = assemble(members).runs[0]!
    expect(run.metrics.pgstealAnon).toBe(120)
    expect(run.interval['pgstealAnon']).toEqual([102, 138])
    expect(run.interval['pswpin']).toBeUndefined()
    expect(run.explanation).toEqual(['mm 0'])
  })

  it('shows the nominal member and no interval with fewer than three', () => {
    const run = assemble([result('mm', 1, { pgstealAnon: 9 }), result('mm', 0, { pgstealAnon: 5 })]).runs[0]!
    expect([run.metrics.pgstealAnon, run.interval]).toEqual([5, {}])
  })

  it('leaves out configurations that have no result yet, in the order asked for', () => {
    expect(assemble([result('mm', 0, {})]).runs.map((run) => run.config.id)).toEqual(['mm'])
    expect(assemble([result('mm', 0, {}), result('off', 0, {})]).runs.map((run) => run.config.id)).toEqual(['off', 'mm'])
  })

  it('gathers warnings of the import, of the preparation and of nominal runs', () => {
    const { warnings } = assemble([result('off', 0, {}, ['ran out']), result('off', 1, {}, ['other member'])], { traceWarnings: [{ code: 'ODD_LINE', message: 'odd', count: 2, file: 'f' }] })
    expect(warnings.map((warning) => [warning.message, warning.count])).toEqual([['odd', 2], ['same', 2], ['other', 1], ['off: ran out', 1]])
  })
})
