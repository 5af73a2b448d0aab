/** Runs a machine and records what a tracer would have seen: the same tables that an import of a real recording gives. */
import { Machine, type MachineInput } from '../machine'
import type { EndState, Trace } from '../trace/trace'
import { TraceBuilder } from '../trace/trace-builder'
import { layoutPages } from '../workload/initial-memory'
import { CounterSampler } from './counter-sampler'
import { ReclaimRecorder } from './reclaim-recorder'
import { RssBook } from './rss-book'
import { SchedRecorder } from './sched-recorder'

export interface TimelineOptions {
  readonly name: string
  /** Whole seconds of the trace clock at which the run starts. */
  readonly originS: number
  /** Distance of counter samples, ns; rounded to the run's bins. */
  readonly samplePeriodNs: number
  /** Thread id in the trace of a task of the model; default: the task's id. */
  readonly tidOf?: (taskId: number) => number
  /** Process of a task; -1 = not known (default). */
  readonly tgidOf?: (taskId: number) => number
  /** State in which a task waits by its own will; default `S`. Reclaim's own waits are always `D`. */
  readonly restStateOf?: (taskId: number) => EndState
}

export interface RecordedRun {
  readonly machine: Machine
  readonly trace: Trace
}

/** Runs `input` to its end with a tracer attached. Times of the trace are those of the run. */
export function recordRun(input: MachineInput, options: TimelineOptions): RecordedRun {
  const builder = new TraceBuilder()
  builder.toNs(options.originS, 0)
  const sched = new SchedRecorder(builder, options, input.parameters.costs.wakeupNs)
  const rss = new RssBook(input.demand, layoutPages(input.demand, input.parameters.machine.managedPages))
  const reclaim = new ReclaimRecorder(builder, sched, rss, input.demand.tasks.map((task) => task.tid), input.parameters.machine.pageSize)
  const machine = new Machine({ ...input, observer: sched, runObserver: reclaim })
  sched.attach(machine.scheduler)
  const counters = new CounterSampler(builder, machine, reclaim, rss)
  const binsPerSample = Math.max(1, Math.round(options.samplePeriodNs / machine.binNs))
  counters.sample(0)
  machine.run((bin) => {
    if ((bin + 1) % binsPerSample === 0) counters.sample(machine.scheduler.nowNs)
  })
  sched.finish(machine.durationNs)
  reclaim.finish()
  const trace = builder.finish({ name: options.name, sources: [], device: null, clock: null })
  return { machine, trace }
}
