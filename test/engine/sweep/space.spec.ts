import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { digitsOf, effectiveKey, indexOf, openSpace, pointAt } from '../../../src/engine/sweep/space'
import { findPreset } from '../../../src/shared/presets'
import { gridSchema, MAX_POINTS } from '../../../src/shared/sweep'

const open = (data: unknown) => {
  const space = openSpace(v.parse(gridSchema, data))
  if (!space.ok) throw new Error(space.error.message)
  return space.value
}
const all = (data: unknown) => {
  const space = open(data)
  return Array.from({ length: space.size }, (_, index) => pointAt(space, index))
}

describe('a grid', () => {
  it('gives every combination once, the last field varying fastest', () => {
    const points = all({ base: 'mm', fields: { 'kcompressd.threads': [1, 2], 'kcompressd.fifoEntries': [24, 256, 4096] } })
    expect(points.map(({ config }) => [config.kcompressd.threads, config.kcompressd.fifoEntries])).toEqual([[1, 24], [1, 256], [1, 4096], [2, 24], [2, 256], [2, 4096]])
    expect(points.map(({ id }) => id)).toEqual(['mm-0', 'mm-1', 'mm-2', 'mm-3', 'mm-4', 'mm-5'])
    expect(points.every(({ config }) => config.kcompressd.variant === 'mm')).toBe(true)
    expect(points[1]?.config.title).toBe('threads 1, fifoEntries 256')
  })

  it('sets nested fields and null, on a preset or on a configuration of its own', () => {
    expect(all({ base: 'zram-v1', fields: { 'swap.algorithm': ['zstd'], 'vm.swappiness': [null, 60] } }).map(({ config }) => [config.swap.algorithm, config.vm.swappiness])).toEqual([['zstd', null], ['zstd', 60]])
    const own = { ...findPreset('oppo')!.config, id: 'x'.repeat(64) }
    const [point] = all({ base: own, fields: { 'kcompressd.threads': [2] } })
    expect(point?.config).toMatchObject({ kcompressd: { fifoEntries: 4096, threads: 2 } })
    expect(point?.id.length).toBeLessThanOrEqual(64)
  })

  it.each([
    [{ base: 'nope', fields: { 'kcompressd.threads': [1] } }, 'CONFIG_UNKNOWN'],
    [{ fields: { 'kcompressd.colour': [1] } }, 'CONFIG_INVALID'],
    [{ fields: { 'kcompressd.threads': [1, -1] } }, 'CONFIG_INVALID'],
    [{ fields: { 'kcompressd.threads': Array.from({ length: 64 }, (_, i) => i), 'kcompressd.fifoEntries': Array.from({ length: 64 }, (_, i) => i), 'kcompressd.nice': [0, 1] } }, 'CONFIG_INVALID']
  ])('refuses %#', (data, code) => {
    const space = openSpace(v.parse(gridSchema, data))
    expect(space.ok ? space.value.size : space.error.code).toBe(code)
  })

  it('may be larger for a search than for a grid', () => {
    const fields = { 'kcompressd.threads': Array.from({ length: 64 }, (_, i) => i + 1), 'kcompressd.fifoEntries': Array.from({ length: 64 }, (_, i) => i + 1), 'kcompressd.nice': [0, 1] }
    expect(open({ fields, search: 'guided' }).size).toBeGreaterThan(MAX_POINTS)
  })

  it('needs at least one field and paths into a configuration', () => {
    expect(v.safeParse(gridSchema, { fields: {} }).success).toBe(false)
    expect(v.safeParse(gridSchema, { fields: { '__proto__.x': [1] } }).success).toBe(false)
  })

  it('numbers combinations and finds their numbers again', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), fc.nat(), (lengths, pick) => {
      const names = ['threads', 'fifoEntries', 'nice', 'wakeDelayUs']
      const space = open({ fields: Object.fromEntries(lengths.map((length, place) => [`kcompressd.${names[place]}`, Array.from({ length }, (_, i) => i)])) })
      const index = pick % space.size
      expect(indexOf(space, digitsOf(space, index))).toBe(index)
    }))
  })
})

it('configurations that hand nothing over are the same to the engine, all others are not', () => {
  const key = (kcompressd: object) => effectiveKey({ ...findPreset('mm')!.config, kcompressd: { ...findPreset('mm')!.config.kcompressd, ...kcompressd } })
  expect(new Set([key({ variant: 'off' }), key({ threads: 0 }), key({ fifoEntries: 0, nice: 5 })]).size).toBe(1)
  expect(key({ threads: 2 })).not.toBe(key({ threads: 3 }))
})
