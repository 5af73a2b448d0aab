/**
 * Builds demands, parameters and machines by hand for engine tests: rows read like a program, times in the unit their name
 * says. Everything has a default, so a test states only what it is about.
 */
import * as v from 'valibot'
import { configurationSchema, type Configuration } from '../../src/shared/config'
import { NO_SIGNAL, WAIT_EXIT, WAIT_FOR, WAIT_NONE, WAIT_RELATIVE, WAIT_UNTIL, type Demand, type DemandTask, type TaskProgram } from '../../src/engine/demand/demand'
import { Machine, type MachineInput } from '../../src/engine/machine'
import type { ContentParameters, CostParameters, MachineParameters, ModelParameters } from '../../src/engine/model-parameters'
import * as P from '../../src/engine/reclaim/page-store'

/** One row of a program: a burst, then at most one kind of wait (`sleepMs`, `untilMs` or `exit`). */
export interface RowSpec {
  readonly cpuUs?: number
  readonly alloc?: number
  readonly touch?: number
  readonly file?: number
  /** Pages given back at the end of the burst; -1 = all. */
  readonly free?: number
  readonly sleepMs?: number
  readonly untilMs?: number
  /** Waits for signal `after`, which came at `recordedMs`. */
  readonly after?: number
  readonly recordedMs?: number
  /** Signal that the burst gives. */
  readonly signal?: number
  readonly exit?: boolean
}

export interface TaskSpec extends Partial<Pick<DemandTask, 'tid' | 'name' | 'kind' | 'priority' | 'firstCpu' | 'cpus' | 'residentPages' | 'swappedPages' | 'dirtyShare' | 'burstClock'>> {
  readonly startMs?: number
  readonly rows?: readonly RowSpec[]
}

export interface DemandSpec {
  readonly durationMs?: number
  readonly cpuCount?: number
  readonly tasks?: readonly TaskSpec[]
  readonly initial?: Partial<Demand['initial']>
}

const EMPTY_START = {
  freePages: 1000, inactiveAnonPages: 0, activeAnonPages: 0, inactiveFilePages: 0, activeFilePages: 0, unownedAnonPages: 0, unownedSwappedPages: 0
} as const

/** The same row `count` times. */
export function repeat(count: number, row: RowSpec): RowSpec[] {
  return Array.from({ length: count }, () => row)
}

/** Packs rows into the columns of a program. */
export function makeProgram(rows: readonly RowSpec[]): TaskProgram {
  const kindOf = (row: RowSpec): number => (row.exit === true ? WAIT_EXIT : row.after !== undefined ? WAIT_FOR : row.untilMs !== undefined ? WAIT_UNTIL : row.sleepMs !== undefined ? WAIT_RELATIVE : WAIT_NONE)
  return {
    rowCount: rows.length,
    cpuNs: Float64Array.from(rows, (row) => (row.cpuUs ?? 0) * 1000),
    allocPages: Int32Array.from(rows, (row) => row.alloc ?? 0),
    touchPages: Int32Array.from(rows, (row) => row.touch ?? 0),
    filePages: Int32Array.from(rows, (row) => row.file ?? 0),
    freePages: Int32Array.from(rows, (row) => row.free ?? (row.exit === true ? -1 : 0)),
    waitKind: Uint8Array.from(rows, kindOf),
    waitNs: Float64Array.from(rows, (row) => (row.recordedMs ?? row.untilMs ?? row.sleepMs ?? 0) * 1e6),
    signal: Int32Array.from(rows, (row) => row.signal ?? NO_SIGNAL),
    after: Int32Array.from(rows, (row) => row.after ?? NO_SIGNAL)
  }
}

/** A demand task; tids count from 100. */
export function makeTask(spec: TaskSpec, index = 0): DemandTask {
  const { rows = [], startMs = 0, ...rest } = spec
  return {
    tid: 100 + index, name: `task${index}`, kind: 'app', priority: 120, startNs: startMs * 1e6, firstCpu: -1, cpus: null,
    residentPages: 0, swappedPages: 0, dirtyShare: 0, program: makeProgram(rows), ...rest
  }
}

/** A demand; inactive anonymous pages follow from who owns resident pages. */
export function makeDemand(spec: DemandSpec = {}): Demand {
  const tasks = (spec.tasks ?? []).map(makeTask)
  const owned = tasks.reduce((sum, task) => sum + task.residentPages, 0)
  const { unownedAnonPages = 0, activeAnonPages = 0 } = spec.initial ?? {}
  return {
    startNs: 0, endNs: (spec.durationMs ?? 100) * 1e6, cpuCount: spec.cpuCount ?? 2, tasks,
    initial: { ...EMPTY_START, inactiveAnonPages: owned + unownedAnonPages - activeAnonPages, ...spec.initial }, evidence: [], warnings: []
  }
}

