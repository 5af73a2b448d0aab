import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { expandGrid, MAX_POINTS, paretoFront, reclaimCpuS } from '../../src/engine/sweep'
import { gridSchema } from '../../src/shared/sweep'
import { metricsFixture } from '../support/comparison-fixture'

const grid = (data: unknown) => v.parse(gridSchema, data)

describe('a grid', () => {
  it('gives every combination once, the last field varying fastest', () => {
    const points = expandGrid(grid({ base: 'mm', fields: { 'kcompressd.threads': [1, 2], 'kcompressd.fifoEntries': [24, 256, 4096] } }))
    if (!points.ok) throw new Error(points.error.message)
    expect(points.value.map(({ config }) => [config.kcompressd.threads, config.kcompressd.fifoEntries])).toEqual([[1, 24], [1, 256], [1, 4096], [2, 24], [2, 256], [2, 4096]])
    expect(new Set(points.value.map(({ id }) => id)).size).toBe(6)
    expect(points.value.every(({ config }) => config.kcompressd.variant === 'mm')).toBe(true)
  })

  it('sets nested fields and null', () => {
    const points = expandGrid(grid({ base: 'zram-v1', fields: { 'swap.algorithm': ['zstd'], 'vm.swappiness': [null, 60] } }))
    if (!points.ok) throw new Error(points.error.message)
    expect(points.value.map(({ config }) => [config.swap.algorithm, config.vm.swappiness])).toEqual([['zstd', null], ['zstd', 60]])
  })

  it.each([
    [{ base: 'nope', fields: { 'kcompressd.threads': [1] } }, 'CONFIG_UNKNOWN'],
    [{ fields: { 'kcompressd.colour': [1] } }, 'CONFIG_INVALID'],
    [{ fields: { 'kcompressd.threads': [-1] } }, 'CONFIG_INVALID'],
    [{ fields: { 'kcompressd.threads': Array.from({ length: 64 }, (_, i) => i), 'kcompressd.fifoEntries': Array.from({ length: 64 }, (_, i) => i), 'kcompressd.nice': [0, 1] } }, 'CONFIG_INVALID']
  ])('refuses %#', (data, code) => {
    const points = expandGrid(grid(data))
    expect(points.ok ? points.value.length : points.error.code).toBe(code)
    expect(MAX_POINTS).toBe(5000)
  })

  it('needs at least one field and paths into a configuration', () => {
    expect(v.safeParse(gridSchema, { fields: {} }).success).toBe(false)
    expect(v.safeParse(gridSchema, { fields: { '__proto__.x': [1] } }).success).toBe(false)
  })
})

describe('the Pareto front', () => {
  const point = (id: string, allocstall: number, cpuS: number) => ({ id, metrics: metricsFixture(allocstall, 0), reclaimCpuS: cpuS })

  it('keeps what nothing else beats', () => {
    const points = [point('a', 10, 1), point('b', 5, 2), point('c', 5, 3), point('d', 1, 9), point('e', 11, 1)]
    expect(paretoFront(points, ['allocstall', 'reclaimCpuS']).map(({ id }) => id)).toEqual(['a', 'b', 'd'])
  })

  it('is never empty, holds no point that another beats, and leaves out none that nothing beats', () => {
    const arbitrary = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 40 })
    fc.assert(fc.property(arbitrary, (pairs) => {
      const points = pairs.map(([stalls, cpuS], i) => point(String(i), stalls, cpuS))
      const front = new Set(paretoFront(points, ['allocstall', 'reclaimCpuS']).map(({ id }) => Number(id)))
      expect(front.size).toBeGreaterThan(0)
      pairs.forEach(([a, b], i) => {
        const beaten = pairs.some(([c, d]) => c <= a && d <= b && (c < a || d < b))
        expect(front.has(i)).toBe(!beaten)
      })
    }))
  })

  it('adds up the CPU time of everybody who reclaims', () => {
    const metrics = metricsFixture(1, 1)
    const direct = metrics.cpus.reduce((sum, { byClass }) => sum + ((byClass.directReclaim ?? 0) / 100) * metrics.durationS, 0)
    expect(reclaimCpuS(metrics)).toBeCloseTo((metrics.kswapd.cpuS ?? 0) + (metrics.kcompressd.cpuS ?? 0) + direct, 9)
  })
})
