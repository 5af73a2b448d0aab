/** Facts of a capture as label and value, in the order in which they are read. */
import type { CaptureSummary } from '../../shared/contract'
import { formatBytes, formatCount, formatDuration, formatWithUnit } from '../../shared/format'
import { positionText } from './axis-text'
import { t } from '../text/text'

export interface Fact {
  readonly label: string
  readonly value: string
  /** Tooltip in place of the value itself. */
  readonly hint?: string
}

const NOT_KNOWN = t('capture.notKnown')

/** What the capture was recorded on. */
export function deviceFacts(capture: CaptureSummary): Fact[] {
  const memory = capture.managedPages === null ? NOT_KNOWN : formatBytes(capture.managedPages * capture.pageSize)
  const marks = capture.watermarks
  return [
    { label: t('capture.factDevice'), value: capture.deviceName ?? NOT_KNOWN },
    { label: t('capture.factKernel'), value: capture.kernel ?? NOT_KNOWN },
    { label: t('capture.factMemory'), value: memory },
    { label: 'CPUs', value: String(capture.cpuCount) },
    { label: t('capture.pageSize'), value: formatBytes(capture.pageSize) },
    { label: t('capture.factWatermarks'), value: marks === null ? NOT_KNOWN : `${formatCount(marks.min)} / ${formatCount(marks.low)} / ${formatCount(marks.high)}` }
  ]
}

/** What the recording shows, in its own numbers. */
export function reclaimFacts(capture: CaptureSummary): Fact[] {
  const { observed } = capture
  return [
    { label: 'pgsteal_anon', value: withUnit(observed.pgstealAnonPerS, 'pages/s') },
    { label: 'allocstall', value: withUnit(observed.allocstall, '') },
    { label: t('capture.directReclaims'), value: withUnit(observed.directReclaim.count, '') },
    { label: t('capture.directReclaimTime'), value: withUnit(observed.directReclaim.totalMs, 'ms') },
    { label: t('capture.longestStall'), value: withUnit(observed.directReclaim.maxMs, 'ms') },
    { label: t('capture.kswapdCpuTime'), value: withUnit(observed.kswapd.cpuS, 's') },
    { label: t('capture.kswapdAwake'), value: withUnit(observed.kswapd.awakeS, 's') },
    { label: t('capture.swappedOut'), value: withUnit(observed.pswpout, 'pages') }
  ]
}

/** Where the trace comes from and what it holds. */
export function traceFacts(capture: CaptureSummary): Fact[] {
  return [
    { label: t('capture.factClock'), value: capture.identity.clock ?? NOT_KNOWN },
    { label: t('capture.factSpan'), value: formatDuration((capture.endNs - capture.startNs) / 1e9) },
    { label: t('capture.startsAt'), value: positionText(capture.originS + capture.startNs / 1e9, 10) },
    { label: t('capture.lostEvents'), value: capture.lostEvents === null ? NOT_KNOWN : formatCount(capture.lostEvents) }
  ]
}

function withUnit(value: number | null, unit: string): string {
  return value === null ? NOT_KNOWN : formatWithUnit(value, unit)
}
