import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeConstraint, limitOf, parseConstraint, violation } from '../../src/shared/constraint'
import { findPreset } from '../../src/shared/presets'
import { formulaMetrics } from '../support/sweep-runner'

const read = (text: string) => {
  const parsed = parseConstraint(text)
  return parsed.ok ? parsed.value : parsed.error
}
const value = (measure: string, comparator: string, limit: number) => ({ measure, comparator, bound: { kind: 'value', value: limit } })
const reference = (measure: string, comparator: string, id: string, factor: number) => ({ measure, comparator, bound: { kind: 'reference', id, factor } })

describe('a constraint', () => {
  it.each([
    ['kcompressd CPU below 10 %', value('kcompressd.cpuPct', '<', 10)],
    ['kcompressd cpu is at most 2.5 s', value('kcompressd.cpuS', '<=', 2.5)],
    ['energy no more than off', reference('energyJ', '<=', 'off', 1)],
    ['directReclaim.totalMs <= 500', value('directReclaim.totalMs', '<=', 500)],
    ['Direct reclaim time ≤ 0.5 s', value('directReclaim.totalMs', '<=', 500)],
    ['stalls < 800 ms', value('directReclaim.totalMs', '<', 800)],
    ['longest stall under 20ms', value('directReclaim.maxMs', '<', 20)],
    ['reclaimCpuS at most 90 % of baseline', reference('reclaimCpuS', '<=', 'baseline', 0.9)],
    ['allocstall <= baseline + 5 %', reference('allocstall', '<=', 'baseline', 1.05)],
    ['pgstealAnonPerAwakeS >= the baseline', reference('pgstealAnonPerAwakeS', '>=', 'baseline', 1)],
    ['zram memory below 64 MiB', value('zram.memUsedBytes', '<', 64 * 1024 * 1024)],
    ['CPU 3 busy less than 80 %', value('cpus.3.busyPct', '<', 80)],
    ['kcompressd.queued more than 0', value('kcompressd.queued', '>', 0)]
  ])('reads %s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it.each([
    ['', 'a metric, a comparison and a limit'], ['faster please', 'a metric, a comparison and a limit'], ['colour < 5', "no metric called 'colour'"],
    ['kcompressd CPU below 10', 'Write a unit: % or s'], ['stalls < 5 MiB', "'mib' does not fit"], ['allocstall < 5 ms', 'is a count'], ['energy <= yesterday', "'yesterday' is no limit"],
    ['energy <= constructor', "'constructor' is no limit"], ['__proto__ < 5', "no metric called '__proto__'"], ['zram memory < 5 constructor', "does not fit"], [`stalls < ${'9'.repeat(300)}`, 'At most 200 characters']
  ])('refuses %s and says why', (text, words) => {
    expect(read(text)).toEqual(expect.stringContaining(words))
  })

  it('is told in full words as it was understood', () => {
    expect(describeConstraint(parsed('kcompressd CPU below 10 %'))).toBe('kcompressd CPU share < 10\u2009%')
    expect(describeConstraint(parsed('energy at most 90 % of off'))).toBe('Energy ≤ 90 % of off')
  })

  it('takes its limit from what it refers to; unknown stays unknown', () => {
    const references = new Map([['baseline', formulaMetrics(findPreset('off')!.config)]])
    expect(limitOf(parsed('directReclaim.totalMs <= baseline - 10 %'), references)).toBeCloseTo(0.9 * (2000 - 2), 9)
    expect(limitOf(parsed('energy <= baseline'), references)).toBeNull()
    expect(limitOf(parsed('stalls <= mm'), references)).toBeNull()
  })

  it('never throws, whatever is written', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.tuple(fc.constantFrom('energy', 'stalls', 'cpu'), fc.constantFrom('<', 'below', '≥'), fc.string()).map((parts) => parts.join(' '))), (text) => {
      const answer = parseConstraint(text)
      expect(answer.ok || answer.error.length > 0).toBe(true)
    }))
  })
})

const parsed = (text: string) => {
  const answer = parseConstraint(text)
  if (!answer.ok) throw new Error(answer.error)
  return answer.value
}

describe('a miss', () => {
  it('is a share of the limit, 0 when met, null when it cannot be told', () => {
    expect(violation(12, 10, '<=')).toBeCloseTo(0.2)
    expect(violation(10, 10, '<=')).toBe(0)
    expect(violation(10, 10, '<')).toBeGreaterThan(0)
    expect(violation(9, 10, '>=')).toBeCloseTo(0.1)
    expect(violation(null, 10, '<=')).toBeNull()
    expect(violation(1, null, '<=')).toBeNull()
    expect(violation(1, 0, '<=')).toBeGreaterThan(0)
  })
})
