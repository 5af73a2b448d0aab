/** The rows of the time views: what each shows. Their scales are in `row-scale.ts`, their pictures in `panel.ts`. */
import type { Metrics } from '../../shared/metrics'
import type { SeriesId } from '../../shared/series'
import type { Level } from './line-option'
import { t } from '../text/text'

export interface LineRow {
  readonly kind: 'line'
  readonly key: string
  readonly title: string
  readonly unit: string
  readonly seriesId: SeriesId
  /** From the series' unit to the one shown. */
  readonly factor: number
  /** Drawn across the plot and kept within the scale. */
  readonly levels: readonly Level[]
  /** Stalls are a threshold effect over decades: their row can be switched to a logarithmic scale. */
  readonly canLog: boolean
}

export interface CpuRow {
  readonly kind: 'cpu'
  readonly key: string
  readonly title: string
  readonly unit: '%'
  /** A CPU's number, or all of them together. */
  readonly cpu: number | 'all'
  /** Lower than other rows, so that all CPUs of a phone are in view together. */
  readonly isCompact: boolean
}

/** All CPUs under each other, darker where busier. */
export interface HeatRow {
  readonly kind: 'heat'
  readonly key: string
  readonly title: string
  readonly unit: '%'
  readonly cpus: readonly number[]
}

export type Row = LineRow | CpuRow | HeatRow

/** Pages; null when nothing tells them. */
export type Watermarks = { readonly min: number; readonly low: number; readonly high: number } | null

/** Rows that a view can show besides its own, by key, in the order of the choice. */
export const OPTIONAL_ROWS = [
  { key: 'queueDepth', title: t('rows.queueDepth') },
  { key: 'queueWaitMs', title: t('rows.queueWait') },
  { key: 'freePages', title: t('rows.freePages') },
  { key: 'zramBytes', title: t('rows.zramMemory') },
  { key: 'directReclaimTasks', title: t('rows.stalledTasks') },
  { key: 'pgscanPerS', title: 'pgscan' },
  { key: 'pgstealFilePerS', title: 'pgsteal_file' },
  { key: 'powerW', title: t('rows.cpuPower') },
  { key: 'threads', title: t('rows.cpuByThread') }
] as const
export type OptionalRowKey = (typeof OPTIONAL_ROWS)[number]['key']

const MANY_CPUS = 4
const BYTES_PER_MIB = 1024 * 1024

/** Rows of the side-by-side view, in the order in which an engineer asks: volume, stalls, what was asked for besides, CPUs. */
export function comparisonRows(cpus: readonly number[], optional: readonly string[] = [], watermarks: Watermarks = null): Row[] {
  return [pgsteal(), allocstall(), ...chosen(optional, watermarks), ...cpuRows(cpus)]
}

/** Rows of a capture's overview: memory, what reclaim did, who waited for it, CPUs. Queue, zram and PSI where the capture has them. */
export function overviewRows(cpus: readonly number[], watermarks: Watermarks, optional: readonly string[] = [], counters: readonly string[] = []): Row[] {
  const counted = (name: RegExp): boolean => counters.some((counter) => name.test(counter))
  const besides = OPTIONAL_ROWS.map(({ key }) => key).filter((key) => key !== 'freePages' && (optional.includes(key) || (UNASKED.has(key) && counted(COUNTERS[key] ?? NEVER))))
  return [
    freePages(watermarks), pgsteal(), allocstall(), { ...line('longestStallMs', t('rows.stalls'), 'ms'), canLog: true }, ...chosen(besides, watermarks),
    ...(counted(/^psi[._]mem[._]some/) ? [line('psiSomePct', t('rows.psiSome'), '%')] : []), ...(counted(/^psi[._]mem[._]full/) ? [line('psiFullPct', t('rows.psiFull'), '%')] : []),
    ...togetherRows(cpus), ...cpuRows(cpus)
  ]
}

