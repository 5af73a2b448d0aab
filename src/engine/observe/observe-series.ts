/** Binned series of a window as the trace shows them, for charts and reports. */
import { CPU_CLASSES, type CpuClass } from '../../shared/metrics'
import type { BinnedSeries, CpuSeries, SeriesId, SeriesSet } from '../../shared/series'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { binsOf, forEachBin, type Bins } from './bins'
import { ratePerBin, tracksNamed } from './counter-increase'
import { levelTrack, meanPerBin, minimumPerBin } from './counter-level'
import { cpuTimeOf } from './cpu-time-pyramid'
import { findDirectReclaims } from './direct-reclaims'
import { findKswapdActivity } from './kswapd-activity'
import { knowsDirectReclaim } from './observe-reclaimers'
import { resolveWindow, zeroWhereRecorded } from './observed-window'
import { countRatePerBin } from './page-counts'
import { forEachOverlap, type Spans } from './spans'
import { classifyThreads } from './thread-class'

const DEFAULT_PAGE_BYTES = 4096

/**
 * All series of `window` (null = as for the metrics) in `binCount` equal bins, also where it reaches beyond the recording. A series of which the trace knows nothing is left out;
 * a bin without data is NaN. Rates are per second and their integral equals the count of the window; `directReclaimTasks` is
 * the mean number of stalled user tasks, `longestStallMs` the length of the longest stall under way, `kswapdAwake` the share of the bin in which any kswapd was awake.
 */
export function observeSeries(trace: Trace, window: TimeWindow | null, binCount: number): SeriesSet {
  const span = resolveWindow(trace, window)
  const bins = binsOf(window ?? span, binCount)
  const series: BinnedSeries[] = []
  const add = (id: SeriesId, unit: string, values: Float64Array | null): void => {
    if (values !== null && values.some((value) => !Number.isNaN(value))) series.push({ id, unit, values })
  }
  add('pgstealAnonPerS', 'pages/s', countRatePerBin(trace, 'pgstealAnon', bins))
  add('pgstealFilePerS', 'pages/s', countRatePerBin(trace, 'pgstealFile', bins))
  add('pgscanPerS', 'pages/s', scanRate(trace, bins))
  add('allocstallPerS', '1/s', countRatePerBin(trace, 'allocstall', bins))
  addLevels(trace, bins, add)
  add('directReclaimTasks', 'tasks', stalledTasks(trace, span, bins))
  add('longestStallMs', 'ms', longestStalls(trace, span, bins))
  add('kswapdAwake', 'share', awakeShare(trace, bins))
  add('psiSomePct', '%', pressure(trace, bins, PSI_SOME))
  add('psiFullPct', '%', pressure(trace, bins, PSI_FULL))
  return { startNs: bins.startNs, binNs: bins.binNs, binCount: bins.count, series, cpus: cpuSeries(trace, bins) }
}

type AddSeries = (id: SeriesId, unit: string, values: Float64Array | null) => void

function addLevels(trace: Trace, bins: Bins, add: AddSeries): void {
  const free = levelTrack(trace, ['nr_free_pages'])
  const freeBytes = free === null ? levelTrack(trace, ['MemFree']) : null
  const pageBytes = trace.device?.pageSize ?? DEFAULT_PAGE_BYTES
  const toPages = (values: Float64Array): Float64Array => (freeBytes === null ? values : values.map((bytes) => bytes / pageBytes))
  const track = free ?? freeBytes
  add('freePages', 'pages', track === null ? null : toPages(meanPerBin(track, bins)))
  add('freePagesMin', 'pages', track === null ? null : toPages(minimumPerBin(track, bins)))
  const depth = levelTrack(trace, ['kc_depth'])
  add('queueDepth', 'pages', depth === null ? null : meanPerBin(depth, bins))
  add('queueWaitMs', 'ms', queueWaits(trace, bins))
  const zram = levelTrack(trace, ['zram_mem_used_total', 'Zram'])
  add('zramBytes', 'bytes', zram === null ? null : meanPerBin(zram, bins))
}

/** Mean wait of the pages that left the queue; no bin tells one in which none did. */
function queueWaits(trace: Trace, bins: Bins): Float64Array | null {
  const rate = (wanted: string): Float64Array | null => ratePerBin(tracksNamed(trace, (name) => name === wanted), bins)
  const waitNs = rate('kc_wait_ns')
  const completed = rate('kc_completed')
  if (waitNs === null || completed === null) return null
  return waitNs.map((ns, bin) => (completed[bin] === 0 ? Number.NaN : ns / (completed[bin] ?? Number.NaN) / 1e6))
}

