import * as v from 'valibot'
import { assembleSweep } from '../../src/engine/sweep/assemble-sweep'
import { openSpace, pointAt } from '../../src/engine/sweep/space'
import { findPreset } from '../../src/shared/presets'
import { gridSchema, readGoal } from '../../src/shared/sweep'
import { formulaMetrics } from './sweep-runner'

/** A finished sweep by the formula; `name` goes everywhere a foreign name can go. */
export function sweepFixture(name = 'w1', more: object = {}) {
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
