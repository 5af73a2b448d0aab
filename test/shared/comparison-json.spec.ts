import { describe, expect, it } from 'vitest'
import { comparisonToJson } from '../../src/shared/comparison-json'
import { comparisonFixture } from '../support/comparison-fixture'

/** The same object with all keys in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).reverse().map(([key, child]) => [key, reversed(child)]))
}

describe('comparisonToJson', () => {
  it('reads back as what was written', () => {
    expect(JSON.parse(comparisonToJson(comparisonFixture()))).toEqual(JSON.parse(JSON.stringify(comparisonFixture())))
  })

  it('orders keys by the schema, however the object was built', () => {
    const comparison = { ...comparisonFixture(), fit: {} }
    const [run] = comparison.runs
    const single = { ...comparison, runs: [{ ...run!, vsBaseline: {}, interval: {} }] }
    expect(comparisonToJson(reversed(single) as typeof comparison)).toBe(comparisonToJson(single))
    expect(comparisonToJson(single).startsWith('{\n  "schema": "reclaimscope.comparison/1"')).toBe(true)
  })
})
