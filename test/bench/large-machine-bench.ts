/** A phone with 12 GB: three million page frames under pressure on eight CPUs. Time and memory of one run. */
import { Machine, type MachineInput } from '../../src/engine/machine'
import { makeDemand, makeParameters, type RowSpec } from '../support/demand-fixture'
import { findPreset } from '../../src/shared/presets'
import { metricsOf } from '../../src/engine/run-metrics'
import { timed, type Row } from './timing'

const MANAGED_PAGES = 3_000_000
const APPS = 6
const MEMORY_BUDGET_MB = 200

/** Every app allocates 240 MB in 8 s and touches what it owns. */
function rows(): RowSpec[] {
  return Array.from({ length: 400 }, () => ({ cpuUs: 1500, alloc: 150, touch: 300, sleepMs: 15 }))
}

/** Bytes that the process holds in heap and array buffers, garbage collected first where that is possible. */
function heldMb(): number {
  ;(globalThis as { gc?: () => void }).gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

export function benchLargeMachine(): Row[] {
  const demand = makeDemand({
    durationMs: 8000, cpuCount: 8,
    tasks: [
      ...Array.from({ length: APPS }, (_, i) => ({ firstCpu: i, residentPages: 250_000, dirtyShare: 0.3, rows: rows() })),
      ...Array.from({ length: 4 }, (_, i) => ({ kind: 'other' as const, firstCpu: i, rows: Array.from({ length: 800 }, () => ({ cpuUs: 3000, sleepMs: 6 })) }))
    ],
    initial: { freePages: 60_000, unownedAnonPages: 900_000, unownedSwappedPages: 300_000, inactiveFilePages: 200_000, activeFilePages: 200_000 }
  })
  const config = findPreset('zram-v1')?.config
  if (config === undefined) throw new Error('no preset zram-v1')
  const cpus = Array.from({ length: 8 }, (_, id) => ({ id, capacity: id < 4 ? 400 : 1024, dynamicPowerUwPerMhzV2: null, maxFreqKhz: null }))
  // once: a machine that is not collected yet may only make a figure larger, never smaller
  const baseMb = heldMb()
  return (['classic', 'mglru'] as const).map((lru) => {
    const parameters = makeParameters({
      cpuCount: 8, initialYoungShare: 0.5, costs: { contentionFactor: 1.1 },
      machine: { managedPages: MANAGED_PAGES, watermarks: { min: 8000, low: 20_000, high: 32_000 }, lru, cpus }
    })
    return measure({ demand, parameters, config, seed: 1 }, baseMb)
  })
}

function measure(input: MachineInput, baseMb: number): Row {
  const { ms, value: machine } = timed(() => {
    const started = new Machine(input)
    started.run()
    return started
  })
  const megabytes = heldMb() - baseMb
  const { pgscanKswapd, pgscanDirect } = metricsOf(machine)
  return {
    job: `${(MANAGED_PAGES / 1e6).toFixed(0)} M frames, ${input.parameters.machine.lru}`, ms,
    rate: `${(machine.scheduler.eventCount / 1e6).toFixed(2)} M events, ${(pgscanKswapd ?? 0) + (pgscanDirect ?? 0)} pages scanned`,
    peer: `${megabytes.toFixed(0)} MB for ${(machine.memory.pages.pageCount / 1e6).toFixed(2)} M page records`, budget: `${MEMORY_BUDGET_MB} MB`, isMet: megabytes <= MEMORY_BUDGET_MB
  }
}
