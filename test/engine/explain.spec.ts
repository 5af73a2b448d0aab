import { describe, expect, it } from 'vitest'
import type { KcompressdSettings } from '../../src/shared/config'
import { explainRun } from '../../src/engine/explain'
import { explainChange } from '../../src/engine/explain-change'
import { metricsOf } from '../../src/engine/run-metrics'
import { makeMachine, repeat } from '../support/demand-fixture'

const run = (kcompressd: Partial<KcompressdSettings>): ReturnType<typeof makeMachine> => {
  const machine = makeMachine({
    durationMs: 800, kcompressd, initial: { freePages: 500, unownedAnonPages: 8000 }, parameters: { costs: { contentionFactor: 1.2 } },
    tasks: [{ rows: repeat(60, { cpuUs: 300, alloc: 60, sleepMs: 8 }) }, { kind: 'other', firstCpu: 1, rows: [{ cpuUs: 1e6 }] }]
  })
  machine.run()
  return machine
}
const numbersIn = (text: string | undefined): number[] => (text?.match(/\d+(\.\d+)?/g) ?? []).map(Number)
const find = (facts: readonly string[], start: string): string | undefined => facts.find((fact) => fact.startsWith(start))

describe('why a run came out as it did', () => {
  const off = run({ variant: 'off' })
  const zram = run({ variant: 'zram', threads: 1, fifoEntries: 64, memalloc: true, rotate: true })

  it("splits kswapd's CPU time into scanning and compression", () => {
    const [awake, scan, compress, waited] = numbersIn(find(explainRun(off), 'kswapd was awake')) as [number, number, number, number]
    const { kswapd } = metricsOf(off)
    expect(scan + compress).toBeCloseTo(kswapd.cpuS!, 1)
    // 2330 of 3330 ns per reclaimed page, a little less for what is scanned besides
    expect(compress / (scan + compress)).toBeGreaterThan(0.4)
    expect(compress / (scan + compress)).toBeLessThan(0.72)
    expect(awake).toBeCloseTo(kswapd.awakeS!, 1)
    expect(waited).toBeLessThanOrEqual(awake)
  })

  it('says why rotation at the mm level changes nothing on a kernel that writes locked pages', () => {
    const rotated = (kernel: string): string => {
      const machine = makeMachine({ durationMs: 300, kcompressd: { variant: 'mm', threads: 1, fifoEntries: 64, rotate: true }, initial: { freePages: 500, unownedAnonPages: 8000 }, parameters: { kernel }, tasks: [{ rows: repeat(30, { cpuUs: 300, alloc: 60, sleepMs: 8 }) }] })
      machine.run()
      return explainRun(machine).join(' ')
    }
    expect(rotated('6.1.192')).toContain('No written page could be rotated')
    expect(rotated('6.6.1')).not.toContain('No written page could be rotated')
    expect(rotated('6.6.1')).toContain('rotated to the inactive tail')
  })

  it('tells who compressed without kcompressd', () => {
    const c = off.recorder.counters
    expect(numbersIn(find(explainRun(off), 'All '))).toEqual([c.kswapdWrites + c.directWrites, c.kswapdWrites, c.directWrites])
    // a write that fails for want of memory has been compressed, too
    expect(c.kswapdWrites + c.directWrites).toBe(c.written + c.failedStores)
    expect(c.written).toBeGreaterThan(1000)
  })

  it('tells queue, waiting and what kswapd did itself with kcompressd', () => {
    const facts = explainRun(zram)
    const c = zram.recorder.counters
    expect(c.queued).toBeGreaterThan(100)
    expect(c.kswapdWrites).toBe(c.fallbackFull)
    expect(numbersIn(find(facts, 'kswapd compressed'))).toEqual([Math.round((100 * c.kswapdWrites) / (c.kswapdWrites + c.queued)), c.fallbackFull])
    expect(numbersIn(facts.find((fact) => fact.includes('went through')))[0]).toBe(c.queued)
    expect(find(facts, 'kcompressd used')).toBeDefined()
  })

  it('gives lowest free memory, slowdown and what the workload waited', () => {
    const facts = explainRun(zram)
    expect(numbersIn(find(facts, 'Lowest free memory'))).toEqual([zram.memory.zone.lowestFree, 100])
    const slowdown = numbersIn(find(facts, 'Work took'))[0]!
    expect(slowdown).toBeGreaterThan(0)
    expect(slowdown).toBeLessThanOrEqual(20)
    expect(find(facts, 'Applications were ready')).toMatch(/background tasks for \d+\.\d\d s\.$/)
  })
})

describe('what changed against the baseline', () => {
  const base = metricsOf(run({ variant: 'off' }))

  it('is one sentence with both values and the change', () => {
    const better = { ...base, allocstall: 50, kswapd: { ...base.kswapd, cpuS: base.kswapd.cpuS! / 2 }, interferenceMs: null }
    const [sentence, ...more] = explainChange(better, { ...base, allocstall: 100 }, 'off')
    expect(more).toEqual([])
    expect(sentence).toMatch(/^Against off: allocstall 50 instead of 100 \(.*50.*%\), kswapd CPU time .* instead of .*\.$/)
    expect(sentence).not.toContain('Interference')
  })

  it('is silent when nothing noteworthy changed', () => {
    expect(explainChange(base, base, 'off')).toEqual([])
    expect(explainChange({ ...base, kswapd: { ...base.kswapd, cpuS: base.kswapd.cpuS! * 1.01 } }, base, 'off')).toEqual([])
  })

  it('has no percentage from 0', () => {
    expect(explainChange({ ...base, allocstall: 7 }, { ...base, allocstall: 0 }, 'off')).toEqual(['Against off: allocstall 7 instead of 0.'])
  })
})
