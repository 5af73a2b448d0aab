import { describe, expect, it } from 'vitest'
import type { Metrics } from '../../src/shared/metrics'
import { computeFit, judgeFit } from '../../src/engine/fit'
import { metricsOf } from '../../src/engine/run-metrics'
import { makeMachine } from '../support/demand-fixture'

const BASE: Metrics = {
  ...metricsOf(makeMachine({ durationMs: 10, cpuCount: 1 })), pgscanKswapd: 20_000, pgstealKswapd: 10_000, pgstealAnon: 10_000, pswpout: 10_000, pswpin: 1000, allocstall: 100,
  directReclaim: { count: 100, totalMs: 200, p50Ms: 1, p95Ms: 3, maxMs: 9 }, kswapd: { awakeS: 2, wakes: 3, sleeps: 3, cpuS: 1 }
}
const gradeOf = (replayed: Partial<Metrics>, observed: Partial<Metrics> = {}): string => judgeFit(computeFit({ ...BASE, ...observed }, { ...BASE, ...replayed })).grade

describe('fit', () => {
  it('compares what both sides know, in percent of the observed value', () => {
    const fit = computeFit({ ...BASE, pswpin: null }, { ...BASE, pgstealAnon: 11_000 })
    expect(fit['pgstealAnon']).toEqual({ observed: 10_000, replayed: 11_000, errorPct: 10 })
    expect(fit['pswpin']).toBeUndefined()
    expect(fit['kswapd.cpuS']).toMatchObject({ errorPct: 0 })
  })

  it('has no percentage of 0', () => {
    expect(computeFit({ ...BASE, pgrotated: 0 }, { ...BASE, pgrotated: 5 })['pgrotated']).toEqual({ observed: 0, replayed: 5, errorPct: null })
  })

  it('is good when everything agrees', () => {
    expect(judgeFit(computeFit(BASE, BASE))).toMatchObject({ grade: 'good' })
  })

  it.each([
    ['volumes', { pgstealAnon: 11_500 }, 'fair'], ['volumes', { pgstealAnon: 5000 }, 'poor'], ['CPU time', { kswapd: { ...BASE.kswapd, cpuS: 1.2 } }, 'fair'],
    ['stalls as factors', { allocstall: 140 }, 'good'], ['stalls as factors', { allocstall: 250 }, 'fair'], ['stalls as factors', { allocstall: 10 }, 'poor']
  ] as const)('is judged by %s', (_what, replayed, grade) => {
    expect(gradeOf(replayed)).toBe(grade)
  })

  it('does not judge by counts that are next to nothing', () => {
    expect(gradeOf({ pswpin: 90, allocstall: 40 }, { pswpin: 30, allocstall: 4 })).toBe('good')
  })

  it('is poor where the replay has what the recording hardly had', () => {
    expect(gradeOf({ pgstealAnon: 5000 }, { pgstealAnon: 100 })).toBe('poor')
    expect(judgeFit(computeFit({ ...BASE, allocstall: 0 }, { ...BASE, allocstall: 500 }))).toMatchObject({ grade: 'poor', summary: expect.stringContaining('allocstall 500 instead of 0') as string })
  })

  it('is not good when no reclaim was recorded to compare with', () => {
    const { pgscanKswapd: _a, pgstealKswapd: _b, pgstealAnon: _c, pswpout: _d, pswpin: _e, ...rest } = computeFit(BASE, BASE)
    expect(judgeFit(rest)).toMatchObject({ grade: 'fair', summary: expect.stringContaining('no counts of reclaim') as string })
  })

  it('names what not to rely on', () => {
    expect(judgeFit(computeFit(BASE, { ...BASE, pswpout: 30_000 })).summary).toMatch(/Do not rely on: pswpout/)
  })

  it('says when there is nothing to compare', () => {
    expect(judgeFit({})).toMatchObject({ grade: 'none' })
  })

  it('says when the baseline was replayed with a slowdown that predictions have only a part of', () => {
    expect(judgeFit(computeFit(BASE, BASE), 1.214).summary).toMatch(/^With the recording's slowdown of 21 %: /)
  })
})
