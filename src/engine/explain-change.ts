/** Says what a configuration changed against the baseline, in numbers. */
import { formatChange, formatWithUnit } from '../shared/format'
import { findMetricDefinition } from '../shared/metric-definitions'
import { flattenMetrics, type Metrics } from '../shared/metrics'

/** What is worth a sentence, in this order. */
const COMPARED = ['directReclaim.totalMs', 'allocstall', 'kswapd.cpuS', 'pgstealAnonPerAwakeS', 'interferenceMs'] as const
/** Smaller changes are no news. */
const NOTEWORTHY_PCT = 3

/** One sentence; none when nothing that is known changed. */
export function explainChange(metrics: Metrics, baseline: Metrics, baselineId: string): string[] {
  const after = flattenMetrics(metrics)
  const before = flattenMetrics(baseline)
  const parts = COMPARED.flatMap((name) => {
    const was = before.get(name) ?? null
    const is = after.get(name) ?? null
    if (was === null || is === null || was === is) return []
    const pct = was === 0 ? null : ((is - was) / was) * 100
    if (pct !== null && Math.abs(pct) < NOTEWORTHY_PCT) return []
    const definition = findMetricDefinition(name)
    const unit = definition?.unit ?? ''
    return [`${definition?.title ?? name} ${formatWithUnit(is, unit)} instead of ${formatWithUnit(was, unit)}${pct === null ? '' : ` (${formatChange(pct)})`}`]
  })
  return parts.length === 0 ? [] : [`Against ${baselineId}: ${parts.join(', ')}.`]
}
