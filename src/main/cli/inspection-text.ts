/** What is in a capture, as text for people. */
import { describeError, excerpt, type Warning } from '../../shared/errors'
import { formatBytes, formatCount, formatDuration, formatNumber, UNKNOWN } from '../../shared/format'
import type { FileSummary, Inspection } from '../../shared/inspection'
import { textTable } from './text-table'

/** Names come from foreign files: a terminal must not obey control characters in them. */
const name = (text: string): string => excerpt(text, 200)

/** Sections with a heading each; lists are bounded by what a capture can hold. */
export function inspectionText(inspection: Inspection): string {
  return [
    heading('Capture', factsTable(inspection)), heading('Files', filesTable(inspection)), heading('Events', eventsTable(inspection)),
    heading('Counters', countersTable(inspection)), heading('Observed', observedTable(inspection)),
    heading('Missing for a replay', missingList(inspection)), heading('Warnings', warningList(inspection.warnings))
  ].join('\n')
}

function heading(title: string, body: string): string {
  return `${title}\n${body.split('\n').map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}`
}

function factsTable(inspection: Inspection): string {
  const { capture, device, threads } = inspection
  const format = [...new Set(capture.files.map((file) => file.format))].join(', ')
  const applications = threads.applications === null ? 'cannot be told' : `${formatCount(threads.applications)} (by ${threads.evidence})`
  return leftTable([
    ['name', name(capture.name)], ['format', format === '' ? UNKNOWN : format], ['device', name(device?.name ?? 'not stated')], ['kernel', name(inspection.kernel ?? 'not stated')],
    ['clock', name(capture.clock ?? 'not stated')], ['span', `${capture.window.startS} s to ${capture.window.endS} s (${formatDuration(inspection.durationS)})`],
    ['counters', inspection.counterSpan === null ? 'none' : `${inspection.counterSpan.startS} s to ${inspection.counterSpan.endS} s`],
    ['CPUs', formatCount(capture.cpuCount)], ['lost events', inspection.lostEvents === null ? 'not known' : formatCount(inspection.lostEvents)],
    ['threads', formatCount(threads.total)], ['kswapd', listOr(threads.kswapd)], ['kcompressd', listOr(threads.kcompressd)], ['applications', applications]
  ])
}

function filesTable(inspection: Inspection): string {
  return leftTable(inspection.files.map((file) => [name(file.name), file.format, formatBytes(file.bytes), spanText(file), alignmentText(file)]))
}

function spanText({ span }: FileSummary): string {
  return span === null ? 'no times' : `${span.startS} s to ${span.endS} s`
}

function alignmentText({ alignedBy, offsetS, clock, span }: FileSummary): string {
  const own = clock === null ? '' : `${name(clock)} clock`
  if (span === null || alignedBy === 'first' || alignedBy === 'same' || (alignedBy === 'nothing' && offsetS === 0)) return own
  return `moved by ${offsetS} s, ${alignedBy === 'told' ? 'as told' : `by the ${alignedBy} clock`}${own === '' ? '' : ` (${own})`}`
}

function eventsTable(inspection: Inspection): string {
  const rows = Object.entries(inspection.events).map(([event, count]) => [name(event), formatCount(count)])
  return rows.length === 0 ? 'none\n' : textTable(rows)
}

function countersTable(inspection: Inspection): string {
  const rows = inspection.counters.map((counter) => [
    counter.cpu === null ? name(counter.name) : `${name(counter.name)} (CPU ${counter.cpu})`, `${formatCount(counter.samples)} samples`,
    counter.periodMs === null ? UNKNOWN : `every ${formatDuration(counter.periodMs / 1000)}`, counter.kind, counter.unit
  ])
  return rows.length === 0 ? 'none\n' : textTable(rows)
}

function observedTable({ observed }: Inspection): string {
  const rows: (readonly [string, string])[] = [
    ['pgsteal_anon', formatNumber(observed.pgstealAnon)], ['pgsteal_anon per second', formatNumber(observed.pgstealAnonPerS)], ['pswpout', formatNumber(observed.pswpout)],
    ['allocstall', formatNumber(observed.allocstall)], ['direct reclaim', observed.directReclaim.totalMs === null ? UNKNOWN : formatDuration(observed.directReclaim.totalMs / 1000)],
    ['kswapd awake', formatDuration(observed.kswapd.awakeS)], ['kswapd CPU time', formatDuration(observed.kswapd.cpuS)], ['kcompressd CPU time', formatDuration(observed.kcompressd.cpuS)],
    ...observed.cpus.map((cpu): readonly [string, string] => [`CPU ${cpu.cpu} busy`, cpu.busyPct === null ? UNKNOWN : `${formatNumber(cpu.busyPct)} %`])
  ]
  return textTable(rows)
}

function missingList(inspection: Inspection): string {
  if (inspection.missing.length === 0) return 'nothing\n'
  return inspection.missing.map(({ isRequired, what, effect, command }) => `${isRequired ? `cannot be replayed: ${effect} ${what}` : `${what}: without it, ${effect}`}\n  record it: ${command}\n`).join('')
}

function warningList(warnings: readonly Warning[]): string {
  if (warnings.length === 0) return 'none\n'
  return warnings.map(({ code: _code, count, ...rest }) => `${excerpt(describeError({ code: 'INPUT_BAD_ROW', ...rest }), 500)}${count > 1 ? ` (${formatCount(count)} times)` : ''}\n`).join('')
}

function listOr(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map(name).join(', ')
}

function leftTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((known, row) => row.map((cell, i) => Math.max(known[i] ?? 0, [...cell].length)), [])
  return rows.map((row) => `${row.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - [...cell].length)).join('  ').trimEnd()}\n`).join('')
}
