import { describe, expect, it } from 'vitest'
import { findPreset } from '../../src/shared/presets'
import { CPU_CLASSES } from '../../src/shared/metrics'
import { replay } from '../../src/engine/replay'
import { metricsOf } from '../../src/engine/run-metrics'
import type { Prepared, RunResult } from '../../src/engine/run-types'
import { makeConfig, makeDemand, makeMachine, makeParameters, repeat, type DemandSpec, type ParametersSpec } from '../support/demand-fixture'

const PRESSURE: DemandSpec = {
  durationMs: 605, initial: { freePages: 600, unownedAnonPages: 6000, inactiveFilePages: 300 },
  tasks: [{ residentPages: 500, rows: repeat(40, { cpuUs: 300, alloc: 90, touch: 40, file: 5, sleepMs: 8 }) }, { kind: 'other', rows: repeat(40, { cpuUs: 4000, sleepMs: 6 }) }]
}

function prepared(demand: DemandSpec = PRESSURE, parameters: ParametersSpec = {}): Prepared {
  return {
    window: { startNs: 5e9, endNs: 5.605e9 }, demand: { ...makeDemand(demand), startNs: 5e9, endNs: 5.605e9 }, parameters: makeParameters(parameters), running: makeConfig(),
    observed: metricsOf(makeMachine({ durationMs: 1 })), assumptions: [], fit: {}, fitVerdict: { grade: 'none', summary: '' }, warnings: []
  }
}

const run = (preset: string, more: { seed?: number; member?: number; input?: Prepared } = {}): RunResult =>
  replay(more.input ?? prepared(), { config: findPreset(preset)!.config, seed: more.seed ?? 1, member: more.member ?? 0 })

