/** A small complete comparison and its series, made by hand. */
import { COMPARISON_SCHEMA_ID, type Comparison } from '../../src/shared/comparison'
import { CPU_CLASSES, type CpuClass, type Metrics } from '../../src/shared/metrics'
import { findPreset } from '../../src/shared/presets'
import type { SeriesSet } from '../../src/shared/series'
import { observeMetrics } from '../../src/engine/observe/observe-metrics'
import type { ReportSeries } from '../../src/main/report/report-columns'
import { traceFixture } from './trace-fixture'

/** Metrics of a one-second window with the given stalls and steals; everything else is as a small trace gives it. */
export function metricsFixture(allocstall: number, pgstealAnon: number): Metrics {
  const trace = traceFixture().thread(1, 'app').span(0, 1000).mark(0, 1, 'x').runs(0, 1, 0, 400).runs(0, 0, 400, 1000, 'R').build()
  const metrics = observeMetrics(trace, null)
  return { ...metrics, allocstall, pgstealAnon, pgstealAnonPerS: pgstealAnon, zram: { ...metrics.zram, memUsedBytes: 3 * 1024 * 1024 } }
}

/** Three bins: a rate, a gap in it, and one CPU. */
export function seriesFixture(peak: number): SeriesSet {
  const flat = (value: number): Float64Array => Float64Array.from([value, value, value])
  const byClass = Object.fromEntries(CPU_CLASSES.map((name) => [name, flat(name === 'idle' ? 0.5 : 0.1)])) as Record<CpuClass, Float64Array>
  return {
    startNs: 0, binNs: 1e9 / 3, binCount: 3, cpus: [{ cpu: 0, byClass }],
    series: [
      { id: 'pgstealAnonPerS', unit: 'pages/s', values: Float64Array.from([0, peak, Number.NaN]) },
      { id: 'allocstallPerS', unit: '1/s', values: Float64Array.from([1, 2, 3]) }
    ]
  }
}

/** Observed, baseline `off` and `zram-v1`. `name` goes everywhere a foreign name can go. */
export function comparisonFixture(name = 'w1'): Comparison {
  const off = findPreset('off')!.config
  const v1 = { ...findPreset('zram-v1')!.config, title: name }
  return {
    schema: COMPARISON_SCHEMA_ID, version: '0.1.0',
    capture: { name, files: [{ name, format: 'ftrace-text', bytes: 1234, sha256: null }], clock: name, cpuCount: 1, window: { startS: 4, endS: 5 } },
    seed: 1, seeds: 5, observed: metricsFixture(800, 1000), baseline: 'off',
    fit: { allocstall: { observed: 800, replayed: 790, errorPct: -1.25 } }, fitVerdict: { grade: 'fair', summary: `allocstall ${name}` },
    runs: [
      { config: v1, metrics: metricsFixture(300, 1500), interval: { allocstall: [250, 420] }, vsBaseline: { allocstall: { delta: -490, pct: -62 }, pgstealAnon: { delta: 510, pct: 51 } }, explanation: [`because ${name}`] },
      { config: off, metrics: metricsFixture(790, 990), interval: {}, vsBaseline: { allocstall: { delta: 0, pct: 0 } }, explanation: [] }
    ],
    assumptions: [{ name, value: 1.5, unit: 'us', evidence: 'assumed', detail: name }],
    warnings: [{ code: 'ODD_LINE', message: `odd ${name}`, count: 3, file: name, line: 7 }]
  }
}

export function reportSeriesFixture(): ReportSeries {
  return { observed: seriesFixture(100), runs: [{ configId: 'zram-v1', series: seriesFixture(900) }] }
}
