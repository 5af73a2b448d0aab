/**
 * Time that applications and background tasks were ready to run while another task had their CPU, as sched_switch and
 * wake-ups tell it. A waiting task counts against the CPU that it runs on next, and only while that CPU is not idle: the time
 * from a wake-up to the first instruction on an idle CPU is no interference.
 */
import type { TimeWindow } from '../run-types'
import { END_STATES, type Trace } from '../trace/trace'
import { roundTo } from './observe-reclaimers'
import { classifyThreads } from './thread-class'

const RUNNABLE: ReadonlySet<number> = new Set([END_STATES.indexOf('R'), END_STATES.indexOf('R+')])

/** Busy time of one CPU up to any time. */
class BusyTime {
  private readonly starts: number[] = []
  private readonly ends: number[] = []
  /** Busy time before each slice. */
  private readonly before: number[] = []
  private totalNs = 0

  add(startNs: number, endNs: number): void {
    this.starts.push(startNs)
    this.ends.push(endNs)
    this.before.push(this.totalNs)
    this.totalNs += endNs - startNs
  }

  until(timeNs: number): number {
    let low = 0
    let high = this.starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.starts[middle] as number) < timeNs) low = middle + 1
      else high = middle
    }
    if (low === 0) return 0
    return (this.before[low - 1] as number) + Math.min(timeNs, this.ends[low - 1] as number) - (this.starts[low - 1] as number)
  }
}

/** Milliseconds in the window; null without slices or wake-ups, when waiting cannot be told from sleeping. */
export function observeInterference(trace: Trace, window: TimeWindow): number | null {
  const { sched, wakeups } = trace
  if (sched.count === 0 || wakeups.count === 0) return null
  const { ofThread } = classifyThreads(trace)
  const busy = Array.from({ length: Math.max(1, trace.cpuCount) }, () => new BusyTime())
  /** When each thread became ready; NaN while it sleeps or is not known of. */
  const readyNs = new Float64Array(trace.threads.count).fill(Number.NaN)
  const endNs = new Float64Array(trace.threads.count).fill(-Infinity)
  let wakeup = 0
  let totalNs = 0
  for (let i = 0; i < sched.count; i++) {
    const startNs = sched.startNs[i] as number
    const thread = sched.thread[i] as number
    for (; wakeup < wakeups.count && (wakeups.tsNs[wakeup] as number) <= startNs; wakeup++) {
      const woken = wakeups.thread[wakeup] as number
      if (Number.isNaN(readyNs[woken] as number)) readyNs[woken] = Math.max(wakeups.tsNs[wakeup] as number, endNs[woken] as number)
    }
    if (thread === 0) continue
    const clock = busy[sched.cpu[i] as number]
    const counts = ofThread[thread] === 'app' || ofThread[thread] === 'other'
    const fromNs = Math.max(readyNs[thread] as number, window.startNs)
    const untilNs = Math.min(startNs, window.endNs)
    if (counts && clock !== undefined && untilNs > fromNs) totalNs += clock.until(untilNs) - clock.until(fromNs)
    const durationNs = sched.durationNs[i] as number
    endNs[thread] = durationNs < 0 ? trace.endNs : startNs + durationNs
    readyNs[thread] = RUNNABLE.has(sched.endState[i] as number) ? (endNs[thread] as number) : Number.NaN
    clock?.add(startNs, endNs[thread] as number)
  }
  return roundTo(totalNs / 1e6, 6)
}
