/** Per-CPU utilisation by class. */
import { CPU_CLASSES, type CpuClass, type Metrics } from '../../shared/metrics'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import type { CpuTime } from './cpu-time'
import { increaseIn } from './counter-increase'
import { roundTo } from './observe-reclaimers'
import { classifyThreads } from './thread-class'

type CpuMetrics = Metrics['cpus'][number]
type ClassShares = CpuMetrics['byClass']

/**
 * Percent of the window per CPU, 0..100. From scheduler slices where there are any; else busy and idle from tick counters.
 * Time of a CPU without a slice (the head before its first switch, or while it was offline) counts as idle.
 *
 * @param spanNs time that the slices could cover: the window cut to the span of events.
 */
export function observeCpus(trace: Trace, window: TimeWindow, cpu: CpuTime, spanNs: number, knowsStalls: boolean): CpuMetrics[] {
  if (trace.sched.count === 0) return cpusFromTicks(trace, window)
  if (!(spanNs > 0)) return cpu.cpus.map((number) => ({ cpu: number, busyPct: null, byClass: unknownShares() }))
  const knowsApps = classifyThreads(trace).appEvidence !== 'none'
  return cpu.cpus.map((number, index) => {
    const share = (cpuClass: CpuClass): number => (100 * sumOf(cpu.of(index, cpuClass))) / spanNs
    const busyPct = CPU_CLASSES.filter((name) => name !== 'idle').reduce((sum, name) => sum + share(name), 0)
    const byClass: ClassShares = {
      app: knowsApps ? roundTo(share('app'), 4) : null, directReclaim: knowsStalls ? roundTo(share('directReclaim'), 4) : null,
      kswapd: roundTo(share('kswapd'), 4), kcompressd: roundTo(share('kcompressd'), 4), other: roundTo(share('other'), 4),
      idle: roundTo(Math.max(0, 100 - busyPct), 4)
    }
    return { cpu: number, busyPct: roundTo(busyPct, 4), byClass }
  })
}

function unknownShares(): ClassShares {
  return { app: null, directReclaim: null, kswapd: null, kcompressd: null, other: null, idle: null }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** Ticks of /proc/stat: `cpu3_idle` in wide vmstat files, `idle` or `cpu.times.idle_ns` on a per-CPU track. */
const TICK_NAME = /^(?:cpu(\d+)_|cpu\.times\.)?(user|nice|system|idle|iowait|irq|softirq|steal|user_ns|user_nice_ns|system_mode_ns|idle_ns|io_wait_ns|irq_ns|softirq_ns|steal_ns)$/

function cpusFromTicks(trace: Trace, window: TimeWindow): CpuMetrics[] {
  const byCpu = new Map<number, { busy: number; idle: number }>()
  for (const track of trace.counters) {
    const match = TICK_NAME.exec(track.name)
    const number = track.cpu >= 0 ? track.cpu : match?.[1] === undefined ? -1 : Number(match[1])
    if (match === null || number < 0) continue
    const growth = increaseIn([track], window)
    if (growth === null) continue
    const sums = byCpu.get(number) ?? { busy: 0, idle: 0 }
    if (/^(idle|iowait|io_wait)/.test(match[2] ?? '')) sums.idle += growth
    else sums.busy += growth
    byCpu.set(number, sums)
  }
  return [...byCpu].sort(([a], [b]) => a - b).map(([cpu, sums]) => {
    const total = sums.busy + sums.idle
    const idle = total > 0 ? roundTo((100 * sums.idle) / total, 4) : null
    return { cpu, busyPct: idle === null ? null : roundTo(100 - idle, 4), byClass: { ...unknownShares(), idle } }
  })
}
