/** Corrects the number of touches when a replay shows that they swap in more or fewer pages than were recorded. */
import type { Demand, TaskProgram } from './demand'
import { splitWhole } from './robust-stats'

function scaleProgram(program: TaskProgram, factor: number): TaskProgram {
  const total = program.touchPages.reduce((sum, pages) => sum + pages, 0)
  return total === 0 ? program : { ...program, touchPages: splitWhole(Math.round(total * factor), program.touchPages) }
}

/**
 * Same demand with all touches multiplied by `factor` (>= 0), e.g. recorded swap-ins divided by replayed ones. CPU time and
 * everything else stay; each program's touches add up to its scaled total.
 */
export function scaleTouches(demand: Demand, factor: number): Demand {
  return { ...demand, tasks: demand.tasks.map((task) => ({ ...task, program: scaleProgram(task.program, factor) })) }
}
