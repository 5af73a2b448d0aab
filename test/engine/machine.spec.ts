import { describe, expect, it } from 'vitest'
import { metricsOf } from '../../src/engine/run-metrics'
import { makeMachine, repeat, type MachineSpec } from '../support/demand-fixture'

const PRESSURE: MachineSpec = { durationMs: 500, initial: { freePages: 600, unownedAnonPages: 6000 }, tasks: [{ rows: repeat(40, { cpuUs: 200, alloc: 60, sleepMs: 8 }) }] }

function run(spec: MachineSpec): ReturnType<typeof makeMachine> {
  const machine = makeMachine(spec)
  machine.run()
  return machine
}

describe('a machine', () => {
  it('closes the loop: the slower reclaim is, the later the same demand ends', () => {
    const endBin = (compressNs: number): number => {
      const machine = makeMachine({ durationMs: 2000, initial: { freePages: 400, unownedAnonPages: 8000 }, parameters: { costs: { compressNs } }, tasks: [{ rows: repeat(50, { cpuUs: 100, alloc: 80 }) }] })
      let end = Infinity
      machine.run((bin) => {
        if (machine.tasks[0]!.state === 'exited') end = Math.min(end, bin)
      })
      return end
    }
    expect(endBin(50_000)).toBeGreaterThan(endBin(2_000) + 3)
    expect(endBin(50_000)).toBeLessThan(200)
  })

  it('has the watermarks of the recording, or those that sysctls would set', () => {
    const watermarks = (vm: MachineSpec['vm']): object => makeMachine({ ...PRESSURE, ...(vm === undefined ? {} : { vm }) }).memory.zone.watermarks
    expect(watermarks(undefined)).toEqual({ min: 100, low: 200, high: 300 })
    expect(watermarks({ minFreeKbytes: 800 })).toEqual({ min: 200, low: 300, high: 400 })
    // 1 % of 10,000 pages
    expect(watermarks({ watermarkScaleFactor: 100 })).toEqual({ min: 100, low: 200, high: 300 })
    expect(watermarks({ watermarkScaleFactor: 300, minFreeKbytes: 400 })).toEqual({ min: 100, low: 400, high: 700 })
  })

  it('has fewer stalls with wider watermarks', () => {
    const bursts: MachineSpec = { ...PRESSURE, tasks: [{ rows: repeat(10, { cpuUs: 200, alloc: 300, sleepMs: 30 }) }] }
    const stalls = (watermarkScaleFactor: number | null): number => metricsOf(run({ ...bursts, vm: { watermarkScaleFactor } })).allocstall!
    expect(stalls(null)).toBeGreaterThan(0)
    expect(stalls(600)).toBe(0)
  })

  it('takes swappiness from the configuration', () => {
    const stolen = (swappiness: number): [number, number] => {
      const { pgstealAnon, pgstealFile } = metricsOf(run({ ...PRESSURE, vm: { swappiness }, initial: { ...PRESSURE.initial, inactiveFilePages: 1500, activeFilePages: 1400 } }))
      return [pgstealAnon!, pgstealFile!]
    }
    const [anonLow, fileLow] = stolen(10)
    const [anonHigh, fileHigh] = stolen(190)
    expect(anonHigh).toBeGreaterThan(anonLow)
    expect(fileHigh).toBeLessThan(fileLow)
  })

  it('runs several kswapd threads where the recording had them', () => {
    const machine = run({ ...PRESSURE, cpuCount: 3, parameters: { machine: { kswapdFirstCpus: [0, 1] } } })
    expect(machine.kswapds).toHaveLength(2)
    for (const task of machine.kswapds) expect(task.cpuNs).toBeGreaterThan(0)
  })

  it('makes other work wait when kcompressd takes its CPU', () => {
    const busy: MachineSpec = { ...PRESSURE, cpuCount: 1, tasks: [{ kind: 'other', rows: [{ cpuUs: 2e6 }] }, ...PRESSURE.tasks!] }
    const machine = run({ ...busy, kcompressd: { variant: 'zram', threads: 1, fifoEntries: 4096, memalloc: true } })
    const { cpus, kcompressd } = metricsOf(machine)
    expect(cpus[0]!.byClass.idle).toBeCloseTo(0, 1)
    expect(kcompressd.cpuS).toBeGreaterThan(0)
    expect(kcompressd.waitMsMean).toBeGreaterThan(0.05)
    expect(cpus[0]!.byClass.other! + cpus[0]!.byClass.app! + cpus[0]!.byClass.kswapd! + cpus[0]!.byClass.kcompressd! + cpus[0]!.byClass.directReclaim!).toBeCloseTo(100, 1)
  })
})