export const COSTS: CostParameters = {
  scanKeptNs: 200, unmapNs: 750, freeNs: 250, queuedPageNs: 0, compressNs: 2330, sameFilledNs: 350, decompressNs: 900, reclaimEntryNs: 400, deactivateNs: 160,
  switchNs: 1500, wakeupNs: 1000, contentionFactor: 1
}

export const CONTENT: ContentParameters = { sameFilledShare: 0, compressibleShare: 1, incompressibleShare: 0, meanCompressedBytes: 1365 }

export interface ParametersSpec extends Partial<Omit<ModelParameters, 'costs' | 'machine' | 'content'>> {
  readonly cpuCount?: number
  readonly costs?: Partial<CostParameters>
  readonly machine?: Partial<MachineParameters>
  readonly content?: Partial<ContentParameters>
}

/** Two equal CPUs, 10,000 pages, watermarks 100/200/300, no page accessed at the start, no uncertainty. */
export function makeParameters(spec: ParametersSpec = {}): ModelParameters {
  const { cpuCount = 2, costs, machine, content, ...rest } = spec
  return {
    costs: { ...COSTS, ...costs },
    machine: {
      cpus: Array.from({ length: cpuCount }, (_, id) => ({ id, capacity: 1024, dynamicPowerUwPerMhzV2: null, maxFreqKhz: null })),
      hz: 250, pageSize: 4096, managedPages: 10_000, watermarks: { min: 100, low: 200, high: 300 }, swappiness: 100, lru: 'classic', ...machine
    },
    content: { ...CONTENT, ...content },
    disksizePages: null, initialYoungShare: 0, kernel: '6.6.1', wakesOnIdleCpu: true, uncertainty: { costs: 0, contention: 0, demand: 0 }, ...rest
  }
}

export interface ConfigSpec {
  readonly kcompressd?: Partial<Configuration['kcompressd']>
  readonly vm?: Partial<Configuration['vm']>
  readonly swap?: Partial<Configuration['swap']>
  readonly id?: string
}

/** A configuration; without `kcompressd` it is off. */
export function makeConfig(spec: ConfigSpec = {}): Configuration {
  return v.parse(configurationSchema, { id: spec.id ?? 'test', kcompressd: spec.kcompressd ?? {}, vm: spec.vm ?? {}, swap: spec.swap ?? {} })
}

export interface MachineSpec extends DemandSpec, Pick<ConfigSpec, 'kcompressd' | 'vm' | 'swap'> {
  readonly parameters?: Omit<ParametersSpec, 'cpuCount'>
  readonly seed?: number
  readonly observer?: MachineInput['observer']
}

/** A machine that has not run yet. */
export function makeMachine(spec: MachineSpec = {}): Machine {
  const { kcompressd, vm, swap, parameters, seed = 1, observer, ...demand } = spec
  return new Machine({
    demand: makeDemand(demand), parameters: makeParameters({ ...parameters, cpuCount: spec.cpuCount ?? 2 }), seed,
    config: makeConfig({ ...(kcompressd === undefined ? {} : { kcompressd }), ...(vm === undefined ? {} : { vm }), ...(swap === undefined ? {} : { swap }) }), ...(observer === undefined ? {} : { observer })
  })
}

/** Where every page frame and every stored copy is, counted page by page. */
export interface PageCensus {
  readonly residentAnon: number
  readonly residentFile: number
  readonly stored: number
  readonly queued: number
  readonly orphans: number
  readonly onLists: number
}

export function censusOf(machine: Machine): PageCensus {
  const { pages } = machine.memory
  const census = { residentAnon: 0, residentFile: 0, stored: 0, queued: 0, orphans: 0, onLists: 0 }
  for (let page = 0; page < pages.pageCount; page++) {
    if (pages.has(page, P.RESIDENT)) census[pages.has(page, P.FILE) ? 'residentFile' : 'residentAnon']++
    if (pages.has(page, P.STORED)) census.stored++
    if (pages.has(page, P.QUEUED)) census.queued++
    if (pages.has(page, P.ORPHAN)) census.orphans++
    if (pages.listOf(page) !== P.NO_LIST) census.onLists++
  }
  return census
}
