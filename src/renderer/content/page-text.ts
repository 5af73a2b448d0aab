/** Facts of a capture as label and value, in the order in which they are read. */
import type { CaptureSummary } from '../../shared/contract'
import { formatBytes, formatCount, formatDuration, formatWithUnit } from '../../shared/format'
import { positionText } from './axis-text'

export interface Fact {
  readonly label: string
  readonly value: string
}

const NOT_KNOWN = 'not known'

/** What the capture was recorded on. */
export function deviceFacts(capture: CaptureSummary): Fact[] {
  const memory = capture.managedPages === null ? NOT_KNOWN : formatBytes(capture.managedPages * capture.pageSize)
  const marks = capture.watermarks
  return [
    { label: 'device', value: capture.deviceName ?? NOT_KNOWN },
    { label: 'kernel', value: capture.kernel ?? NOT_KNOWN },
    { label: 'memory', value: memory },
    { label: 'CPUs', value: String(capture.cpuCount) },
    { label: 'page size', value: formatBytes(capture.pageSize) },
    { label: 'watermarks', value: marks === null ? NOT_KNOWN : `${formatCount(marks.min)} / ${formatCount(marks.low)} / ${formatCount(marks.high)}` }
  ]
}

/** What the recording shows, in its own numbers. */
export function reclaimFacts(capture: CaptureSummary): Fact[] {
  const { observed } = capture
  return [
    { label: 'pgsteal_anon', value: withUnit(observed.pgstealAnonPerS, 'pages/s') },
    { label: 'allocstall', value: withUnit(observed.allocstall, '') },
    { label: 'direct reclaims', value: withUnit(observed.directReclaim.count, '') },
    { label: 'direct reclaim time', value: withUnit(observed.directReclaim.totalMs, 'ms') },
    { label: 'longest stall', value: withUnit(observed.directReclaim.maxMs, 'ms') },
    { label: 'kswapd CPU time', value: withUnit(observed.kswapd.cpuS, 's') },
    { label: 'kswapd awake', value: withUnit(observed.kswapd.awakeS, 's') },
    { label: 'swapped out', value: withUnit(observed.pswpout, 'pages') }
  ]
}

/** Where the trace comes from and what it holds. */
export function traceFacts(capture: CaptureSummary): Fact[] {
  return [
    { label: 'clock', value: capture.identity.clock ?? NOT_KNOWN },
    { label: 'span', value: formatDuration((capture.endNs - capture.startNs) / 1e9) },
    { label: 'starts at', value: positionText(capture.originS + capture.startNs / 1e9, 10) },
    { label: 'lost events', value: capture.lostEvents === null ? NOT_KNOWN : formatCount(capture.lostEvents) }
  ]
}

function withUnit(value: number | null, unit: string): string {
  return value === null ? NOT_KNOWN : formatWithUnit(value, unit)
}
