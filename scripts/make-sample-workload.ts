/**
 * The workload of the sample capture: what the owner of an imaginary phone does for twenty seconds. Everything here is made up;
 * sizes and rates are of the order that phones of this class show.
 */
import { WAIT_EXIT, WAIT_RELATIVE, WAIT_UNTIL, type Demand, type DemandTask, type TaskProgram } from '../src/engine/demand/demand'
import { Random } from '../src/engine/kernel/random'
import type { EndState } from '../src/engine/trace/trace'

export const DURATION_NS = 20e9
const MS = 1e6
const S = 1e9
/** After the end: waits for nothing more. */
const END_NS = 2 * DURATION_NS
/** Seed of all jitter below. */
const JITTER_SEED = 20_240_229

/** What the tracer knows about a thread besides its work. */
export interface ThreadInfo {
  readonly tgid: number
  /** State in which it waits by its own will. */
  readonly rest: EndState
}

export interface SampleWorkload {
  readonly demand: Demand
  readonly threads: ReadonlyMap<number, ThreadInfo>
}

interface Row {
  readonly cpuNs: number
  readonly alloc?: number
  readonly touch?: number
  readonly file?: number
  readonly wait?: number
  readonly waitNs?: number
}

interface ThreadSpec extends Partial<Omit<DemandTask, 'program' | 'tid' | 'name'>> {
  readonly tid: number
  readonly name: string
  readonly tgid?: number
  readonly rest?: EndState
  readonly rows: readonly Row[]
}

const random = (stream: number): Random => new Random(JITTER_SEED, stream)

/** A value within `share` of `middle`, uniformly. */
function around(middle: number, share: number, source: Random): number {
  return Math.round(middle * (1 + share * (2 * source.next() - 1)))
}

function programOf(rows: readonly Row[]): TaskProgram {
  return {
    rowCount: rows.length,
    cpuNs: Float64Array.from(rows, (row) => row.cpuNs),
    allocPages: Int32Array.from(rows, (row) => row.alloc ?? 0),
    touchPages: Int32Array.from(rows, (row) => row.touch ?? 0),
    filePages: Int32Array.from(rows, (row) => row.file ?? 0),
    freePages: Int32Array.from(rows, (row) => (row.wait === WAIT_EXIT ? -1 : 0)),
    waitKind: Uint8Array.from(rows, (row) => row.wait ?? WAIT_RELATIVE),
    waitNs: Float64Array.from(rows, (row) => row.waitNs ?? 0)
  }
}

/** Waits until a time of the window. */
const until = (ns: number): Row => ({ cpuNs: 50_000, wait: WAIT_UNTIL, waitNs: ns })
const dies: Row = { cpuNs: 2 * MS, wait: WAIT_EXIT }

interface Stretch {
  readonly pages: number
  readonly chunkPages: number
  /** CPU time per page besides reclaim, ns of the fastest CPU. */
  readonly pageNs: number
  /** Pause after each chunk. */
  readonly pauseNs: number
}

/** Fills new memory chunk by chunk: starting up, decoding, laying out. */
function fill(stretch: Stretch, source: Random): Row[] {
  return chunks(stretch).map((alloc) => ({ cpuNs: around(alloc * stretch.pageNs, 0.15, source), alloc, waitNs: around(stretch.pauseNs, 0.1, source) }))
}

/** Goes back to memory that the app has. */
function revisit(stretch: Stretch, source: Random): Row[] {
  return chunks(stretch).map((touch) => ({ cpuNs: around(touch * stretch.pageNs, 0.15, source), touch, waitNs: around(stretch.pauseNs, 0.1, source) }))
}

/** Reads code and assets; the pause is the disk. */
function read(stretch: Stretch, source: Random): Row[] {
  return chunks(stretch).map((file) => ({ cpuNs: around(file * stretch.pageNs, 0.1, source), file, waitNs: around(stretch.pauseNs, 0.3, source) }))
}

function chunks({ pages, chunkPages }: Stretch): number[] {
  return Array.from({ length: Math.ceil(pages / chunkPages) }, (_, i) => Math.min(chunkPages, pages - i * chunkPages))
}

