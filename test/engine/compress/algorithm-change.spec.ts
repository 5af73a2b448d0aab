import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../../src/shared/config'
import { algorithmChange, algorithmSentence, parametersUnder } from '../../../src/engine/compress/algorithm-change'
import { replay } from '../../../src/engine/replay'
import { metricsOf } from '../../../src/engine/run-metrics'
import type { Prepared, RunResult } from '../../../src/engine/run-types'
import { makeConfig, makeDemand, makeMachine, makeParameters, repeat, type DemandSpec } from '../../support/demand-fixture'

const off = makeConfig()
const under = (algorithm: Configuration['swap']['algorithm']): Configuration => ({ ...off, id: algorithm, swap: { ...off.swap, algorithm } })
/** 6 MiB more than there is, in bursts. */
const pressure: DemandSpec = { durationMs: 600, tasks: [{ rows: repeat(40, { cpuUs: 300, alloc: 60, sleepMs: 8 }) }], initial: { freePages: 500, unownedAnonPages: 8000 } }

function prepared(recorded?: string): Prepared {
  const base = makeParameters()
  return {
    window: { startNs: 0, endNs: 0 }, demand: makeDemand(pressure), parameters: recorded === undefined ? base : { ...base, algorithm: recorded }, running: off,
    observed: metricsOf(makeMachine({ durationMs: 1 })), assumptions: [], fit: {}, fitVerdict: { grade: 'none', summary: '' }, warnings: []
  }
}

const run = (config: Configuration, recorded?: string): RunResult => replay(prepared(recorded), { config, seed: 1, member: 0 })

describe('another compression algorithm', () => {
  it('takes longer per page and stores less under zstd', () => {
    const lz4 = run(under('lz4')).metrics
    const zstd = run(under('zstd')).metrics
    expect(lz4.pswpout).toBeGreaterThan(1000)
    expect(zstd.zram.comprBytes! / zstd.zram.origBytes!).toBeLessThan(0.75 * (lz4.zram.comprBytes! / lz4.zram.origBytes!))
    const cpu = (metrics: typeof lz4): number => metrics.kswapd.cpuS! / metrics.pgstealKswapd!
    expect(cpu(zstd)).toBeGreaterThan(1.5 * cpu(lz4))
  })

  it('is relative to the algorithm that was recorded', () => {
    const change = algorithmChange(off, under('zstd'), 'lzo-rle')!
    expect([change.from.id, change.to.id]).toEqual(['lzo-rle', 'zstd'])
    const { costs, content } = parametersUnder(makeParameters(), change)
    expect(costs.decompressNs / makeParameters().costs.decompressNs).toBeCloseTo(3.4 / 1.5, 6)
    expect(content.meanCompressedBytes! / 1365).toBeCloseTo(0.65 / 0.96, 6)
  })

  it('is none when the configuration names what ran, or what the device names', () => {
    expect(algorithmChange(off, under('lz4'), 'lzo-rle')).toBeNull()
    expect(algorithmChange(off, under('zstd'), 'zstd')).toBeNull()
    expect(run(under('lz4'), 'lzo-rle').metrics).toEqual(run(off).metrics)
  })

  it('takes the running configuration where the recorded algorithm has no model', () => {
    expect(algorithmChange(off, under('zstd'), 'vendor-x')?.from.id).toBe('lz4')
  })

  it('is said in the run, with its evidence', () => {
    expect(run(under('zstd')).explanation.at(-1)).toMatch(/^zstd in place of lz4: 0\.65 times the size, 3\.20 times the time to compress.*not measured in this capture/)
    expect(run(off).explanation.join(' ')).not.toContain('in place of')
    expect(algorithmSentence(algorithmChange(off, under('lzo-rle'), undefined)!)).toContain('0.96 times the size')
  })
})
