import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeSweep, referenceMap } from '../../src/shared/judge-sweep'
import { flattenMeasures, reclaimCpuS } from '../../src/shared/measures'
import { findPreset } from '../../src/shared/presets'
import { readGoal } from '../../src/shared/sweep'
import { metricsFixture } from '../support/comparison-fixture'
import { formulaMetrics } from '../support/sweep-runner'

const point = (allocstall: number, cpuS: number, members = 1) => ({ metrics: { ...metricsFixture(allocstall, 0), cpus: [], kswapd: { awakeS: null, wakes: null, sleeps: null, cpuS } }, members })
const goal = (constraints: string[], minimise = ['allocstall', 'kswapd.cpuS']) => {
  const read = readGoal({ minimise, constraints })
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}
const BASELINE = referenceMap({ config: { id: 'off' }, metrics: point(10, 5).metrics }, [])

describe('a sweep is judged', () => {
  it('by its front: what nothing else beats', () => {
    const judged = judgeSweep([point(10, 1), point(5, 2), point(5, 3), point(1, 9), point(11, 1)], goal([]), BASELINE)
    expect(judged.onFront).toEqual([true, true, false, true, false])
    expect(judged.best).toBe(3)
  })

  it('by its constraints first', () => {
    const judged = judgeSweep([point(1, 9), point(7, 4), point(8, 3)], goal(['kswapd CPU time no more than off']), BASELINE)
    expect(judged.meets).toEqual([false, true, true])
    expect(judged.best).toBe(1)
    expect(judged.onFront).toEqual([false, true, true])
  })

  it('without a point that meets them: none is best, and an unknown measure is named', () => {
    const judged = judgeSweep([point(1, 9)], goal(['energy no more than off']), BASELINE)
    expect(judged).toMatchObject({ meets: [false], best: null, notes: [expect.stringContaining('no power coefficients'), 'No combination meets the constraints.'] })
    expect(judgeSweep([point(1, 9)], goal(['stalls no more than oppo']), BASELINE).notes[0]).toContain('oppo was not replayed')
  })

  it('by those with all their runs only', () => {
    const judged = judgeSweep([point(1, 1, 1), point(5, 5, 5)], goal([]), BASELINE)
    expect(judged.onFront).toEqual([false, true])
    expect(judged.best).toBe(1)
  })

  it('so that the front is never empty, holds no beaten point and leaves out none that nothing beats', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 40 }), (pairs) => {
      const { onFront } = judgeSweep(pairs.map(([stalls, cpuS]) => point(stalls, cpuS)), goal([]), BASELINE)
      expect(onFront.some(Boolean)).toBe(true)
      pairs.forEach(([a, b], i) => expect(onFront[i]).toBe(!pairs.some(([c, d]) => c <= a && d <= b && (c < a || d < b))))
    }), { numRuns: 30 })
  })
})

describe('the goal of a grid', () => {
  it('takes largest values by name too, as files of earlier versions have them', () => {
    const read = readGoal({ minimise: ['allocstall'], constraints: { 'kcompressd.cpuS': 2.5, energyJ: { vsBaseline: 10 } } })
    expect(read.ok && read.value.constraints).toEqual([
      { measure: 'kcompressd.cpuS', comparator: '<=', bound: { kind: 'value', value: 2.5 } }, { measure: 'energyJ', comparator: '<=', bound: { kind: 'reference', id: 'baseline', factor: 1.1 } }
    ])
  })

  it.each([[{ minimise: ['speed'], constraints: [] }], [{ minimise: ['allocstall'], constraints: { speed: 3 } }], [{ minimise: ['allocstall'], constraints: ['speed < 3'] }]])('refuses a metric that nobody knows (%#)', (grid) => {
    expect(readGoal(grid)).toMatchObject({ ok: false, error: { code: 'CONFIG_INVALID' } })
  })
})

describe('measures', () => {
  it('add up the CPU time of everybody who reclaims, and give shares of one CPU', () => {
    const metrics = formulaMetrics({ ...findPreset('mm')!.config })
    const flat = flattenMeasures(metrics)
    expect(flat.get('reclaimCpuS')).toBe(reclaimCpuS(metrics))
    expect(reclaimCpuS(metrics)).toBeCloseTo((metrics.kswapd.cpuS ?? 0) + (metrics.kcompressd.cpuS ?? 0), 9)
    expect(flat.get('kcompressd.cpuPct')).toBeCloseTo(10 * (metrics.kcompressd.cpuS ?? 0), 9)
    const busy = metricsFixture(1, 1)
    const direct = busy.cpus.reduce((sum, { byClass }) => sum + ((byClass.directReclaim ?? 0) / 100) * busy.durationS, 0)
    expect(reclaimCpuS(busy)).toBeCloseTo((busy.kswapd.cpuS ?? 0) + (busy.kcompressd.cpuS ?? 0) + direct, 9)
  })
})
