import { describe, expect, it } from 'vitest'
import { observeMetrics } from '../../src/engine/observe/observe-metrics'
import { findMetricDefinition, METRIC_DEFINITIONS } from '../../src/shared/metric-definitions'
import { flattenMetrics } from '../../src/shared/metrics'
import { traceFixture } from '../support/trace-fixture'

const everyName = [...flattenMetrics(observeMetrics(traceFixture().thread(1, 'a').runs(3, 1, 0, 10).build(), null)).keys()]

describe('METRIC_DEFINITIONS', () => {
  it('defines every metric that exists and no other', () => {
    expect(everyName.map((name) => name.replace(/^cpus\.3\./, 'cpus.*.')).sort()).toEqual(METRIC_DEFINITIONS.map((entry) => entry.name).sort())
  })

  it('finds a definition for each flat name and fills the CPU in', () => {
    expect(everyName.filter((name) => findMetricDefinition(name) === undefined)).toEqual([])
    expect(findMetricDefinition('cpus.3.busyPct')?.title).toBe('CPU 3 busy')
    expect(findMetricDefinition('cpus.3.nonsense')).toBeUndefined()
    expect(findMetricDefinition('constructor')).toBeUndefined()
  })

  it('explains each metric in one sentence', () => {
    for (const entry of METRIC_DEFINITIONS) {
      expect(entry.explanation, entry.name).toMatch(/^[A-Z].*\.$/)
      expect(entry.source.length, entry.name).toBeGreaterThan(3)
    }
  })
})
