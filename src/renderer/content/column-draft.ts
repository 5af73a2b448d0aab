/** The answer to "What do the columns mean?" while it is being written. Pure: a draft in, a mapping, a complaint or a preview out. */
import { TIME_UNITS, type ColumnMapping, type TimeUnit } from '../../shared/column-mapping'
import type { UnknownColumns } from '../../shared/errors'
import { t } from '../text/text'

export type ColumnRole = 'none' | 'time' | 'counter'

export interface ColumnDraft {
  /** Position in the table. */
  readonly index: number
  readonly header: string
  readonly role: ColumnRole
  readonly counter: string
  /** Unit of the values where it is not the one that /proc prints; '' = as /proc. */
  readonly unit: string
}

export interface MappingDraft {
  readonly columns: readonly ColumnDraft[]
  readonly timeUnit: TimeUnit | null
  readonly perInterval: boolean
}

export const MEMINFO_COUNTERS = ['MemFree', 'MemAvailable', 'Cached', 'AnonPages', 'Active(anon)', 'Inactive(anon)', 'Active(file)', 'Inactive(file)', 'SwapFree', 'SwapTotal', 'SwapCached'] as const
/** Offered as names; any other name of the kernel can be written. */
export const COUNTER_NAMES: readonly string[] = [
  'nr_free_pages', 'nr_active_anon', 'nr_inactive_anon', 'nr_active_file', 'nr_inactive_file', 'nr_anon_pages', 'pgsteal_anon', 'pgsteal_file', 'pgsteal_kswapd', 'pgsteal_direct',
  'pgscan_anon', 'pgscan_file', 'pgscan_kswapd', 'pgscan_direct', 'allocstall', 'pswpin', 'pswpout', 'pgfault', 'pgmajfault', 'workingset_refault_anon', 'workingset_refault_file',
  'psi_mem_some_us', 'psi_mem_full_us', 'zram_orig_data_size', 'zram_compr_data_size', 'zram_mem_used_total', ...MEMINFO_COUNTERS
]
export const SIZE_UNITS = ['bytes', 'kB', 'MB', 'GB'] as const
const MEMINFO: ReadonlySet<string> = new Set(MEMINFO_COUNTERS)
const SECONDS: Readonly<Record<TimeUnit, number>> = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 }

/** Whether a counter's values may be in another unit than /proc prints. */
export function hasSizeUnit(counter: string): boolean {
  return MEMINFO.has(counter)
}

/** What the question suggests: its likeliest time column, and the columns that are named as counters. A header that comes twice is asked about once. */
export function draftOf(question: UnknownColumns): MappingDraft {
  const time = question.timeCandidates.find((name) => !question.knownCounters.includes(name)) ?? question.timeCandidates[0]
  const columns = question.header.map((header, index): ColumnDraft => {
    if (header === time) return { index, header, role: 'time', counter: '', unit: '' }
    const isKnown = question.knownCounters.includes(header)
    return { index, header, role: isKnown ? 'counter' : 'none', counter: isKnown ? header : '', unit: '' }
  })
  return { columns: columns.filter(({ header, index }) => header !== '' && question.header.indexOf(header) === index), timeUnit: null, perInterval: false }
}

/** Gives a column a role. There is one time column: a new one takes the place of the old. */
export function withRole(draft: MappingDraft, index: number, role: ColumnRole): MappingDraft {
  const columns = draft.columns.map((column): ColumnDraft => {
    if (column.index === index) return { ...column, role }
    return role === 'time' && column.role === 'time' ? { ...column, role: 'none' } : column
  })
  return { ...draft, columns }
}

export function withColumn(draft: MappingDraft, index: number, part: Partial<Pick<ColumnDraft, 'counter' | 'unit'>>): MappingDraft {
  return { ...draft, columns: draft.columns.map((column) => (column.index === index ? { ...column, ...part } : column)) }
}

/** What is still to be said; '' when the draft is complete. */
export function complaintOf(draft: MappingDraft): string {
  if (!draft.columns.some(({ role }) => role === 'time')) return t('columns.chooseTime')
  const counters = draft.columns.filter(({ role }) => role === 'counter')
  if (counters.length === 0) return t('columns.chooseCounter')
  const unnamed = counters.find(({ counter }) => counter.trim() === '')
  if (unnamed !== undefined) return t('columns.nameCounter', { header: unnamed.header })
  const names = counters.map(({ counter }) => counter.trim())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  return twice === undefined ? '' : t('columns.twice', { twice })
}

/** The answer; null while something is to be said. */
export function mappingOf(draft: MappingDraft): ColumnMapping | null {
  const time = draft.columns.find(({ role }) => role === 'time')
  if (time === undefined || complaintOf(draft) !== '') return null
  const counters = draft.columns.filter(({ role }) => role === 'counter').map((column) => [column.header, counterText(column)])
  return { time: time.header, timeUnit: draft.timeUnit, counters: Object.fromEntries(counters) as Record<string, string>, perInterval: draft.perInterval }
}

function counterText({ counter, unit }: ColumnDraft): string {
  const name = counter.trim()
  return unit === '' || !hasSizeUnit(name) ? name : `${name} (${unit})`
}

export interface Preview {
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The first rows as they would be read: the time first, in seconds since the first row where its unit is chosen. */
export function previewOf(draft: MappingDraft, samples: readonly (readonly string[])[]): Preview {
  const time = draft.columns.find(({ role }) => role === 'time')
  const counters = draft.columns.filter(({ role, counter }) => role === 'counter' && counter.trim() !== '')
  const first = time === undefined ? NaN : numberOf(samples[0]?.[time.index])
  const timeText = (row: readonly string[]): string => {
    const cell = time === undefined ? '' : (row[time.index] ?? '')
    const value = numberOf(cell)
    return draft.timeUnit === null || Number.isNaN(value) ? cell : ((value - first) * SECONDS[draft.timeUnit]).toFixed(3)
  }
  return {
    headings: [draft.timeUnit === null ? t('columns.timeAsWritten') : 'time, s', ...counters.map(counterText)],
    rows: samples.map((row) => [timeText(row), ...counters.map(({ index }) => row[index] ?? '')])
  }
}

function numberOf(cell: string | undefined): number {
  return cell === undefined || cell.trim() === '' ? NaN : Number(cell.replace(',', '.'))
}

export const TIME_UNIT_CHOICES: readonly { readonly value: TimeUnit | null; readonly title: string }[] = [
  { value: null, title: t('columns.guessUnit') },
  ...TIME_UNITS.map((value) => ({ value, title: { s: t('columns.seconds'), ms: t('columns.milliseconds'), us: t('columns.microseconds'), ns: t('columns.nanoseconds') }[value] }))
]
