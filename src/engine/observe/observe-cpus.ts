/** Per-CPU utilisation by class. */
import { CPU_CLASSES, type CpuClass, type Metrics } from '../../shared/metrics'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import type { CpuTime } from './cpu-time'
import { unseenHeadNs } from './cpu-head'
import { increaseIn } from './counter-increase'
import { roundTo } from './observe-reclaimers'
import { classifyThreads } from './thread-class'

type CpuMetrics = Metrics['cpus'][number]
type ClassShares = CpuMetrics['byClass']

const BUSY_CLASSES = CPU_CLASSES.filter((name) => name !== 'idle')

/**
 * Percent of the time in which the CPU was seen, 0..100. Idle fills what no slice covers: before the first switch, or while the CPU
 * was offline. Left out is what nothing can be said of: a head in which a task may have run on (see `cpu-head.ts`), and a task
 * still running after the last switch of a CPU, whose recording may have ended before the others' did. A CPU on which there is
 * nothing but such a task counts as running it.
 *
 * @param scheduled the window cut to the span of events
 */
export function observeCpus(trace: Trace, scheduled: TimeWindow, cpu: CpuTime, knowsStalls: boolean): CpuMetrics[] {
  const knowsApps = classifyThreads(trace).appEvidence !== 'none'
  return cpu.cpus.map((number, index) => {
    const headedNs = scheduled.endNs - scheduled.startNs - unseenHeadNs(trace, number, scheduled)
    const openNs = BUSY_CLASSES.reduce((sum, name) => sum + cpu.openNs(index, name), 0)
    const isOpenLeftOut = openNs < headedNs
    const seenNs = isOpenLeftOut ? headedNs - openNs : headedNs
    if (!(seenNs > 0)) return { cpu: number, busyPct: null, byClass: unknownShares() }
    const share = (name: CpuClass): number => (100 * (sumOf(cpu.of(index, name)) - (isOpenLeftOut ? cpu.openNs(index, name) : 0))) / seenNs
    const busyPct = BUSY_CLASSES.reduce((sum, name) => sum + share(name), 0)
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

/** Busy and idle percent from tick counters, for captures without scheduling data. */
export function cpusFromTicks(trace: Trace, window: TimeWindow): CpuMetrics[] {
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
