/** Extracted demand against the scripts of the laboratory recordings. Needs the recordings; says so when they are absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WAIT_EXIT, type Demand, type DemandTask } from '../../../src/engine/demand/demand'
import { extractDemand } from '../../../src/engine/demand/extract-demand'
import type { Trace } from '../../../src/engine/trace/trace'
import { openCapture } from '../../../src/main/import/open-capture'
import { wholeWindow } from '../../support/demand-trace'

const LAB = join(resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared'), 'lab')
const hasLab = existsSync(LAB)
if (!hasLab) console.log(`skipped: no recordings at ${LAB} (set RECLAIMSCOPE_CORPUS)`)

const workloads = !hasLab ? [] : readdirSync(LAB).filter((name) => /^w\d+$/.test(name)).sort()
const recordings = workloads.flatMap((workload) => readdirSync(join(LAB, workload)).filter((name) => /^off-\d+$/.test(name)).sort().map((name) => `${workload}/${name}`))
const first = recordings.filter((name) => name.endsWith('-1'))

interface Meta {
  readonly workload: { readonly script: readonly string[] }
  readonly cpu_seconds_by_thread: Readonly<Record<string, number>>
  readonly direct_reclaim: { readonly by_class: Readonly<Record<string, { readonly total_ms: number } | undefined>> }
}

async function open(name: string): Promise<Trace> {
  const result = await openCapture([{ kind: 'path', path: join(LAB, name) }])
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const readMeta = (name: string): Meta => JSON.parse(readFileSync(join(LAB, name, 'meta.json'), 'utf8')) as Meta
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + Math.max(0, value), 0)
const total = (demand: Demand, column: 'allocPages' | 'touchPages' | 'filePages'): number => sum(demand.tasks.map((task) => sum(task.program[column])))
const extract = (trace: Trace): Demand => extractDemand(trace, wholeWindow(trace))

/** What the script asks for while tracing: pages per app, apps that exit, pages of the exiting apps. */
function truthOf(meta: Meta): { alloc: Map<string, number>; exits: Map<string, number> } {
  const alloc = new Map<string, number>()
  const exits = new Map<string, number>()
  const owned = new Map<string, number>()
  let tracing = false
  for (const line of meta.workload.script) {
    const [verb, id = '', what, amount] = line.split(' ')
    if (verb === 'trace') tracing = id === '1'
    if (verb !== 'app') continue
    const name = `app${id.padStart(2, '0')}`
    if (what === 'alloc') {
      const pages = Number(amount) * 256
      owned.set(name, (owned.get(name) ?? 0) + pages)
      if (tracing) alloc.set(name, (alloc.get(name) ?? 0) + pages)
    }
    if (what === 'exit' && tracing) exits.set(name, owned.get(name) ?? 0)
  }
  return { alloc, exits }
}

function byName(demand: Demand): Map<string, DemandTask> {
  return new Map(demand.tasks.map((task) => [task.name, task]))
}

function withinPercent(value: number, expected: number, percent: number, what: string): void {
  expect(Math.abs(value - expected), `${what}: ${value} vs ${expected}`).toBeLessThanOrEqual((percent / 100) * Math.max(1, Math.abs(expected)))
}

const withoutMarks = (trace: Trace): Trace => ({ ...trace, marks: { count: 0, tsNs: new Float64Array(), thread: new Uint32Array(), text: new Uint32Array() } })

/** Only counters and CPU slices. */
const bare = (trace: Trace): Trace => ({
  ...withoutMarks(trace), events: {}, eventCounts: {},
  wakeups: { count: 0, tsNs: new Float64Array(), thread: new Uint32Array(), waker: new Uint32Array(), targetCpu: new Uint16Array() }
})

