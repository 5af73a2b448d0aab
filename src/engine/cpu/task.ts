/** A schedulable task of the model: a generator that yields CPU demand, plus its scheduling state. */
import { CPU_CLASSES, type CpuClass } from '../../shared/metrics'

/** Yielded by a task's work: sleep until somebody calls `Scheduler.wake`. */
export const BLOCK = -1

/** What `SimTask.call` returns, to be yielded: go on with the called work; the caller resumes when that has ended. */
export const CALL = -2

/**
 * What a task does: yields nanoseconds of CPU time on the reference CPU (>= 0), `BLOCK`, or a call. What stands after a `yield`
 * happens when that CPU time has been used or the task was woken.
 */
export type Work<T = void> = Generator<number, T, undefined>

/** Class whose CPU time a task's time is booked under. */
export type BusyClass = Exclude<CpuClass, 'idle'>

export const BUSY_CLASSES: readonly BusyClass[] = CPU_CLASSES.filter((name): name is BusyClass => name !== 'idle')

/** Load weights of nice -20 … 19 (kernel/sched/core.c sched_prio_to_weight). */
const NICE_WEIGHTS = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991, 1586, 1277,
  1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15
] as const

/** Weight of a sched_switch priority (100 … 139 = nice -20 … 19); real-time priorities get the largest. */
export function weightOfPriority(priority: number): number {
  const index = Math.min(39, Math.max(0, priority - 100))
  return NICE_WEIGHTS[index] as number
}

export interface TaskOptions {
  readonly id: number
  readonly name: string
  readonly busyClass: BusyClass
  /** As in sched_switch: 120 = nice 0, below 100 = real time. */
  readonly priority: number
  readonly firstCpu?: number
  readonly allowedCpus?: readonly number[] | null
  /** Preferred when it wakes and one of them is idle. */
  readonly usualCpus?: readonly number[] | null
  /** The cost of switching to it is not part of its bursts (modelled kernel threads). */
  readonly chargesSwitch?: boolean
}

export class SimTask {
  readonly id: number
  readonly name: string
  readonly weight: number
  readonly realTime: boolean
  readonly priority: number
  readonly allowedCpus: readonly number[] | null
  readonly usualCpus: readonly number[] | null
  readonly chargesSwitch: boolean
  /** Class that time is booked under now (`BUSY_CLASSES`): an app in direct reclaim changes it. */
  busyClassIndex: number
  work: Work | null = null
  state: 'sleeping' | 'runnable' | 'running' | 'exited' = 'sleeping'
  /** CPU it runs or ran on. */
  cpu: number
  vruntimeNs = 0
  /** Reference-CPU nanoseconds left of the current burst. */
  remainingNs = 0
  /** Total time on a CPU and total time runnable without one. */
  cpuNs = 0
  waitNs = 0
  /** Work done in ns of the reference CPU running alone. */
  workNs = 0
  runnableSinceNs = 0
  /** When it last got a CPU. */
  pickedNs = 0
  lastRanNs = -1e18
  timerToken = 0
  /** Set when the last wake-up came from the task's own timer. */
  wokenByTimer = false
  private readonly callers: Work[] = []

  constructor(options: TaskOptions) {
    this.id = options.id
    this.name = options.name
    this.busyClassIndex = BUSY_CLASSES.indexOf(options.busyClass)
    this.priority = options.priority
    this.weight = weightOfPriority(options.priority)
    this.realTime = options.priority < 100
    this.cpu = options.firstCpu ?? 0
    this.allowedCpus = options.allowedCpus ?? null
    this.usualCpus = options.usualCpus ?? null
    this.chargesSwitch = options.chargesSwitch ?? false
  }

  get busyClass(): BusyClass {
    return BUSY_CLASSES[this.busyClassIndex] as BusyClass
  }

  set busyClass(value: BusyClass) {
    this.busyClassIndex = BUSY_CLASSES.indexOf(value)
  }

  /**
   * Goes on with `work`; the present work must yield the result and resumes after it. A step of called work costs the same
   * however deep its callers are, where `yield*` passes it through each of them.
   */
  call(work: Work): typeof CALL {
    if (this.work !== null) this.callers.push(this.work)
    this.work = work
    return CALL
  }

  /** The present work has ended: back to its caller. False when there is none. */
  returnToCaller(): boolean {
    this.work = this.callers.pop() ?? null
    return this.work !== null
  }
}