/** What tells whether a row of the overview has anything to show, anywhere in the capture. */
export interface RecordedFacts {
  readonly observed: Pick<Metrics, 'pgstealAnonPerS' | 'allocstall' | 'directReclaim'>
  readonly counters: readonly string[]
}

/** Whether a row was recorded at all. A row that was keeps its place also where it is blank; one that was not would only take room. */
export function isRecorded(row: Row, { observed, counters }: RecordedFacts): boolean {
  if (row.key === 'freePages') return counters.some((name) => /^(nr_free_pages|MemFree)$/.test(name))
  if (row.key === 'powerW') return false
  const counter = COUNTERS[row.key as OptionalRowKey]
  if (counter !== undefined) return counters.some((name) => counter.test(name))
  if (row.key === 'pgstealAnonPerS') return observed.pgstealAnonPerS !== null
  if (row.key === 'allocstallPerS') return observed.allocstall !== null
  return row.key !== 'longestStallMs' || observed.directReclaim.count !== null
}

/** Optional rows that an overview has without being asked, where the capture has them. */
const UNASKED: ReadonlySet<OptionalRowKey> = new Set<OptionalRowKey>(['queueDepth', 'zramBytes'])
const NEVER = /$^/
/** The counters that optional rows are made of. */
const COUNTERS: Readonly<Partial<Record<OptionalRowKey, RegExp>>> = { queueDepth: /^kc_depth$/, queueWaitMs: /^kc_wait_ns$/, zramBytes: /^(zram_mem_used_total|Zram)$/ }

/** All CPUs in two rows: which were busy when, and with what. */
function togetherRows(cpus: readonly number[]): Row[] {
  if (cpus.length < 2) return []
  return [{ kind: 'heat', key: 'heat', title: t('rows.utilisation'), unit: '%', cpus }, { kind: 'cpu', key: 'cpuAll', title: t('rows.allCPUs'), unit: '%', cpu: 'all', isCompact: false }]
}

/** Those with a time axis: CPU time by thread has none. */
function chosen(keys: readonly string[], watermarks: Watermarks): LineRow[] {
  return OPTIONAL_ROWS.flatMap(({ key, title }) => (key === 'threads' || !keys.includes(key) ? [] : [{ key, title }])).map(({ key, title }) => {
    if (key === 'freePages') return freePages(watermarks)
    if (key === 'zramBytes') return { ...line(key, title, 'MiB'), factor: 1 / BYTES_PER_MIB }
    if (key === 'queueDepth') return line(key, title, 'pages')
    if (key === 'queueWaitMs') return { ...line(key, title, 'ms'), canLog: true }
    if (key === 'powerW') return line(key, title, 'W')
    if (key === 'directReclaimTasks') return { ...line(key, title, 'tasks'), canLog: true }
    return line(key, title, 'pages/s')
  })
}

const pgsteal = (): LineRow => line('pgstealAnonPerS', 'pgsteal_anon', 'pages/s')
const allocstall = (): LineRow => ({ ...line('allocstallPerS', 'allocstall', '1/s'), canLog: true })

function freePages(watermarks: Watermarks): LineRow {
  const levels: Level[] = watermarks === null ? [] : [
    { name: t('charts.levelHigh'), value: watermarks.high, dash: [8, 3] },
    { name: t('charts.levelLow'), value: watermarks.low, dash: [4, 3] },
    { name: t('charts.levelMin'), value: watermarks.min, dash: [1, 2] }
  ]
  return { ...line('freePages', t('rows.freePages'), 'pages'), levels }
}

function line(seriesId: SeriesId, title: string, unit: string): LineRow {
  return { kind: 'line', key: seriesId, title, unit, seriesId, factor: 1, levels: [], canLog: false }
}

function cpuRows(cpus: readonly number[]): CpuRow[] {
  return cpus.map((cpu) => ({ kind: 'cpu', key: `cpu${cpu}`, title: `CPU ${cpu}`, unit: '%', cpu, isCompact: cpus.length > MANY_CPUS }))
}
