/** What the workload lost to others: time its tasks were runnable without a CPU. */
import type { SimTask } from './cpu/task'
import type { Machine } from './machine'

function waitedNs(task: SimTask, nowNs: number): number {
  return task.waitNs + (task.state === 'runnable' ? nowNs - task.runnableSinceNs : 0)
}

/** Time tasks were runnable without a CPU so far, ns: all of the demand's tasks, or those of one kind. Kernel threads of reclaim do not count. */
export function interferenceNs(machine: Machine, kind: 'app' | 'other' | 'all' = 'all'): number {
  const { tasks } = machine.input.demand
  return machine.tasks.reduce((sum, task, i) => sum + (kind === 'all' || tasks[i]?.kind === kind ? waitedNs(task, machine.scheduler.nowNs) : 0), 0)
}

/** Time kernel threads were runnable without a CPU so far, ns. */
export function threadsWaitedNs(threads: readonly SimTask[], nowNs: number): number {
  return threads.reduce((sum, task) => sum + waitedNs(task, nowNs), 0)
}
