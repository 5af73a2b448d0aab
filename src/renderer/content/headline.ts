/** The finding of one configuration as a sentence: `zram-v1 cuts direct reclaim time from 1 250 to 473 ms.` */
import type { Comparison, ComparisonRun } from '../../shared/comparison'
import { formatNumber, formatWithUnit } from '../../shared/format'
import { findMetricDefinition } from '../../shared/metric-definitions'
import { flattenMetrics } from '../../shared/metrics'
import { t } from '../text/text'

/** Asked in this order; the first that both runs know and that is not zero in both makes the sentence. */
const SUBJECTS: readonly { readonly name: string; readonly noun: string }[] = [
  { name: 'directReclaim.totalMs', noun: t('compare.directReclaimTime') },
  { name: 'allocstall', noun: t('compare.allocationStalls') },
  { name: 'kswapd.cpuS', noun: t('compare.kswapdCpuTime') },
  { name: 'pgstealAnonPerS', noun: 'pgsteal_anon' }
]
const SMALL_CHANGE = 0.03

/** Compares a run with the baseline's run; the baseline itself is described as such. */
export function headline(comparison: Comparison, run: ComparisonRun): string {
  const { id } = run.config
  if (id === comparison.baseline) return t('compare.ranWhileRecording', { id })
  const baseline = comparison.runs.find((candidate) => candidate.config.id === comparison.baseline)
  if (baseline === undefined) return t('compare.noBaseline', { id })
  const before = flattenMetrics(baseline.metrics)
  const after = flattenMetrics(run.metrics)
  for (const { name, noun } of SUBJECTS) {
    const from = before.get(name) ?? null
    const to = after.get(name) ?? null
    if (from !== null && to !== null && (from !== 0 || to !== 0)) return sentence(id, noun, from, to, findMetricDefinition(name)?.unit ?? '')
  }
  return t('compare.nothingToCompare', { id })
}

function sentence(id: string, noun: string, from: number, to: number, unit: string): string {
  const [fromText, toText] = texts(from, to, unit)
  if (fromText === toText || Math.abs(to - from) <= SMALL_CHANGE * Math.abs(from)) return t('compare.leaves', { id, noun, toText })
  return to < from ? t('compare.cuts', { id, noun, from: fromText, to: toText }) : t('compare.raises', { id, noun, from: fromText, to: toText })
}

/** Both values in the same unit, named once at the end. */
function texts(from: number, to: number, unit: string): [string, string] {
  return [formatNumber(from), unit === 'ms' || unit === 's' ? `${formatNumber(to)}\u2009${unit}` : formatWithUnit(to, unit)]
}
