/** The combinations of a grid, numbered; the last field varies fastest. A combination is made when it is asked for: a search visits few of millions. */
import { safeParse } from 'valibot'
import { configurationSchema, type Configuration } from '../../shared/config'
import { isOff, readConfigField, withConfigField } from '../../shared/config-fields'
import type { AppError } from '../../shared/errors'
import { fieldValueText } from '../../shared/field-text'
import { findPreset, PRESETS } from '../../shared/presets'
import { fail, ok, type Result } from '../../shared/result'
import { MAX_POINTS, type Grid, type SweepPoint } from '../../shared/sweep'

/** A search may draw from many more combinations than a grid may replay. */
export const MAX_COMBINATIONS = 10_000_000

export interface SpaceField {
  readonly path: string
  readonly values: readonly SweepPoint['fields'][string][]
  /** Neighbouring values are alike: numbers in rising order. Others have no order. */
  readonly isOrdered: boolean
}

export interface SweepSpace {
  readonly base: Configuration
  readonly fields: readonly SpaceField[]
  /** Number of combinations. */
  readonly size: number
}

export interface GridPoint {
  readonly id: string
  readonly fields: SweepPoint['fields']
  readonly config: Configuration
}

/**
 * Checks a grid.
 * @returns CONFIG_UNKNOWN for an unknown base, CONFIG_INVALID for a value that its field does not take or too many combinations
 */
export function openSpace(grid: Grid): Result<SweepSpace, AppError> {
  const base = typeof grid.base === 'string' ? findPreset(grid.base)?.config : grid.base
  if (base === undefined) return fail({ code: 'CONFIG_UNKNOWN', message: 'The base of the grid is no preset.', found: String(grid.base), expected: PRESETS.map(({ config }) => config.id).join(', ') })
  const fields = Object.entries(grid.fields).map(([path, values]): SpaceField => ({ path, values, isOrdered: isRising(values) }))
  const wrong = firstWrong(base, fields)
  if (wrong !== null) return fail(wrong)
  const size = fields.reduce((product, { values }) => product * values.length, 1)
  const most = grid.search === 'guided' ? MAX_COMBINATIONS : MAX_POINTS
  if (size > most) {
    const advice = grid.search === 'guided' ? {} : { advice: 'Take fewer values, or let a guided search choose among them.' }
    return fail({ code: 'CONFIG_INVALID', message: 'The grid has too many combinations.', found: String(size), expected: `at most ${most}`, ...advice })
  }
  return ok({ base, fields, size })
}

function isRising(values: readonly unknown[]): boolean {
  return values.every((value, index) => typeof value === 'number' && (index === 0 || value > (values[index - 1] as number)))
}

/** Fields do not depend on each other, so that each value is checked once and not in every combination. */
function firstWrong(base: Configuration, fields: readonly SpaceField[]): AppError | null {
  for (const { path, values } of fields) {
    if (readConfigField(base, path) === undefined) return { code: 'CONFIG_INVALID', message: 'There is no such field in a configuration.', found: path, advice: "See 'reclaimscope schema config'." }
    for (const value of values) {
      const parsed = safeParse(configurationSchema, withConfigField(base, path, value))
      if (!parsed.success) return { code: 'CONFIG_INVALID', message: `A value of the grid does not fit its field: ${parsed.issues[0].message}.`, found: `${path} ${JSON.stringify(value)}`, advice: "See 'reclaimscope schema config'." }
    }
  }
  return null
}

/** Place of each field's value in a combination. */
export function digitsOf({ fields }: SweepSpace, index: number): number[] {
  const digits: number[] = []
  let rest = index
  for (const { values } of [...fields].reverse()) {
    digits.unshift(rest % values.length)
    rest = Math.floor(rest / values.length)
  }
  return digits
}

/** Number of the combination with these places. */
export function indexOf({ fields }: SweepSpace, digits: readonly number[]): number {
  return fields.reduce((index, { values }, place) => index * values.length + (digits[place] ?? 0), 0)
}

/** Room for the number behind the base's id; ids have at most 64 characters. */
const MAX_STEM = 50

/** One combination as a configuration. */
export function pointAt(space: SweepSpace, index: number): GridPoint {
  const digits = digitsOf(space, index)
  const fields: SweepPoint['fields'] = {}
  let config: unknown = space.base
  space.fields.forEach(({ path, values }, place) => {
    const value = values[digits[place] ?? 0] ?? null
    fields[path] = value
    config = withConfigField(config as Configuration, path, value)
  })
  const id = `${space.base.id.slice(0, MAX_STEM)}-${index}`
  return { id, fields, config: { ...(config as Configuration), id, title: describeFields(fields) } }
}

/** `threads 2, fifoEntries 256`. */
function describeFields(fields: SweepPoint['fields']): string {
  const parts = Object.entries(fields).map(([path, value]) => `${path.split('.').at(-1)} ${fieldValueText(path, value)}`)
  return parts.join(', ').slice(0, 200)
}

/** What the engine sees of a configuration: two that hand nothing over are the same, whatever their threads. Equal keys give equal runs. */
export function effectiveKey({ kcompressd, swap, vm }: Configuration): string {
  return JSON.stringify([isOff(kcompressd) ? 'off' : kcompressd, swap, vm])
}
