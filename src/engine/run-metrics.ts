/** Metrics and series of a finished run, in the shapes shared with observed traces. */
import { backEndMetrics } from './back-end-metrics'
import { powerPerBinW, runEnergyJ } from './cpu/energy'
import { interferenceNs } from './interference'
import type { CPU_CLASSES, Metrics } from '../shared/metrics'
import type { BinnedSeries, SeriesSet } from '../shared/series'
import type { ThreadClass, ThreadTimes } from '../shared/thread-times'
import type { SimTask } from './cpu/task'
import type { Machine } from './machine'
import { percentile } from './observe/percentile'
import { sumThreads, type OneThread } from './observe/thread-times'

/** Time that kswapd threads were awake, ns: those still awake up to the end of the window. */
export function kswapdAwakeNs({ memory, recorder, durationNs }: Machine): number {
  return memory.kswapds.reduce((sum, { awakeSinceNs }) => sum + (awakeSinceNs < 0 ? 0 : durationNs - awakeSinceNs), recorder.counters.kswapdAwakeNs)
}

/** Metrics of the whole window (DESIGN metrics contract; every value is known in a replay unless noted). */
export function metricsOf(machine: Machine): Metrics {
  const { recorder } = machine
  const c = recorder.counters
  const durationS = machine.durationNs / 1e9
  const awakeS = kswapdAwakeNs(machine) / 1e9
  const durations = recorder.directReclaimNs
  const totalMs = durations.reduce((sum, ns) => sum + ns, 0) / 1e6
  const sorted = Float64Array.from(durations).sort()
  const quantileMs = (q: number): number | null => (sorted.length === 0 ? null : (percentile(sorted, q) ?? 0) / 1e6)
  return {
    durationS,
    pgstealAnon: c.pgstealAnon, pgstealAnonPerS: c.pgstealAnon / durationS, pgstealAnonPerAwakeS: awakeS > 0 ? c.pgstealAnon / awakeS : null,
    pgstealFile: c.pgstealFile, pgstealKswapd: c.pgstealKswapd, pgstealDirect: c.pgstealDirect, pgscanAnon: c.pgscanAnon,
    pgscanKswapd: c.pgscanKswapd, pgscanDirect: c.pgscanDirect, pgrotated: c.pgrotated, pswpin: c.pswpin, pswpout: c.pswpout, allocstall: c.allocstall,
    directReclaim: { count: durations.length, totalMs, p50Ms: quantileMs(0.5), p95Ms: quantileMs(0.95), maxMs: quantileMs(1) },
    kswapd: { awakeS, wakes: c.kswapdWakes, sleeps: c.kswapdSleeps, cpuS: machine.kswapds.reduce((sum, task) => sum + task.cpuNs, 0) / 1e9 },
    kcompressd: {
      cpuS: machine.kcompressd.tasks.reduce((sum, task) => sum + task.cpuNs, 0) / 1e9, queued: c.queued, fallbackFull: c.fallbackFull,
      maxDepth: c.maxDepth, waitMsMean: c.queued === 0 ? null : c.waitNs / c.queued / 1e6, directReclaims: c.workerReclaims
    },
    cpus: cpuMetrics(machine),
    zram: zramMetrics(machine),
    queueHits: c.queueHits,
    stalledTaskMs: totalMs + c.throttleNs / 1e6,
    interferenceMs: interferenceNs(machine) / 1e6,
    energyJ: runEnergyJ(machine.input.parameters.machine.cpus, machine.usage, machine.input.parameters.machine.frequency ?? null),
    ...backEndMetrics(machine.backEnd)
  }
}

/** mm_stat, and io_stat as far as it can be other than 0 in a replay. */
function zramMetrics({ memory, recorder }: Machine): Metrics['zram'] {
  const { levels, io } = memory.store
  return {
    origBytes: levels.origDataBytes, comprBytes: levels.comprDataBytes, memUsedBytes: levels.memUsedBytes, samePages: levels.samePages, hugePages: levels.hugePages,
    memUsedMaxBytes: levels.memUsedMaxBytes, memLimitBytes: levels.memLimitBytes, pagesCompacted: levels.pagesCompacted,
    failedWrites: recorder.counters.failedStores, notifyFree: io.notifyFree, writeStalls: recorder.counters.writeStalls
  }
}

function cpuMetrics(machine: Machine): Metrics['cpus'] {
  const { usage, durationNs } = machine
  return Array.from({ length: usage.cpuCount }, (_, cpu) => {
    const pct = (name: (typeof CPU_CLASSES)[number]): number => (usage.totalNs(cpu, name) * 100) / durationNs
    return {
      cpu, busyPct: 100 - pct('idle'),
      byClass: { app: pct('app'), directReclaim: pct('directReclaim'), kswapd: pct('kswapd'), kcompressd: pct('kcompressd'), other: pct('other'), idle: pct('idle') }
    }
  })
}

/** Series of the whole window in the run's own bins; times are relative to the trace's origin. */
export function seriesOf(machine: Machine, startNs: number): SeriesSet {
  const { recorder, usage } = machine
  const { cpus: power, frequency = null } = machine.input.parameters.machine
  const powerW = powerPerBinW(power, usage, frequency)
  const series: BinnedSeries[] = [
    { id: 'pgstealAnonPerS', unit: 'pages/s', values: recorder.rate('pgstealAnon') },
    { id: 'pgstealFilePerS', unit: 'pages/s', values: recorder.rate('pgstealFile') },
    { id: 'pgscanPerS', unit: 'pages/s', values: recorder.rate('pgscan') },
    { id: 'allocstallPerS', unit: '1/s', values: recorder.rate('allocstall') },
    { id: 'freePages', unit: 'pages', values: recorder.level('freePages') },
    { id: 'freePagesMin', unit: 'pages', values: recorder.level('freePagesMin') },
    { id: 'queueDepth', unit: 'pages', values: recorder.level('queueDepth') },
    { id: 'queueWaitMs', unit: 'ms', values: recorder.queueWaitMs() },
    { id: 'zramBytes', unit: 'bytes', values: recorder.level('zramBytes') },
    { id: 'directReclaimTasks', unit: 'tasks', values: recorder.level('directReclaimTasks') },
    { id: 'kswapdAwake', unit: '0..1', values: recorder.level('kswapdAwake') },
    ...(powerW === null ? [] : [{ id: 'powerW' as const, unit: 'W', values: powerW }])
  ]
  const cpus = Array.from({ length: usage.cpuCount }, (_, cpu) => ({ cpu, byClass: usage.shares(cpu) }))
  return { startNs, binNs: machine.binNs, binCount: recorder.binCount, series, cpus }
}

/** CPU time of every task of the run, kernel threads included. */
export function threadTimesOf(machine: Machine): ThreadTimes {
  const own = (tasks: readonly SimTask[], cpuClass: ThreadClass): OneThread[] => tasks.map(({ name, cpuNs }) => ({ name, cpuClass, cpuNs }))
  const { tasks: demanded } = machine.input.demand
  const workload = machine.tasks.map(({ name, cpuNs }, i): OneThread => ({ name, cpuClass: demanded[i]?.kind ?? 'other', cpuNs }))
  return sumThreads([...own(machine.kswapds, 'kswapd'), ...own(machine.kcompressd.tasks, 'kcompressd'), ...own(machine.services, 'other'), ...workload])
}