/** Pages scanned by kswapd and direct reclaim together. */
function scanRate(trace: Trace, bins: Bins): Float64Array | null {
  const kswapd = countRatePerBin(trace, 'pgscanKswapd', bins)
  const direct = countRatePerBin(trace, 'pgscanDirect', bins)
  if (kswapd === null || direct === null) return null
  return kswapd.map((rate, bin) => rate + (direct[bin] ?? Number.NaN))
}

function stalledTasks(trace: Trace, window: TimeWindow, bins: Bins): Float64Array | null {
  if (!knowsDirectReclaim(trace, window)) return null
  const tasks = zeroWhereRecorded(trace, bins)
  for (const reclaim of findDirectReclaims(trace)) {
    if (reclaim.kind === 'user') addShare(tasks, bins, reclaim.startNs, reclaim.endNs)
  }
  return tasks
}

/** The longest of those under way: a single long stall stands out at every zoom, as wide as it lasted. */
function longestStalls(trace: Trace, window: TimeWindow, bins: Bins): Float64Array | null {
  if (!knowsDirectReclaim(trace, window)) return null
  const longestMs = zeroWhereRecorded(trace, bins)
  for (const reclaim of findDirectReclaims(trace)) {
    if (reclaim.kind !== 'user') continue
    const lengthMs = (reclaim.endNs - reclaim.startNs) / 1e6
    forEachBin(bins, reclaim.startNs, reclaim.endNs, (bin) => {
      longestMs[bin] = Math.max(longestMs[bin] ?? 0, lengthMs)
    })
  }
  return longestMs
}

function awakeShare(trace: Trace, bins: Bins): Float64Array | null {
  const activity = findKswapdActivity(trace)
  if (!activity.isKnown) return null
  const share = zeroWhereRecorded(trace, bins)
  const spans: Spans = activity.anyAwake
  forEachOverlap(spans, bins.startNs, bins.endNs, (fromNs, toNs) => addShare(share, bins, fromNs, toNs))
  return share
}

/** Names of PSI's memory totals: Perfetto's, and those of samplers of /proc/pressure/memory. */
const PSI_SOME = ['psi.mem.some', 'psi_mem_some_us']
const PSI_FULL = ['psi.mem.full', 'psi_mem_full_us']
const PERCENT_PER_UNIT: Readonly<Record<string, number>> = { us: 1e-4, ns: 1e-7 }

/** Stall time per time in percent. */
function pressure(trace: Trace, bins: Bins, names: readonly string[]): Float64Array | null {
  const track = levelTrack(trace, names)
  const scale = track === null ? undefined : PERCENT_PER_UNIT[track.unit]
  if (track === null || scale === undefined) return null
  return ratePerBin([track], bins)?.map((rate) => rate * scale) ?? null
}

function addShare(values: Float64Array, bins: Bins, fromNs: number, toNs: number): void {
  forEachBin(bins, fromNs, toNs, (bin, a, b) => {
    values[bin] = (values[bin] ?? 0) + (b - a) / bins.binNs
  })
}

/**
 * Shares of each CPU's time. In a bin with any slice, time without a slice counts as idle and the shares add up to 1; a bin
 * without one is NaN. A class that the trace cannot tell (see `classifyThreads`) is NaN throughout.
 */
function cpuSeries(trace: Trace, bins: Bins): CpuSeries[] {
  const cpu = cpuTimeOf(trace, bins)
  const unknown = new Set<CpuClass>()
  if (classifyThreads(trace).appEvidence === 'none') unknown.add('app')
  if (!knowsDirectReclaim(trace, bins)) unknown.add('directReclaim')
  return cpu.cpus.map((number, index) => {
    const times = CPU_CLASSES.map((name) => cpu.of(index, name))
    const covered = new Float64Array(bins.count).map((_, bin) => times.reduce((sum, cells) => sum + (cells[bin] ?? 0), 0))
    const shareOf = (name: CpuClass): Float64Array => {
      const cells = cpu.of(index, name)
      return covered.map((coveredNs, bin) => {
        if (!(coveredNs > 0) || unknown.has(name)) return Number.NaN
        const busyNs = coveredNs - (cpu.of(index, 'idle')[bin] ?? 0)
        return name === 'idle' ? Math.max(0, 1 - busyNs / bins.binNs) : (cells[bin] ?? 0) / bins.binNs
      })
    }
    return { cpu: number, byClass: { app: shareOf('app'), directReclaim: shareOf('directReclaim'), kswapd: shareOf('kswapd'), kcompressd: shareOf('kcompressd'), other: shareOf('other'), idle: shareOf('idle') } }
  })
}