const START: Omit<Stretch, 'pages'> = { chunkPages: 256, pageNs: 5000, pauseNs: 1.7 * MS }
const RETURN: Omit<Stretch, 'pages'> = { chunkPages: 128, pageNs: 4000, pauseNs: 2 * MS }
const READ: Omit<Stretch, 'pages'> = { chunkPages: 64, pageNs: 1200, pauseNs: 3 * MS }

/** Frames of an animation: a deadline each 16.67 ms. */
function frames(fromNs: number, toNs: number, cpuNs: number, source: Random): Row[] {
  const rows: Row[] = [until(fromNs)]
  for (let at = fromNs + 16.666667 * MS; at < toNs; at += 16.666667 * MS) rows.push({ cpuNs: around(cpuNs, 0.25, source), wait: WAIT_UNTIL, waitNs: Math.round(at) })
  return rows
}

/** Wakes again and again, works a little, sleeps a while. */
function ticking(periodNs: number, cpuNs: number, jitter: number, source: Random, endNs = DURATION_NS): Row[] {
  const rows: Row[] = []
  for (let at = 0; at < endNs; at += periodNs) rows.push({ cpuNs: around(cpuNs, 0.3, source), waitNs: around(periodNs - cpuNs, jitter, source) })
  return rows
}

/** Same on a grid of absolute times. */
function onGrid(periodNs: number, cpuNs: number, source: Random): Row[] {
  const rows: Row[] = []
  for (let at = periodNs; at < DURATION_NS; at += periodNs) rows.push({ cpuNs: around(cpuNs, 0.2, source), wait: WAIT_UNTIL, waitNs: Math.round(at) })
  return rows
}

/** Apps on the screen, one after the other, with the threads that read for them and draw them. Returns find most pages swapped out. */
function apps(): ThreadSpec[] {
  const source = random(1)
  const camera = [...fill({ ...START, pages: 60_000 }, source), until(11.6 * S), ...revisit({ ...RETURN, pages: 24_000 }, source), until(END_NS)]
  const chat = [...fill({ ...START, pages: 44_000 }, source), until(16.4 * S), ...revisit({ ...RETURN, pages: 18_000 }, source), until(END_NS)]
  const maps = [...fill({ ...START, pages: 52_000 }, source), until(18 * S), ...revisit({ ...RETURN, pages: 20_000 }, source), until(END_NS)]
  const news = [...fill({ ...START, pages: 44_000 }, source), until(END_NS)]
  const game = [...fill({ ...START, pages: 70_000 }, source), until(END_NS)]
  const launcher = [until(8.2 * S), ...revisit({ ...RETURN, pages: 9_000 }, source), until(END_NS)]
  return [
    { tid: 2140, name: 'xample.launcher', tgid: 2140, rows: launcher, residentPages: 12_000, swappedPages: 6_000, firstCpu: 5 },
    { tid: 6210, name: '.example.camera', tgid: 6210, startNs: 0.6 * S, rows: camera, firstCpu: 7 },
    { tid: 6390, name: 'om.example.chat', tgid: 6390, startNs: 3.2 * S, rows: chat, firstCpu: 7 },
    { tid: 6550, name: 'om.example.maps', tgid: 6550, startNs: 5.8 * S, rows: maps, firstCpu: 7 },
    { tid: 6620, name: 'om.example.news', tgid: 6620, startNs: 9.4 * S, rows: news, firstCpu: 7 },
    { tid: 6700, name: 'om.example.game', tgid: 6700, startNs: 13.4 * S, rows: game, firstCpu: 7 },
    ...readers(),
    ...renderers()
  ]
}

/** Threads that read code and assets while their app starts; they wait for the disk. */
function readers(): ThreadSpec[] {
  const source = random(2)
  const reader = (tid: number, tgid: number, name: string, startNs: number, pages: number): ThreadSpec => ({
    tid, name, tgid, startNs, rest: 'D', rows: [...read({ ...READ, pages }, source), until(END_NS)], firstCpu: 4
  })
  return [
    reader(6233, 6210, 'camera-assets', 0.58 * S, 3000), reader(6401, 6390, 'chat-media', 3.18 * S, 2200), reader(6561, 6550, 'maps-tiles', 5.78 * S, 2600),
    reader(6633, 6620, 'news-images', 9.38 * S, 2400), reader(6713, 6700, 'game-loader', 13.38 * S, 3200)
  ]
}

