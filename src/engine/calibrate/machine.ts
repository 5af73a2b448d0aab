/** The machine a capture was recorded on: from device.json, from the trace, or assumed; every value says which. */
import type { Assumption } from '../../shared/comparison'
import type { MachineParameters } from '../model-parameters'
import { levelAt, findCounter } from '../demand/counters'
import { isKswapdName } from '../observe/thread-names'
import { usualCpus } from '../observe/usual-cpus'
import { computeWatermarks, defaultMinFreeKbytes, type Watermarks } from '../reclaim/zone'
import type { Trace } from '../trace/trace'

/** An 8 GiB phone: taken when nothing tells the size of memory. */
const ASSUMED_MANAGED_PAGES = 2_000_000
/** Kernel, page tables and everything else that no counter shows, relative to what counters show. */
const UNCOUNTED_SHARE = 0.12
const DEFAULT_SCALE_FACTOR = 10
const DEFAULT_SWAPPINESS = 100
const DEFAULT_HZ = 250

export interface MachineFinding {
  readonly machine: MachineParameters
  readonly assumptions: readonly Assumption[]
}

/** Derives the machine. Page counts in pages of `pageSize` bytes. */
export function findMachine(trace: Trace): MachineFinding {
  const { device } = trace
  const pageSize = device?.pageSize ?? 4096
  const assumptions: Assumption[] = []
  const managed = device?.managedPages === undefined ? inferManagedPages(trace, pageSize) : null
  if (managed !== null) assumptions.push({ name: 'managedPages', value: managed.pages, unit: 'pages', evidence: managed.evidence, detail: managed.detail })
  const managedPages = device?.managedPages ?? managed?.pages ?? ASSUMED_MANAGED_PAGES
  const watermarks = device?.watermarks ?? assumeWatermarks(trace, managedPages, pageSize, assumptions)
  const assumed = (name: string, value: number, unit: string): number => {
    assumptions.push({ name, value, unit, evidence: 'assumed', detail: 'not in device.json: common default' })
    return value
  }
  const machine: MachineParameters = {
    cpus: findCpus(trace, assumptions), hz: device?.hz ?? assumed('hz', DEFAULT_HZ, '1/s'), pageSize, managedPages, watermarks,
    swappiness: device?.swappiness ?? assumed('swappiness', DEFAULT_SWAPPINESS, ''), lru: device?.lru ?? 'classic',
    kswapdFirstCpus: findKswapds(trace), kswapdUsualCpus: usualCpus(trace, kswapdRows(trace)),
    ...(device?.watermarkBoostFactor === undefined ? {} : { watermarkBoostFactor: device.watermarkBoostFactor })
  }
  if (device?.lru === undefined) assumptions.push({ name: 'lru', value: null, unit: '', evidence: 'assumed', detail: 'not in device.json: classic LRU' })
  return { machine, assumptions }
}

/** Slices of all kswapd threads. */
function kswapdRows(trace: Trace): number[] {
  return Array.from({ length: trace.sched.count }, (_, row) => row).filter((row) => isKswapdName(trace.threads.name[trace.sched.thread[row] as number] ?? ''))
}

/** First CPU of every kswapd thread, in order of thread; one on CPU 0 when none ran. */
function findKswapds(trace: Trace): readonly number[] {
  const first = new Map<number, number>()
  for (let i = 0; i < trace.sched.count; i++) {
    const thread = trace.sched.thread[i] as number
    if (!first.has(thread) && isKswapdName(trace.threads.name[thread] ?? '')) first.set(thread, trace.sched.cpu[i] as number)
  }
  const cpus = [...first].sort(([a], [b]) => a - b).map(([, cpu]) => cpu)
  return cpus.length === 0 ? [0] : cpus
}

function findCpus(trace: Trace, assumptions: Assumption[]): MachineParameters['cpus'] {
  const known = new Map((trace.device?.cpus ?? []).map((cpu) => [cpu.id, cpu]))
  const largest = Math.max(1, ...[...known.values()].map((cpu) => cpu.capacity ?? 1024))
  const cpus = Array.from({ length: Math.max(1, trace.cpuCount) }, (_, id) => {
    const cpu = known.get(id)
    return { id, capacity: ((cpu?.capacity ?? largest) / largest) * 1024, dynamicPowerUwPerMhzV2: cpu?.dynamicPowerUwPerMhzV2 ?? null, maxFreqKhz: cpu?.maxFreqKhz ?? null }
  })
  const unknown = cpus.filter((cpu) => known.get(cpu.id)?.capacity === undefined).length
  if (unknown > 0) assumptions.push({ name: 'cpuCapacity', value: 1024, unit: '', evidence: 'assumed', detail: `capacity of ${unknown} CPUs is not in device.json: taken as that of the fastest` })
  return cpus
}

function inferManagedPages(trace: Trace, pageSize: number): { readonly pages: number; readonly evidence: Assumption['evidence']; readonly detail: string } {
  const total = findCounter(trace, 'MemTotal')
  if (total !== undefined) return { pages: Math.round(levelAt(total, trace.startNs) / pageSize), evidence: 'measured', detail: 'MemTotal of the trace' }
  const names = ['nr_free_pages', 'nr_inactive_anon', 'nr_active_anon', 'nr_inactive_file', 'nr_active_file']
  const tracks = names.map((name) => findCounter(trace, name))
  if (tracks.every((track) => track !== undefined)) {
    const counted = tracks.reduce((sum, track) => sum + levelAt(track, trace.startNs), 0)
    return { pages: Math.round(counted * (1 + UNCOUNTED_SHARE)), evidence: 'fitted', detail: 'sum of free, anonymous and file pages plus 12 %' }
  }
  return { pages: ASSUMED_MANAGED_PAGES, evidence: 'assumed', detail: 'size of memory not known: 8 GiB phone' }
}

/** Kernel defaults for that size of memory, unless the recorded free level shows that they must be higher. */
function assumeWatermarks(trace: Trace, managedPages: number, pageSize: number, assumptions: Assumption[]): Watermarks {
  const scale = trace.device?.watermarkScaleFactor ?? DEFAULT_SCALE_FACTOR
  const minPages = Math.floor((defaultMinFreeKbytes(managedPages, pageSize) * 1024) / pageSize)
  const watermarks = computeWatermarks(managedPages, minPages, scale)
  assumptions.push({ name: 'watermarkMin', value: watermarks.min, unit: 'pages', evidence: 'assumed', detail: 'not in device.json: kernel default for this size of memory' })
  return watermarks
}
