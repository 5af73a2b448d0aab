/** A comparison as text for a terminal. */
import type { Comparison } from '../../shared/comparison'
import { excerpt } from '../../shared/errors'
import { formatBytes, formatChange, formatInterval, formatNumber } from '../../shared/format'
import { findMetricDefinition } from '../../shared/metric-definitions'
import { flattenMetrics } from '../../shared/metrics'
import type { PagesIdentity } from '../../shared/page-contents'
import { tradeoffSentence, writebackTradeoffs } from '../../shared/writeback-tradeoff'
import { textTable } from './text-table'

/** What decides: the rest is in the files. */
const METRICS = [
  'allocstall', 'directReclaim.count', 'directReclaim.totalMs', 'directReclaim.p95Ms', 'pgstealAnon', 'pgstealAnonPerS', 'pgstealAnonPerAwakeS', 'pgscanKswapd',
  'kswapd.awakeS', 'kswapd.cpuS', 'kcompressd.cpuS', 'kcompressd.queued', 'kcompressd.fallbackFull', 'kcompressd.waitMsMean'
]

/** Shown where a run has them. */
const BACK_END_METRICS = [
  'writeback.bdWrites', 'writeback.bdReads', 'writeback.neverRead', 'writeback.writeCpuS', 'writeback.readCpuS', 'writeback.writeEnergyJ', 'writeback.readEnergyJ', 'writeback.readP50Us',
  'recompression.tried', 'recompression.smaller', 'recompression.savedBytes', 'recompression.cpuS', 'recompression.energyJ',
  'zswap.zswpout', 'zswap.refusedToDevice', 'zswap.refusedKept', 'zswap.writtenBack', 'zswap.deviceReads'
]

/** Fit, table, explanations and warnings. */
export function comparisonText(comparison: Comparison): string {
  const runs = [...comparison.runs].sort((a, b) => Number(b.config.id === comparison.baseline) - Number(a.config.id === comparison.baseline))
  const observed = flattenMetrics(comparison.observed)
  const values = runs.map((run) => flattenMetrics(run.metrics))
  const cpuNames = [...observed.keys()].filter((name) => /^cpus\.\d+\.busyPct$/.test(name))
  const header = ['metric', 'unit', 'observed', ...runs.flatMap(({ config }) => (config.id === comparison.baseline ? [`${config.id} (replayed)`] : [config.id, 'change']))]
  const backEndNames = BACK_END_METRICS.filter((name) => values.some((flat) => flat.has(name)))
  const rows = [...METRICS, ...cpuNames, ...backEndNames].map((name) => [
    name, findMetricDefinition(name)?.unit ?? '', formatNumber(observed.get(name)),
    ...runs.flatMap((run, i) => {
      const value = formatNumber(values[i]?.get(name))
      const band = run.interval[name]
      const cell = band === undefined ? value : `${value} ${formatInterval(band[0], band[1])}`
      return run.config.id === comparison.baseline ? [cell] : [cell, formatChange(run.vsBaseline[name]?.pct)]
    })
  ])
  const explanations = runs.flatMap((run) => run.explanation.map((text) => `${run.config.id}: ${excerpt(text, 1000)}\n`))
  const tradeoffs = writebackTradeoffs(comparison).map((entry) => `${tradeoffSentence(entry)}\n`)
  const warnings = comparison.warnings.map((warning) => `warning: ${excerpt(warning.message, 500)}${warning.count > 1 ? ` (${warning.count} times)` : ''}\n`)
  const { grade, summary } = comparison.fitVerdict
  const contents = pagesText(comparison.capture.pages)
  return [`Fit: ${grade}. ${excerpt(summary, 1000)}\n`, contents, textTable([header, ...rows]), explanations.join(''), tradeoffs.join(''), warnings.join('')].filter((part) => part !== '').join('\n')
}

/** Line that names the file whose contents stood for the pages; empty without one. */
export function pagesText(pages: PagesIdentity | undefined): string {
  return pages === undefined ? '' : `Page contents: those of ${excerpt(pages.name, 300)}, ${formatBytes(pages.bytes)} measured.\n`
}
