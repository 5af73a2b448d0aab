/**
 * Moving waiting tasks between CPUs (kernel/sched/fair.c): a CPU that goes idle pulls (newidle_balance), a busy CPU's tick
 * hands a waiting task to an idle CPU (nohz idle balance) and now and then evens out queue lengths. A task that ran a
 * moment ago is cache-hot and stays (task_hot).
 */
import type { RunQueue } from './run-queue'
import type { Scheduler } from './scheduler'
import type { SimTask } from './task'

/** Interval at which busy CPUs even out their queues: two attempts of 32 ms, the first of which fails for a difference of one task (nr_balance_failed). */
const BUSY_BALANCE_NS = 64e6

function movable(task: SimTask, to: RunQueue, nowNs: number, migrationCostNs: number): boolean {
  if (task.realTime || nowNs - task.lastRanNs < migrationCostNs) return false
  return task.allowedCpus === null || task.allowedCpus.includes(to.index)
}

function findMovable(from: RunQueue, to: RunQueue, nowNs: number, migrationCostNs: number): SimTask | null {
  return from.waiting.find((task) => movable(task, to, nowNs, migrationCostNs)) ?? null
}

/** Pulls a waiting task to a CPU that is about to go idle; returns it (already moved to that queue) or null. */
export function pullWhenIdle(scheduler: Scheduler, idle: RunQueue, nowNs: number): SimTask | null {
  let busiest: RunQueue | null = null
  for (const queue of scheduler.queues) {
    if (queue !== idle && queue.waiting.length > 0 && (busiest === null || queue.waiting.length > busiest.waiting.length)) busiest = queue
  }
  if (busiest === null) return null
  const task = findMovable(busiest, idle, nowNs, scheduler.tunables.migrationCostNs)
  if (task === null) return null
  busiest.remove(task)
  task.vruntimeNs += idle.minVruntimeNs - busiest.minVruntimeNs
  task.cpu = idle.index
  idle.waiting.push(task)
  return task
}

/** Tick of a busy CPU: hands one waiting task to an idle CPU, or to a clearly shorter queue. Returns whether one moved. */
export function pullOnTick(scheduler: Scheduler, busy: RunQueue, nowNs: number): boolean {
  if (busy.waiting.length === 0) return false
  const balanceBusy = nowNs - busy.lastBalanceNs >= BUSY_BALANCE_NS
  if (balanceBusy) busy.lastBalanceNs = nowNs
  for (const queue of scheduler.queues) {
    if (queue === busy) continue
    const idle = queue.runningCount === 0
    if (!idle && !(balanceBusy && busy.runningCount > queue.runningCount)) continue
    const task = findMovable(busy, queue, nowNs, scheduler.tunables.migrationCostNs)
    if (task === null) continue
    scheduler.migrate(task, busy, queue)
    return true
  }
  return false
}
