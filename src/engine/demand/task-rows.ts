/** Turns the bursts of one thread into program rows: CPU and pages, then the wait its pacing calls for. */
import { END_STATES } from '../trace/trace'
import type { BurstClock } from './burst-clock'
import type { Burst } from './bursts'
import { pagesPerStep, stepsOfBurst } from './deadline-grid'
import { WAIT_EXIT, WAIT_FOR, WAIT_NONE, WAIT_RELATIVE, WAIT_UNTIL } from './demand'
import type { PacingKind } from './pacing'
import type { Phase } from './phases'
import { splitRow, type ProgramRow } from './program-rows'

const STATE_DISK = END_STATES.indexOf('D')
/** Memory of a dying process is freed in portions of so much CPU time. */
const EXIT_PORTION_NS = 2e6
const MAX_EXIT_PORTIONS = 200

/** Pages per burst of one thread. */
export interface BurstPages {
  readonly alloc: Float64Array
  readonly touch: Float64Array
  readonly file: Float64Array
  readonly free: Float64Array
}

export interface RowInputs {
  readonly bursts: readonly Burst[]
  readonly sleepNs: Float64Array
  readonly phases: readonly Phase[]
  readonly pacing: PacingKind
  readonly clock: BurstClock
  readonly pages: BurstPages
  readonly windowStartNs: number
  readonly windowEndNs: number
  /** Its process ends with its last burst; `exitPages` is what it then owns (0 = not known). */
  readonly exits: boolean
  readonly exitPages: number
  /** Signal that burst i waits for before it begins, and the one that it gives when it is done; null = none. */
  readonly waitsFor: (burst: number) => number | null
  readonly signals: (burst: number) => number | null
}

type Wait = Pick<ProgramRow, 'waitKind' | 'waitNs' | 'after'>

function waitFor(inputs: RowInputs, i: number): Wait | null {
  const after = inputs.waitsFor(i)
  return after === null ? null : { waitKind: WAIT_FOR, waitNs: (inputs.bursts[i] as Burst).wakeNs - inputs.windowStartNs, after }
}

function waitAfter(inputs: RowInputs, i: number, endsPhase: boolean): Wait {
  const burst = inputs.bursts[i] as Burst
  const next = inputs.bursts[i + 1]
  if (next === undefined) {
    return inputs.exits ? { waitKind: WAIT_EXIT, waitNs: 0 } : { waitKind: WAIT_UNTIL, waitNs: inputs.windowEndNs - inputs.windowStartNs }
  }
  const signalled = waitFor(inputs, i + 1)
  if (signalled !== null) return signalled
  const sleep = inputs.sleepNs[i] as number
  // Waiting for a disk takes its time whenever it begins.
  if (burst.endState === STATE_DISK) return { waitKind: WAIT_RELATIVE, waitNs: sleep }
  if (inputs.pacing === 'relative' && !endsPhase) return { waitKind: WAIT_RELATIVE, waitNs: sleep }
  return { waitKind: WAIT_UNTIL, waitNs: next.wakeNs - inputs.windowStartNs }
}

function exitRows(row: ProgramRow, exitPages: number): ProgramRow[] {
  const count = Math.min(MAX_EXIT_PORTIONS, Math.floor(row.cpuNs / EXIT_PORTION_NS))
  const last = { ...row, free: -1 }
  if (count < 2 || exitPages <= 0) return [last]
  const free = Math.floor(exitPages / count)
  return splitRow(last, count, () => ({ waitKind: WAIT_NONE, waitNs: 0 })).map((part, i) => (i === count - 1 ? part : { ...part, free }))
}

function rowOf(inputs: RowInputs, i: number, endsPhase: boolean): ProgramRow {
  const burst = inputs.bursts[i] as Burst
  const { alloc, touch, file, free } = inputs.pages
  const signal = inputs.signals(i)
  return {
    cpuNs: inputs.clock === 'wall' ? burst.endNs - burst.startNs : burst.workNs,
    alloc: alloc[i] as number, touch: touch[i] as number, file: file[i] as number, free: free[i] as number,
    ...waitAfter(inputs, i, endsPhase), ...(signal === null ? {} : { signal })
  }
}

/** Program rows of a thread, in order. */
export function buildRows(inputs: RowInputs): ProgramRow[] {
  const { bursts, pages, pacing } = inputs
  const rows: ProgramRow[] = []
  const first = bursts.length === 0 ? null : waitFor(inputs, 0)
  if (first !== null) rows.push({ cpuNs: 0, alloc: 0, touch: 0, file: 0, free: 0, ...first })
  const pagesOf = (i: number): number => (pages.alloc[i] as number) + (pages.touch[i] as number)
  for (const phase of inputs.phases) {
    const stepPages = pacing === 'deadline' ? pagesPerStep(bursts, phase, pagesOf) : 0
    for (let i = phase.from; i < phase.to; i++) {
      const row = rowOf(inputs, i, i === phase.to - 1)
      if (row.waitKind === WAIT_EXIT) {
        rows.push(...exitRows(row, inputs.clock === 'cpu' ? inputs.exitPages : 0))
        continue
      }
      const steps = pacing === 'deadline' && inputs.clock === 'cpu' ? stepsOfBurst(bursts, i, phase, stepPages, pagesOf(i)) : 1
      const wakeNs = (bursts[i] as Burst).wakeNs - inputs.windowStartNs
      const period = phase.periodNs ?? 0
      rows.push(...splitRow(row, steps, (part) => ({ waitKind: WAIT_UNTIL, waitNs: wakeNs + (part + 1) * period })))
    }
  }
  return rows
}
