/** A sweep judged by another goal: its runs stay, its front and best change. */
import type { AppError } from './errors'
import { judgeSweep, referenceMap, type Goal } from './judge-sweep'
import { ok, type Result } from './result'
import { readGoal, type Grid, type Sweep } from './sweep'

/** Marks the points, the front and the best by a goal. */
export function judged(sweep: Sweep, goal: Goal): Sweep {
  const judgement = judgeSweep(sweep.points, goal, referenceMap(sweep.baseline, sweep.references))
  const points = sweep.points.map((point, index) => ({ ...point, meetsConstraints: judgement.meets[index] === true, onFront: judgement.onFront[index] === true }))
  return {
    ...sweep, points, front: points.filter(({ onFront }) => onFront).map(({ id }) => id), best: judgement.best === null ? null : (points[judgement.best]?.id ?? null), notes: [...judgement.notes]
  }
}

/** The sweep as if it had been asked for with these goals; `CONFIG_INVALID` for one that cannot be read. */
export function withGoal(sweep: Sweep, { minimise, constraints }: Pick<Grid, 'minimise' | 'constraints'>): Result<Sweep, AppError> {
  const goal = readGoal({ minimise, constraints })
  return goal.ok ? ok(judged({ ...sweep, grid: { ...sweep.grid, minimise, constraints } }, goal.value)) : goal
}
