import { describe, expect, it } from 'vitest'
import { observeMetrics } from '../../src/engine/observe/observe-metrics'
import { findMetricDefinition, METRIC_DEFINITIONS } from '../../src/shared/metric-definitions'
import { metricsOf } from '../../src/engine/run-metrics'
import { flattenMetrics, type Metrics } from '../../src/shared/metrics'
import { makeMachine } from '../support/demand-fixture'
import { traceFixture } from '../support/trace-fixture'

/** Metrics of a recording, and of the back ends that only a replay has. */
const observed = observeMetrics(traceFixture().thread(1, 'a').runs(3, 1, 0, 10).build(), null)
const run = (swap: object): Metrics => metricsOf(makeMachine({ durationMs: 1, swap }))
const everyName = [...new Set([observed, run({ writeback: { mode: 'raw', recompress: 'zstd' } }), run({ backend: 'zswap' })].flatMap((metrics) => [...flattenMetrics(metrics).keys()]).map((name) => name.replace(/^cpus\.[01]\./, 'cpus.3.')))]

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
