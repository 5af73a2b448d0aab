/** Header names of hand-made tables: what counter they mean, in which unit their values are, and whether they count per interval. */
import { meminfoScale } from './counter-units'

/** How values of a column become those of the counter. */
export interface ColumnMeaning {
  readonly name: string
  /** What a value must be multiplied with. */
  readonly scale: number
  /** The header does not say the unit: taken for that of /proc. */
  readonly isUnitAssumed: boolean
  /** `total`: as the counter; `delta`: since the row before; `rate`: per second. */
  readonly form: 'total' | 'delta' | 'rate'
}

const UNITS: Readonly<Record<string, number>> = { b: 1, byte: 1, bytes: 1, kb: 1024, kib: 1024, mb: 1_048_576, mib: 1_048_576, gb: 1_073_741_824, gib: 1_073_741_824, pages: 1 }
const UNIT = /^(.*?)(?:\s*[[(]\s*(b|bytes?|k|ki|m|mi|g|gi)(b?)\s*[\])]|_(bytes|kb|kib|mb|mib|gb|gib))$/i
const PAGES = /^(.*?)\s*[[(]\s*pages\s*[\])]$/i
const RATE = /^(.*?)\s*(?:\/\s*s(?:ec)?|_per_s(?:ec)?|_rate)$/i
const DELTA = /^(?:delta_(.*)|d_(.*)|(.*?)[_ ](?:delta|diff|inc))$/i
const PREFIX = /^\/?(?:proc[._/])?(?:node_)?(?:vmstat|meminfo|memory)[._/:]/i
/** /proc/meminfo as it spells them; other spellings are compared without underscores and case. */
const MEMINFO = [
  'MemTotal', 'MemFree', 'MemAvailable', 'Buffers', 'Cached', 'SwapCached', 'Active', 'Inactive', 'Active(anon)', 'Inactive(anon)', 'Active(file)', 'Inactive(file)',
  'Unevictable', 'Mlocked', 'SwapTotal', 'SwapFree', 'Dirty', 'Writeback', 'AnonPages', 'Mapped', 'Shmem', 'Slab', 'SReclaimable', 'SUnreclaim', 'KernelStack', 'PageTables', 'Zram'
] as const
const MEMINFO_BY_KEY = new Map(MEMINFO.map((name) => [keyOf(name), name]))
const VMSTAT = /^(nr_|pg|pswp|allocstall|workingset_|kswapd_|compact_|thp_|zswp|swpin|swpout|oom_kill|pageoutrun|slabs_scanned|drop_)/
/** Sizes of zram, in bytes: with a unit in the header they are of that unit. */
const ZRAM = /^zram_(?!.*pages)/i
/** Other common words for a counter. */
const ALIASES: Readonly<Record<string, string>> = {
  freepages: 'nr_free_pages', nrfree: 'nr_free_pages', free: 'MemFree', available: 'MemAvailable', memavail: 'MemAvailable', swapused: 'swap_used',
  psimemsometotal: 'psi_mem_some_us', psimemsome: 'psi_mem_some_us', memorysometotal: 'psi_mem_some_us', psimemorysometotal: 'psi_mem_some_us',
  psimemfulltotal: 'psi_mem_full_us', psimemfull: 'psi_mem_full_us', memoryfulltotal: 'psi_mem_full_us', psimemoryfulltotal: 'psi_mem_full_us'
}

/** What a header means. Unknown names stay as they are, as totals. */
export function meaningOf(header: string): ColumnMeaning {
  const { text, form } = formOf(header.trim().replace(PREFIX, ''))
  const { base, factor } = unitOf(text)
  const key = keyOf(base)
  const meminfo = MEMINFO_BY_KEY.get(key)
  // Only spellings that /proc does not use say something about units; MemFree alone is printed in kB.
  if (meminfo !== undefined && form === 'total') return { name: meminfo, ...scaleOf(meminfo, factor), form }
  const alias = ALIASES[key]
  if (alias !== undefined) return { name: alias, ...scaleOf(alias, factor), form }
  const lower = base.toLowerCase()
  if (VMSTAT.test(lower)) return { name: lower, ...scaleOf(lower, 1), form }
  if (ZRAM.test(base) && factor !== null) return { name: base.toLowerCase(), scale: factor, isUnitAssumed: false, form }
  // A suffix is part of a name that nothing else is known about.
  return { name: header.trim(), ...scaleOf(header.trim(), null), form: 'total' }
}

function scaleOf(name: string, factor: number | null): Pick<ColumnMeaning, 'scale' | 'isUnitAssumed'> {
  const scale = factor ?? meminfoScale(name)
  return { scale, isUnitAssumed: factor === null && scale !== 1 }
}

/** Runs of blanks count as one: a header may be as long as a line, and patterns would try every part of a run. */
function formOf(name: string): { readonly text: string; readonly form: ColumnMeaning['form'] } {
  const header = name.replace(/\s+/g, ' ')
  const rate = RATE.exec(header)
  if (rate !== null) return { text: rate[1] ?? '', form: 'rate' }
  const delta = DELTA.exec(header)
  return delta === null ? { text: header, form: 'total' } : { text: delta[1] ?? delta[2] ?? delta[3] ?? '', form: 'delta' }
}

function unitOf(text: string): { readonly base: string; readonly factor: number | null } {
  const pages = PAGES.exec(text)
  if (pages !== null) return { base: pages[1] ?? '', factor: 1 }
  const match = UNIT.exec(text)
  if (match === null) return { base: text, factor: null }
  const unit = (match[4] ?? `${match[2] ?? ''}${match[3] ?? ''}`).toLowerCase()
  return { base: match[1] ?? '', factor: UNITS[unit] ?? UNITS[`${unit}b`] ?? null }
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/[\s_.:-]/g, '')
}