describe.skipIf(!hasLab)('demand of the laboratory recordings', () => {
  it.each(recordings)('%s: allocations, exits and rows follow the script', async (name) => {
    const demand = extract(await open(name))
    const { alloc, exits } = truthOf(readMeta(name))
    const tasks = byName(demand)
    withinPercent(total(demand, 'allocPages'), sum(alloc.values()), 1, 'allocated pages')
    for (const [app, pages] of alloc) withinPercent(sum(tasks.get(app)?.program.allocPages ?? []), pages, 3, `pages of ${app}`)
    const ended = demand.tasks.filter((task) => task.kind === 'app' && task.program.waitKind.includes(WAIT_EXIT) && task.residentPages > 0)
    expect(ended.map((task) => task.name).sort()).toEqual([...exits.keys()].sort())
    for (const [app, pages] of exits) withinPercent(tasks.get(app)?.residentPages ?? 0, pages, 1, `memory of ${app}`)
    expect(sum(demand.tasks.map((task) => task.program.rowCount))).toBeLessThanOrEqual(30_000)
    const { lots, inactiveAnonPages, activeAnonPages } = demand.initial
    withinPercent(sum((lots ?? []).map((lot) => lot.residentPages)), inactiveAnonPages + activeAnonPages, 0.1, 'lots')
  })

  it.each(recordings)('%s: CPU time without direct reclaim is kept', async (name) => {
    const trace = await open(name)
    const meta = readMeta(name)
    const demand = extract(trace)
    const apps = demand.tasks.filter((task) => /^app\d+$/.test(task.name))
    const own = sum(apps.map((task) => sum(task.program.cpuNs))) / 1e9
    const recorded = sum(apps.map((task) => meta.cpu_seconds_by_thread[task.name] ?? 0))
    const reclaim = (meta.direct_reclaim.by_class['app']?.total_ms ?? 0) / 1e3
    expect(own).toBeLessThanOrEqual(recorded * 1.005)
    // Reclaim's wall time bounds its CPU time.
    expect(own).toBeGreaterThanOrEqual((recorded - reclaim) * 0.995)
  })

  it.each(first)('%s: the same demand without marks, nearly the same without rss_stat, wake-ups and reclaim events', async (name) => {
    const trace = await open(name)
    const full = extract(trace)
    const plain = extract(withoutMarks(trace))
    const tasks = byName(plain)
    for (const task of full.tasks) withinPercent(sum(tasks.get(task.name)?.program.allocPages ?? []), sum(task.program.allocPages), 3, `pages of ${task.name} without marks`)
    const least = extract(bare(trace))
    withinPercent(total(least, 'allocPages'), total(full, 'allocPages'), 1, 'pages from counters and slices alone')
    const uncertainty = (demand: Demand): number => demand.evidence.find((entry) => entry.part === 'anonymous allocation')?.uncertainty ?? 0
    expect(uncertainty(least)).toBeGreaterThan(uncertainty(full))
  })

  it.each(first)('%s: a loop that sleeps until fixed times is found, also where it stalled', async (name) => {
    const { alloc } = truthOf(readMeta(name))
    const demand = extract(await open(name))
    for (const [app, pages] of alloc) {
      const task = demand.tasks.find((item) => item.name === app)
      // The script allocates 32 pages per step.
      withinPercent(task?.program.rowCount ?? 0, pages / 32, 30, `steps of ${app}`)
    }
  })

  it('w3: swap-ins, file reads and the CSV form', async () => {
    const text = await open('w3/off-1')
    const csv = await open('w3/off-1-csv')
    const swapIns = (trace: Trace): number => {
      const values = trace.counters.find((track) => track.name === 'pswpin')!.value
      return values.at(-1)! - values[0]!
    }
    const demands = [extract(text), extract(csv)]
    for (const demand of demands) {
      // The script touches 163200 pages in apps that came back swapped out in part; only swapped ones show.
      expect(total(demand, 'touchPages')).toBeGreaterThan(swapIns(text))
      withinPercent(total(demand, 'touchPages'), 163_200, 15, 'touched pages')
      expect(total(demand, 'filePages')).toBeGreaterThan(5_000)
      expect(demand.tasks.find((task) => task.name === 'app02')?.dirtyShare).toBeCloseTo(0.4, 1)
    }
    const { alloc } = truthOf(readMeta('w3/off-1'))
    for (const app of alloc.keys()) {
      const [a, b] = demands.map((demand) => sum(byName(demand).get(app)?.program.allocPages ?? []))
      withinPercent(b as number, a as number, 3, `pages of ${app} from CSV`)
    }
  })
})
