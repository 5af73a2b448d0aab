/** Findings as plain sentences, for chart titles. */
import { formatChange, formatWithUnit } from '../../shared/format'
import { findMetricDefinition } from '../../shared/metric-definitions'

/** Changes below this many percent are called none. */
const SAME_PCT = 1

/** `zram-v1 cuts direct reclaim time from 1.25 s to 473 ms (↓ −62 %)`; null values give what is known. */
export function changeSentence(subject: string, metric: string, before: number | null, after: number | null): string {
  const definition = findMetricDefinition(metric)
  const name = lowerFirst(definition?.title ?? metric)
  const unit = definition?.unit ?? ''
  if (after === null) return `${subject}: ${name} is not known`
  if (before === null) return `${subject} has ${name} of ${formatWithUnit(after, unit)}`
  if (before === 0) return after === 0 ? `${subject} leaves ${name} at 0` : `${subject} raises ${name} from 0 to ${formatWithUnit(after, unit)}`
  const pct = (100 * (after - before)) / before
  if (Math.abs(pct) < SAME_PCT) return `${subject} leaves ${name} at ${formatWithUnit(after, unit)}`
  const verb = pct > 0 ? 'raises' : 'cuts'
  return `${subject} ${verb} ${name} from ${formatWithUnit(before, unit)} to ${formatWithUnit(after, unit)} (${formatChange(pct)})`
}

/** `Observed: pgsteal_anon per second is 17 300 pages/s`. */
export function valueSentence(subject: string, metric: string, value: number | null): string {
  const definition = findMetricDefinition(metric)
  const name = lowerFirst(definition?.title ?? metric)
  return value === null ? `${subject}: ${name} is not known` : `${subject}: ${name} is ${formatWithUnit(value, definition?.unit ?? '')}`
}

/** Kernel names and abbreviations keep their spelling. */
function lowerFirst(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title
}
