/** Plays a task's program in task time: what the trace's workload wanted, at the pace that memory allows. */
import type { Kcompressd } from '../compress/kcompressd'
import { BLOCK, type SimTask, type Work } from '../cpu/task'
import { NO_SIGNAL, WAIT_EXIT, WAIT_FOR, WAIT_NONE, WAIT_RELATIVE, WAIT_UNTIL, type DemandTask } from '../demand/demand'
import type { Random } from '../kernel/random'
import { allocateSlowly, tryAllocate } from '../reclaim/allocate'
import { faultSwapped, mapFilePage, mapNewPage, needsFault, touchMapped } from '../reclaim/fault'
import { CHUNK_NS, type Memory } from '../reclaim/memory'
import type { AddressSpace } from './address-space'
import type { FilePages } from './file-pages'
import type { Signals } from './signals'

export interface WorkloadContext {
  readonly memory: Memory
  readonly kcompressd: () => Kcompressd
  readonly files: FilePages
  readonly random: Random
  readonly signals: Signals
  readonly progress: Progress
  /** Whether the run goes on past the window, and how long that is. */
  readonly goesOn: () => boolean
  readonly windowNs: number
}

/** How much of what the workload wants it has got. */
export interface Progress {
  allocatedPages: number
}

/** Longest piece of a burst that ends by the wall clock. */
const SPIN_PIECE_NS = 500_000

/** A pause this long between accesses starts a new phase of touching. */
const NEW_PHASE_NS = 100e6

/** The generator that drives `task` through `demand.program`. Background load does the same again while the run goes on. */
export function* playDemand(context: WorkloadContext, demand: DemandTask, task: SimTask, space: AddressSpace): Work {
  yield* playRows(context, demand, task, space, 0)
  for (let shiftNs = context.windowNs; repeats(demand) && context.goesOn(); shiftNs += context.windowNs) {
    yield* waitAfter(context.memory, task, WAIT_UNTIL, shiftNs + demand.startNs)
    yield* playRows(context, demand, task, space, shiftNs)
  }
}

/** Background load that nobody waits for and that does not end. */
function repeats({ kind, program }: DemandTask): boolean {
  const isFree = (signals: Int32Array | undefined): boolean => signals === undefined || signals.every((signal) => signal === NO_SIGNAL)
  return kind === 'other' && program.rowCount > 0 && isFree(program.signal) && isFree(program.after) && !program.waitKind.includes(WAIT_EXIT)
}

/** Once through the program; times of the window are later by `startShiftNs`. */
function* playRows(context: WorkloadContext, demand: DemandTask, task: SimTask, space: AddressSpace, startShiftNs: number): Work {
  const { program } = demand
  let lastTouchNs = -Infinity
  let shiftNs = startShiftNs
  for (let row = 0; row < program.rowCount; row++) {
    const touches = program.touchPages[row] as number
    if (touches > 0) {
      if (context.memory.scheduler.nowNs - lastTouchNs > NEW_PHASE_NS) space.startTouching(context.random)
      lastTouchNs = context.memory.scheduler.nowNs
    }
    yield* burst(context, demand, task, space, row)
    context.progress.allocatedPages += program.allocPages[row] as number
    giveBack(context.memory, space, program.freePages[row] as number)
    context.signals.give(program.signal?.[row] ?? NO_SIGNAL)
    const kind = program.waitKind[row] as number
    const waitNs = program.waitNs[row] as number
    if (kind === WAIT_EXIT) break
    if (kind === WAIT_FOR) {
      yield* context.signals.wait(task, program.after?.[row] ?? NO_SIGNAL)
      shiftNs = context.memory.scheduler.nowNs - waitNs
    } else yield* waitAfter(context.memory, task, kind, kind === WAIT_UNTIL ? waitNs + shiftNs : waitNs)
  }
}

