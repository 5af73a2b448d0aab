import { describe, expect, it } from 'vitest'
import { validateComparison } from '../../../src/engine/assemble-validation'
import { pairMarkdown, pairSections, predictionSummary } from '../../../src/renderer/content/pair-rows'
import { findPreset } from '../../../src/shared/presets'
import { fakeComparison, fakeMetrics } from '../support/fake-data'

const before = fakeMetrics(1)
const after = fakeMetrics(0.5)
const comparison = fakeComparison([findPreset('off')!.config, findPreset('mm')!.config], 5)
/** Predicts 0.7 of the baseline. */
const validation = validateComparison(comparison, 'mm', [{ name: 'after', metrics: after }])!
const rowOf = (sections: ReturnType<typeof pairSections>, name: string) => sections.flatMap(({ rows }) => rows).find(({ definition }) => definition.name === name)!

describe('rows of two recordings', () => {
  it('have both values and the change from the first to the second, with its verdict', () => {
    const row = rowOf(pairSections(before, after, null, 'key'), 'kswapd.cpuS')
    expect(row).toMatchObject({ first: '6.31', second: '3.15', verdict: 'better', prediction: null })
    expect(row.change).toContain('−50')
  })

  it('leave out what neither tells, and show the rest on demand', () => {
    const names = (choice: 'key' | 'all') => pairSections(before, after, null, choice).flatMap(({ rows }) => rows.map(({ definition }) => definition.name))
    expect(names('all')).not.toContain('energyJ')
    expect(names('all').length).toBeGreaterThan(names('key').length)
  })

  it('hold the prediction against the second, with its error and whether the interval met it', () => {
    const { prediction } = rowOf(pairSections(before, after, validation, 'key'), 'directReclaim.totalMs')
    expect(prediction).toMatchObject({ isInside: false, interval: '[915..1487]' })
    expect(prediction?.error).toContain('+40')
    expect(prediction?.change).toContain('−30')
    expect(rowOf(pairSections(before, fakeMetrics(0.7), validateComparison(comparison, 'mm', [{ name: 'x', metrics: fakeMetrics(0.7) }]), 'key'), 'kswapd.cpuS').prediction?.isInside).toBe(true)
  })
})

it('the summary counts the recorded values within their intervals', () => {
  expect(predictionSummary(validation)).toMatch(/^Median error \d+(\.\d)? % over \d+ metrics; 0 of 2 recorded values lie within the predicted interval\.$/)
})

it('Markdown has as many cells in every line as in its header', () => {
  const lines = pairMarkdown(pairSections(before, after, validation, 'key'), 'a|b', 'after', 'mm').trim().split('\n')
  const cells = (line: string) => line.replaceAll('\\|', '').split('|').length
  expect(new Set(lines.map(cells)).size).toBe(1)
})

it('a configuration that was not replayed has no validation', () => {
  expect(validateComparison(comparison, 'oppo', [{ name: 'after', metrics: after }])).toBeNull()
})