/** Threads that draw a starting app. */
function renderers(): ThreadSpec[] {
  const source = random(4)
  const renderer = (tid: number, tgid: number, startNs: number, lengthNs: number, cpuNs: number): ThreadSpec => ({
    tid, name: 'RenderThread', tgid, startNs, rows: [...frames(startNs, startNs + lengthNs, cpuNs, source), until(END_NS)], firstCpu: 6
  })
  return [renderer(6240, 6210, 0.62 * S, 1.9 * S, 3.2 * MS), renderer(6412, 6390, 3.22 * S, 1.4 * S, 2.6 * MS), renderer(6720, 6700, 13.42 * S, 2.2 * S, 3.4 * MS)]
}

/** Apps left in the background; both are ended to make room. */
function leftApps(): ThreadSpec[] {
  return [
    { tid: 5020, name: 'om.example.mail', tgid: 5020, rows: [until(5.6 * S), dies], residentPages: 11_000, swappedPages: 9_000, firstCpu: 2 },
    { tid: 5330, name: 'm.example.radio', tgid: 5330, rows: [until(13.2 * S), dies], residentPages: 9_000, swappedPages: 8_000, firstCpu: 3 }
  ]
}

/** Everything that only takes CPU time. */
function background(): ThreadSpec[] {
  const source = random(3)
  return [
    { tid: 598, name: 'surfaceflinger', tgid: 598, priority: 98, rows: onGrid(33.333333 * MS, 1.1 * MS, source), firstCpu: 4 },
    { tid: 1410, name: 'FastMixer', tgid: 1402, priority: 96, rows: onGrid(40 * MS, 0.4 * MS, source), firstCpu: 1 },
    { tid: 1655, name: 'system_server', tgid: 1655, rows: ticking(61 * MS, 2.5 * MS, 0.4, source), firstCpu: 5 },
    { tid: 4411, name: 'dex2oat32', tgid: 4411, priority: 130, rows: ticking(260 * MS, 40 * MS, 0.2, source), firstCpu: 2 },
    { tid: 4412, name: 'dex2oat32', tgid: 4411, priority: 130, rows: ticking(310 * MS, 45 * MS, 0.2, source), firstCpu: 3 },
    { tid: 311, name: 'kworker/u16:4', rest: 'I', rows: ticking(52 * MS, 0.35 * MS, 0.5, source), firstCpu: 1 },
    { tid: 14, name: 'rcu_preempt', rest: 'I', rows: ticking(40 * MS, 0.06 * MS, 0.3, source), firstCpu: 0 },
    { tid: 7021, name: 'vmstat-logger', tgid: 7021, rows: onGrid(100 * MS, 0.9 * MS, source), firstCpu: 6 }
  ]
}

function taskOf(spec: ThreadSpec): DemandTask {
  const hasMemory = spec.rows.some((row) => (row.alloc ?? 0) + (row.touch ?? 0) + (row.file ?? 0) > 0) || (spec.residentPages ?? 0) > 0
  return {
    tid: spec.tid, name: spec.name, kind: hasMemory || spec.name === 'RenderThread' ? 'app' : 'other', priority: spec.priority ?? 120, startNs: spec.startNs ?? 0,
    firstCpu: spec.firstCpu ?? 0, cpus: spec.cpus ?? null, residentPages: spec.residentPages ?? 0, swappedPages: spec.swappedPages ?? 0, dirtyShare: 0.4,
    program: programOf(spec.rows)
  }
}

/** The workload, the same at every call. */
export function makeWorkload(cpuCount: number): SampleWorkload {
  const specs = [...leftApps(), ...apps(), ...background()]
  const tasks = specs.map(taskOf)
  const unownedAnonPages = 60_000
  const resident = unownedAnonPages + tasks.reduce((sum, task) => sum + task.residentPages, 0)
  const activeAnonPages = 16_000
  return {
    threads: new Map(specs.map((spec) => [spec.tid, { tgid: spec.tgid ?? -1, rest: spec.rest ?? 'S' }])),
    demand: {
      startNs: 0, endNs: DURATION_NS, cpuCount, tasks,
      initial: {
        freePages: 16_000, inactiveAnonPages: resident - activeAnonPages, activeAnonPages, inactiveFilePages: 26_000, activeFilePages: 22_000,
        unownedAnonPages, unownedSwappedPages: 40_000
      },
      evidence: [], warnings: []
    }
  }
}