/** Ends a task: all its pages go (exit_mmap). */
export function giveBack(memory: Memory, space: AddressSpace, count: number): void {
  for (let left = count < 0 ? space.pageCount : count; left > 0; left--) {
    const page = space.shrink()
    if (page < 0) return
    memory.growKernel(-1)
    memory.release(page)
  }
}

function* waitAfter(memory: Memory, task: SimTask, kind: number, waitNs: number): Work {
  if (kind === WAIT_NONE) return
  const durationNs = kind === WAIT_UNTIL ? waitNs - memory.scheduler.nowNs : waitNs
  if (kind === WAIT_RELATIVE || durationNs > 0) {
    memory.scheduler.sleepFor(task, durationNs)
    yield BLOCK
  }
}

/** One burst: CPU time spread evenly over the pages it faults in. */
function* burst(context: WorkloadContext, demand: DemandTask, task: SimTask, space: AddressSpace, row: number): Work {
  const { program } = demand
  const file = program.filePages[row] as number
  const fresh = program.allocPages[row] as number
  const touched = program.touchPages[row] as number
  const total = file + fresh + touched
  const cpuNs = program.cpuNs[row] as number
  if (total === 0) {
    if (demand.burstClock === 'wall') yield* spin(context.memory, cpuNs)
    else if (cpuNs > 0) yield cpuNs
    return
  }
  const shareNs = cpuNs / total
  const access: Access = { page: -1, writes: false }
  let pendingNs = 0
  for (let i = 0; i < total; i++) {
    pendingNs += shareNs
    const isDone = i < file ? readFile(context, access) : i < file + fresh ? faultNew(context, space, access) : touch(context, demand, space, access)
    if (isDone && pendingNs < CHUNK_NS) continue
    yield pendingNs
    pendingNs = 0
    if (isDone) continue
    if (i < file + fresh) yield* waitForFrame(context.memory, task, access.page, i < file ? 'file' : 'anon')
    else yield* faultSwapped(context.memory, context.kcompressd(), task, access.page, access.writes)
  }
  if (pendingNs > 0) yield pendingNs
}

/** Computes until so much time has passed on the wall clock, in pieces short enough to end close to it. */
function* spin(memory: Memory, wallNs: number): Work {
  const endNs = memory.scheduler.nowNs + wallNs
  for (let leftNs = wallNs; leftNs > 0; leftNs = endNs - memory.scheduler.nowNs) yield Math.min(leftNs, SPIN_PIECE_NS)
}

/** What could not be done at once: it goes on after the CPU time so far has been used. */
interface Access {
  page: number
  writes: boolean
}

/** Returns false when there is no frame for the page in `access`; the same holds for `readFile`. */
function faultNew({ memory }: WorkloadContext, space: AddressSpace, access: Access): boolean {
  const page = space.grow(memory.pages)
  if (page < 0) return true
  memory.growKernel(1)
  access.page = page
  if (!tryAllocate(memory, 'anon')) return false
  mapNewPage(memory, page)
  return true
}

function readFile({ memory, files }: WorkloadContext, access: Access): boolean {
  const page = files.next(memory)
  if (page < 0) return true
  access.page = page
  if (!tryAllocate(memory, 'file')) return false
  mapFilePage(memory, page)
  return true
}

function* waitForFrame(memory: Memory, task: SimTask, page: number, use: 'anon' | 'file'): Work {
  yield* allocateSlowly(memory, task, use)
  if (use === 'anon') mapNewPage(memory, page)
  else mapFilePage(memory, page)
}

/** Returns false when the page in `access` must be swapped in. */
function touch({ memory, random }: WorkloadContext, demand: DemandTask, space: AddressSpace, access: Access): boolean {
  const page = space.nextTouched()
  if (page < 0) return true
  access.page = page
  access.writes = random.next() < demand.dirtyShare
  if (needsFault(memory, page)) return false
  touchMapped(memory, page, access.writes)
  return true
}
