import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { CONFIG_DEFAULTS, configurationSchema, type Configuration } from '../../src/shared/config'
import { CONFIG_FIELDS, readConfigField, withConfigField } from '../../src/shared/config-fields'
import { PRESETS } from '../../src/shared/presets'

/** A preset with every field that may be absent. */
const config = Object.entries(CONFIG_DEFAULTS).reduce((draft, [path, value]) => withConfigField(draft, path, value) as Configuration, PRESETS[1]!.config)
const accepts = (path: string, value: unknown): boolean => v.safeParse(configurationSchema, withConfigField(config, path, value)).success

/** Paths of all values of a configuration, besides its name. */
function paths(part: object, prefix = ''): string[] {
  return Object.entries(part).flatMap(([name, value]) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? paths(value as object, `${prefix}${name}.`) : [`${prefix}${name}`]))
}

it('every field of a configuration is explained once', () => {
  const explained = CONFIG_FIELDS.map((field) => field.path)
  expect([...explained].sort()).toEqual(paths(config).filter((path) => !['schema', 'id', 'title'].includes(path)).sort())
  for (const field of CONFIG_FIELDS) expect(field.explanation.length * field.source.length, field.path).toBeGreaterThan(50)
})

describe.each(CONFIG_FIELDS)('$path', ({ path, input, isNullable }) => {
  it('takes what the schema takes, no more and no less', () => {
    expect(accepts(path, readConfigField(config, path))).toBe(true)
    expect(accepts(path, null)).toBe(isNullable)
    if (input.kind === 'integer' || input.kind === 'number') {
      expect([input.min - 1, input.min, input.max, input.max + 1].map((value) => accepts(path, value))).toEqual([false, true, true, false])
      expect(accepts(path, input.min + 0.5)).toBe(input.kind === 'number')
    }
    if (input.kind === 'choice') expect([...input.options.map(({ value }) => accepts(path, value)), accepts(path, 'nonsense')]).toEqual([...input.options.map(() => true), false])
    if (input.kind === 'oneOf') expect([...input.values, 5].map((value) => accepts(path, value))).toEqual([...input.values.map(() => true), false])
    if (input.kind === 'switch') expect([true, false, 'yes'].map((value) => accepts(path, value))).toEqual([true, true, false])
    if (input.kind === 'set') expect([...input.options.map(({ value }) => accepts(path, [value])), accepts(path, ['nonsense'])]).toEqual([...input.options.map(() => true), false])
    if (input.kind === 'cpus') expect([accepts(path, 'all'), accepts(path, [0, 3]), accepts(path, []), accepts(path, 'some')]).toEqual([true, true, false, false])
  })
})

it('a field that is absent reads as its default', () => {
  for (const [path, value] of Object.entries(CONFIG_DEFAULTS)) expect(readConfigField(PRESETS[1]!.config, path), path).toBe(value)
  expect(v.parse(configurationSchema, PRESETS[1]!.config)).toEqual(PRESETS[1]!.config)
})

it('replacing a field leaves the original alone', () => {
  expect(withConfigField(config, 'swap.writeback.mode', 'raw')).toMatchObject({ swap: { writeback: { mode: 'raw' }, algorithm: 'lz4' } })
  expect(config.swap.writeback.mode).toBe('none')
})
