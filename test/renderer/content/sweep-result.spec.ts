import { describe, expect, it } from 'vitest'
import { distinctWarnings, figureWords, pointConfiguration, pointWords, sortPoints, sweepResult } from '../../../src/renderer/content/sweep-result'
import { configurationSchema } from '../../../src/shared/config'
import { sweepFixture } from '../../support/sweep-fixture'
import * as v from 'valibot'

const GOAL = { minimise: ['directReclaim.totalMs', 'reclaimCpuS'], constraints: ['kcompressd CPU below 25 %'] }
const result = (goal = GOAL) => sweepResult(sweepFixture(), goal)

describe('a result', () => {
  it('is judged by the goals of the moment, not those it ran with', () => {
    expect(result().best?.label).toMatch(/^threads 2 · nice value/)
    expect(result({ ...GOAL, constraints: [] }).best?.label).toMatch(/^threads 4/)
    expect(result({ minimise: ['kcompressd.cpuS'], constraints: [] }).best?.label).toMatch(/^threads 1/)
    expect(result({ ...GOAL, constraints: ['stalls below 1 ms'] }).best).toBeNull()
  })

  it('ranks its points and offers the figures that are known', () => {
    const { points, measures, fields, references } = result()
    expect(new Set(points.map(({ rank }) => rank))).toEqual(new Set(['front', 'met', 'unmet'].filter((rank) => points.some((point) => point.rank === rank))))
    expect(points.filter(({ rank }) => rank === 'unmet').every(({ point }) => point.fields['kcompressd.threads'] === 4)).toBe(true)
    expect(measures.map(({ name }) => name)).not.toContain('energyJ')
    expect(fields).toEqual(['kcompressd.threads', 'kcompressd.nice'])
    expect(references.map(({ id }) => id)).toEqual(['off'])
  })

  it('tells figures with their change against the baseline', () => {
    const { best, references } = result()
    expect(figureWords(best!, ['directReclaim.totalMs'], references[0])[0]).toMatch(/^Direct reclaim time .* \(↓ −\d+\u2009% against off\)$/)
  })

  it('tells a point in one line, and nothing of a point that it does not have', () => {
    const found = result()
    expect(pointWords(found, found.best!.point.id, ['directReclaim.totalMs'])).toMatch(/^threads 2 · nice value .* · Direct reclaim time .* · on the front$/)
    expect([pointWords(found, 'other', []), pointWords(found, null, [])]).toEqual(['', ''])
  })

  it('tells warnings that differ in their numbers once', () => {
    expect(distinctWarnings(['38 allocations failed.', 'Free memory reached 0.', '36 allocations failed.'])).toEqual(['38 allocations failed.', 'Free memory reached 0.'])
  })

  it('gives a point as a valid configuration whose id says what it is', () => {
    const config = pointConfiguration(result().best!, 'mm')
    expect(v.is(configurationSchema, config)).toBe(true)
    expect(config.id).toMatch(/^mm-threads2-nice/)
    expect(config.kcompressd.threads).toBe(2)
    expect(v.is(configurationSchema, pointConfiguration(result().best!, 'x'.repeat(64)))).toBe(true)
  })

  it('sorts by rank, by figures and by fields, both ways', () => {
    const { points } = result()
    const by = (order: Parameters<typeof sortPoints>[1]) => sortPoints(points, order, 'directReclaim.totalMs')
    expect(by({ by: 'rank' })[0]?.isBest).toBe(true)
    expect(by({ by: 'rank' }).at(-1)?.rank).toBe('unmet')
    const threads = by({ by: 'field', name: 'kcompressd.threads', isDescending: true }).map(({ point }) => point.fields['kcompressd.threads'])
    expect(threads).toEqual([4, 4, 2, 2, 1, 1])
    const stalls = by({ by: 'figure', name: 'directReclaim.totalMs', isDescending: false }).map(({ figures }) => figures.get('directReclaim.totalMs')!)
    expect(stalls).toEqual([...stalls].sort((a, b) => a - b))
  })
})