describe('a replay', () => {
  it('says which configuration, seed and member it is', () => {
    expect(run('mm', { seed: 9, member: 2 })).toMatchObject({ configId: 'mm', seed: 9, member: 2 })
  })

  it('warns when reclaim stood still because a full queue made it wait', () => {
    const config = { ...findPreset('mm')!.config, kcompressd: { ...findPreset('mm')!.config.kcompressd, fifoEntries: 1, whenFull: 'wait' as const } }
    const input = { ...prepared({ ...PRESSURE, durationMs: 3000 }, { costs: { compressNs: 2.5e9 } }), window: { startNs: 5e9, endNs: 8e9 } }
    const stuck = replay({ ...input, demand: { ...input.demand, endNs: 8e9 } }, { config, seed: 1, member: 0 })
    expect(stuck.warnings.join()).toContain('reclaim stood still')
    expect(replay(prepared(), { config, seed: 1, member: 0 }).warnings.join()).not.toContain('stood still')
  })

  it('knows every metric but energy', () => {
    const { metrics } = run('zram-v1')
    const unknown: string[] = []
    const visit = (value: unknown, path: string): void => {
      if (value === null) unknown.push(path)
      else if (typeof value === 'object') for (const [key, child] of Object.entries(value)) visit(child, `${path}.${key}`)
    }
    visit(metrics, '')
    expect(unknown.filter((name) => !name.startsWith('.directReclaim'))).toEqual(['.energyJ'])
    expect(metrics.durationS).toBe(0.605)
  })

  it('tells the CPU time of every thread: together what the CPUs were busy', () => {
    const { metrics, threadTimes } = run('mm')
    const busyS = metrics.cpus.reduce((sum, cpu) => sum + (cpu.busyPct! / 100) * metrics.durationS, 0)
    expect(threadTimes!.threads.reduce((sum, { cpuS }) => sum + cpuS, 0)).toBeCloseTo(busyS, 6)
    const of = (cpuClass: string): number => threadTimes!.threads.filter((thread) => thread.cpuClass === cpuClass).reduce((sum, { cpuS }) => sum + cpuS, 0)
    expect([of('kswapd'), of('kcompressd')]).toEqual([metrics.kswapd.cpuS, metrics.kcompressd.cpuS])
  })

  it('has series whose sums are the metrics', () => {
    const { metrics, series } = run('mm')
    expect(series).toMatchObject({ startNs: 5e9, binNs: 10e6, binCount: 61 })
    const integral = (id: string): number => {
      const values = series.series.find((entry) => entry.id === id)!.values
      // the last bin is 5 ms long
      return values.reduce((sum, value, i) => sum + value * (i === 60 ? 0.005 : 0.01), 0)
    }
    expect(integral('pgstealAnonPerS')).toBeCloseTo(metrics.pgstealAnon!, 6)
    expect(integral('pgstealFilePerS')).toBeCloseTo(metrics.pgstealFile!, 6)
    expect(integral('allocstallPerS')).toBeCloseTo(metrics.allocstall!, 6)
    expect(integral('pgscanPerS')).toBeCloseTo(metrics.pgscanKswapd! + metrics.pgscanDirect!, 6)
    for (const cpu of series.cpus) {
      for (const name of CPU_CLASSES) {
        const busyS = cpu.byClass[name].reduce((sum, share, i) => sum + share * (i === 60 ? 0.005 : 0.01), 0)
        expect(busyS / 0.605).toBeCloseTo((metrics.cpus[cpu.cpu]!.byClass[name] ?? 0) / 100, 6)
      }
    }
  })

  it('never shows more free memory at the low point of a bin than at its end', () => {
    const { series } = run('off')
    const [free, lowest] = ['freePages', 'freePagesMin'].map((id) => series.series.find((entry) => entry.id === id)!.values)
    free!.forEach((value, i) => expect(lowest![i]).toBeLessThanOrEqual(value))
  })

  it('explains itself in sentences with numbers, about kcompressd only when it did something', () => {
    const [off, mm] = [run('off').explanation, run('mm').explanation]
    for (const sentence of [...off, ...mm]) expect(sentence).toMatch(/\d.*\.$/)
    expect(off.join(' ')).not.toMatch(/kcompressd|FIFO/)
    expect(mm.join(' ')).toMatch(/kcompressd/)
  })

  it('warns when memory ran out or nothing could be reclaimed', () => {
    expect(run('off').warnings).toEqual([])
    const hopeless = prepared({ durationMs: 605, initial: { freePages: 120 }, tasks: [{ rows: [{ alloc: 60 }] }] }, { disksizePages: 0 })
    expect(run('off', { input: hopeless }).warnings.join()).toContain('OOM killer')
  })

  it('goes on past the window until a workload that was held back has its pages, background load included', () => {
    const hog = { kind: 'other' as const, rows: repeat(60, { cpuUs: 5000, sleepMs: 5 }) }
    const late = prepared({ durationMs: 605, cpuCount: 2, tasks: [{ rows: [{ cpuUs: 500_000, alloc: 10, sleepMs: 300 }, { alloc: 90 }] }, hog] })
    const { metrics, series, warnings } = run('off', { input: late })
    expect(metrics.durationS).toBeCloseTo(0.805, 6)
    expect(series.binCount * series.binNs).toBeLessThanOrEqual(615e6)
    expect(warnings.join()).toContain('it took 0.20 s longer than the window')
    const other = metrics.cpus.reduce((sum, { byClass }) => sum + (byClass.other ?? 0), 0)
    expect((other / 100) * metrics.durationS).toBeGreaterThan(0.38)
  })

  it('stops at twice the window, and says what is missing', () => {
    const stuck = prepared({ durationMs: 605, tasks: [{ rows: [{ cpuUs: 500_000, alloc: 10, sleepMs: 2000 }, { alloc: 90 }] }] })
    const { metrics, warnings } = run('off', { input: stuck })
    expect(metrics.durationS).toBeCloseTo(1.205, 2)
    expect(warnings.join()).toContain('90 pages that the workload allocates were still to come')
  })

  it('counts its events', () => {
    expect(run('off').eventCount).toBeGreaterThan(200)
  })
})

describe('members of an ensemble', () => {
  const uncertain = prepared(PRESSURE, { uncertainty: { costs: 0.1, contention: 0.05, demand: 0 } })

  it('differ from each other, each the same every time', () => {
    const members = [0, 1, 2, 3].map((member) => JSON.stringify(run('off', { member, input: uncertain }).metrics))
    expect(new Set(members).size).toBe(4)
    expect(JSON.stringify(run('off', { member: 2, input: uncertain }).metrics)).toBe(members[2])
  })

  it('see the same costs under every configuration', () => {
    const ratio = (preset: string, member: number): number => {
      const { metrics } = run(preset, { member, input: uncertain })
      return (metrics.kswapd.cpuS! + metrics.kcompressd.cpuS!) / metrics.pgstealAnon!
    }
    const change = (preset: string): number => ratio(preset, 3) / ratio(preset, 0)
    expect(Math.abs(change('off') / change('zram-v1') - 1)).toBeLessThan(0.15)
  })
})
