/** A comparison of raw and compressed writeback, made by hand: 1000 pages written, some read again. */
import type { Comparison } from '../../src/shared/comparison'
import type { Metrics } from '../../src/shared/metrics'
import { findPreset } from '../../src/shared/presets'
import { comparisonFixture, metricsFixture } from './comparison-fixture'

type WritebackMetrics = NonNullable<Metrics['writeback']>

/** CPU time in µs per page written and per page read. */
export function writebackMetrics(writeUs: number, readUs: number, reads: number): WritebackMetrics {
  return {
    bdCount: 1000 - reads, bdReads: reads, bdWrites: 1000, discarded: 0, failedWrites: 0, neverRead: 1000 - reads, readBackPct: reads / 10, writeCpuS: writeUs / 1000,
    writeDecompressCpuS: 4 / 1000, readCpuS: (readUs * reads) / 1e6, readDecompressCpuS: 0, writeEnergyJ: null, readEnergyJ: null, readP50Us: 150, readP95Us: 200, deviceBusyS: 0.1
  }
}

/** Raw: 10 µs to write, 2 to read. Compressed: 6 to write, 8 to read: they meet at two thirds read back. */
export function writebackComparison(reads = 200): Comparison {
  const comparison = comparisonFixture()
  const [, off] = comparison.runs
  const run = (id: string, writeback: WritebackMetrics): Comparison['runs'][number] => ({ ...off!, config: findPreset(id)!.config, metrics: { ...metricsFixture(700, 900), writeback } })
  return { ...comparison, runs: [...comparison.runs, run('writeback-raw', writebackMetrics(10, 2, reads)), run('writeback-compressed', writebackMetrics(6, 8, reads))] }
}
