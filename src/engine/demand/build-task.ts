/** Assembles one task of the demand. */
import { usualCpus } from '../observe/usual-cpus'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import type { DemandTask } from './demand'
import type { Ownership } from './initial-state'
import { packProgram, type ProgramRow } from './program-rows'
import type { TaskPages } from './task-pages'
import type { ThreadWork } from './thread-work'

/** Slices on one CPU after which a kernel thread counts as bound to it. */
const MIN_PINNED_SLICES = 4
const DEFAULT_PRIORITY = 120

export interface TaskInputs {
  readonly work: ThreadWork
  readonly trace: Trace
  readonly window: TimeWindow
  readonly pages: TaskPages | null
  readonly rows: readonly ProgramRow[]
  readonly owned: Ownership | undefined
  /** Scale of the ownership so that all tasks together fit into memory. */
  readonly factor: number
  readonly dirtyShare: number
}

/** CPUs of a kernel thread that never left them; null when it moved or ran too little to tell. */
function pinnedCpus(work: ThreadWork, trace: Trace): readonly number[] | null {
  const used = new Set<number>()
  for (const row of work.slices.rows) used.add(trace.sched.cpu[row] as number)
  // User threads that stayed on one CPU may have had no reason to move; bound kernel threads end in "/cpu".
  const bound = /\/\d+(:\S*)?$/.test(trace.threads.name[work.slices.thread] as string)
  const enough = work.slices.rows.length >= MIN_PINNED_SLICES && work.isKernelThread
  return used.size === 1 && trace.cpuCount > 1 && (bound || enough) ? [...used] : null
}

/** Priority the thread had most of the time (the last of equals). */
function usualPriority(work: ThreadWork, trace: Trace): number {
  const counts = new Map<number, number>()
  for (const row of work.slices.rows) {
    const priority = trace.sched.priority[row] as number
    counts.set(priority, (counts.get(priority) ?? 0) + 1)
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1])
  return best === undefined || best[0] < 0 ? DEFAULT_PRIORITY : best[0]
}

/** Builds the task. */
export function buildTask(inputs: TaskInputs): DemandTask {
  const { work, trace, window } = inputs
  const thread = work.slices.thread
  const first = work.bursts[0]
  const isApp = inputs.pages?.isApp === true
  return {
    tid: trace.threads.tid[thread] as number,
    name: trace.threads.name[thread] as string,
    kind: isApp ? 'app' : 'other',
    priority: usualPriority(work, trace),
    startNs: Math.max(0, (first?.wakeNs ?? window.startNs) - window.startNs),
    firstCpu: first?.cpu ?? -1,
    cpus: pinnedCpus(work, trace),
    usualCpus: usualCpus(trace, work.slices.rows),
    residentPages: Math.round((inputs.owned?.residentPages ?? 0) * inputs.factor),
    swappedPages: inputs.owned?.swappedPages ?? 0,
    burstClock: work.clock,
    dirtyShare: inputs.dirtyShare,
    program: packProgram(inputs.rows)
  }
}
