import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { assembleSweep } from '../../../src/engine/sweep/assemble-sweep'
import { openSpace, pointAt } from '../../../src/engine/sweep/space'
import { sweepToCsv } from '../../../src/main/report/sweep-to-csv'
import { sweepToHtml } from '../../../src/main/report/sweep-to-html'
import { findPreset } from '../../../src/shared/presets'
import { gridSchema, readGoal } from '../../../src/shared/sweep'
import { formulaMetrics } from '../../support/sweep-runner'

/** A finished sweep by the formula; `name` goes everywhere a foreign name can go. */
function sweepFixture(name = 'w1', more: object = {}) {
  const grid = v.parse(gridSchema, { fields: { 'kcompressd.threads': [1, 2, 4], 'kcompressd.nice': [-5, 0] }, constraints: ['kcompressd CPU below 25 %'], ...more })
  const [goal, space] = [readGoal(grid), openSpace(grid)]
  if (!goal.ok || !space.ok) throw new Error('the grid is wrong')
  const runsOf = (config: Parameters<typeof formulaMetrics>[0]) => [0, 1, 2].map((member) => ({ metrics: formulaMetrics(config, member), warnings: [name] }))
  const points = Array.from({ length: space.value.size }, (_, index) => pointAt(space.value, index)).map((point) => ({ ...point, runs: runsOf(point.config) }))
  const off = findPreset('off')!.config
  return assembleSweep({
    capture: { name, files: [{ name, format: 'ftrace-text', bytes: 1, sha256: null }], clock: name, cpuCount: 1, window: { startS: 4, endS: 5 } }, grid, goal: goal.value, seed: 1, seeds: 3,
    combinations: space.value.size, isComplete: true, baseline: { config: off, runs: runsOf(off) }, references: [], points, warnings: [name]
  })
}

describe('the CSV of a sweep', () => {
  it('has a row for every combination, with the baseline on top, and leaves numbers numbers', () => {
    const [header = '', baseline = '', ...rows] = sweepToCsv(sweepFixture()).trim().split('\n')
    expect(header.split(',').slice(0, 8)).toEqual(['id', 'role', 'runs', 'meets_constraints', 'on_front', 'best', 'kcompressd.threads', 'kcompressd.nice'])
    expect(header).toMatch(/directReclaim\.totalMs\.p5,directReclaim\.totalMs\.p95,reclaimCpuS\.p5,reclaimCpuS\.p95$/)
    expect(baseline.split(',').slice(0, 3)).toEqual(['off', 'baseline', '3'])
    expect(rows).toHaveLength(6)
    expect(rows[0]!.split(',').slice(1, 8)).toEqual(['point', '3', 'yes', expect.any(String), expect.any(String), '1', '-5'])
    expect(new Set([header, baseline, ...rows].map((row) => row.split(',').length)).size).toBe(1)
  })
})

describe('the HTML of a sweep', () => {
  it('names the best under its constraints, and shows front, heat map and every combination', () => {
    const html = sweepToHtml(sweepFixture())
    expect(html).toMatch(/Best under kcompressd CPU share &lt; 25\u2009%: Threads 2, Nice value (-5|0)\./)
    expect(html.match(/<tr><th scope="row">/g)!.length).toBeGreaterThanOrEqual(6 + 1 + 2)
    expect(html).toContain('<svg class="chart wide"')
    expect(html).toContain('class="heat-7"')
    expect(html).toBe(sweepToHtml(sweepFixture()))
  })

  it('says so when nothing is good enough', () => {
    expect(sweepToHtml(sweepFixture('w', { constraints: ['stalls < 1 ms'] }))).toContain('No combination is good enough under Direct reclaim time &lt; 1\u2009ms.')
  })

  it('lets no foreign name become markup', () => {
    const html = sweepToHtml(sweepFixture('<script>alert(1)</script>"\''))
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;')
  })
})
