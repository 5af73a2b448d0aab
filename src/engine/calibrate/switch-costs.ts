/** What a context switch and a wake-up cost on the recorded machine, with its tracing overhead. */
import type { Assumption } from '../../shared/comparison'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'

export interface SwitchCosts {
  /** CPU time of the shortest slices: a thread that finds nothing to do. */
  readonly switchNs: number
  /** Median time from a wake-up on an idle CPU to the switch. */
  readonly wakeupNs: number
  readonly evidence: Assumption['evidence']
}

/** A phone's big core, order of magnitude; taken when the trace has too few slices. */
const ASSUMED: SwitchCosts = { switchNs: 3000, wakeupNs: 8000, evidence: 'assumed' }
const ENOUGH = 200
/** Slices as short as this quantile do next to nothing. */
const SHORTEST = 0.001
/** Even the shortest slices do some work: half of their length is taken as the switch. */
const SWITCH_SHARE = 0.5
const SWITCH_RANGE = [500, 10_000] as const
const WAKEUP_RANGE = [1000, 60_000] as const
/** A wake-up is matched with the next slice of its thread within this time. */
const LONGEST_LATENCY_NS = 1e6

/** Measures from slices and wake-ups in the window. */
export function measureSwitchCosts(trace: Trace, window: TimeWindow): SwitchCosts {
  const { sched } = trace
  const lengths: number[] = []
  for (let i = 0; i < sched.count; i++) {
    const durationNs = sched.durationNs[i] as number
    const startNs = sched.startNs[i] as number
    if (sched.thread[i] !== 0 && durationNs > 0 && startNs >= window.startNs && startNs < window.endNs) lengths.push(durationNs)
  }
  if (lengths.length < ENOUGH) return ASSUMED
  const switchNs = clamp(quantile(lengths, SHORTEST) * SWITCH_SHARE, SWITCH_RANGE)
  const latencies = idleLatencies(trace, window)
  const wakeupNs = latencies.length < ENOUGH ? switchNs : clamp(quantile(latencies, 0.5), WAKEUP_RANGE)
  return { switchNs, wakeupNs, evidence: 'measured' }
}

/** Walks slices and wake-ups in time; keeps what each CPU runs. */
function idleLatencies(trace: Trace, window: TimeWindow): number[] {
  const { sched, wakeups } = trace
  const running = new Uint32Array(Math.max(1, trace.cpuCount))
  /** Wake-up time of threads woken on an idle CPU and not yet seen running. */
  const woken = new Map<number, number>()
  const latencies: number[] = []
  let slice = 0
  const startSlices = (untilNs: number): void => {
    for (; slice < sched.count && (sched.startNs[slice] as number) <= untilNs; slice++) {
      const thread = sched.thread[slice] as number
      running[sched.cpu[slice] as number] = thread
      const wokenNs = woken.get(thread)
      if (wokenNs === undefined) continue
      woken.delete(thread)
      const latencyNs = (sched.startNs[slice] as number) - wokenNs
      if (latencyNs > 0 && latencyNs < LONGEST_LATENCY_NS) latencies.push(latencyNs)
    }
  }
  for (let i = 0; i < wakeups.count; i++) {
    const tsNs = wakeups.tsNs[i] as number
    if (tsNs >= window.endNs) break
    startSlices(tsNs)
    if (tsNs >= window.startNs && running[wakeups.targetCpu[i] as number] === 0) woken.set(wakeups.thread[i] as number, tsNs)
  }
  startSlices(window.endNs)
  return latencies
}

function quantile(values: number[], q: number): number {
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length * q)] as number
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value))
}
