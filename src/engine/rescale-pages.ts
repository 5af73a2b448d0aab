/**
 * The same memory in larger pages: counts of pages shrink, costs per byte grow with the page, costs per page stay. What a page
 * contains is taken as recorded, though larger pages are less often same-filled.
 */
import { withSizesTimes, type CostParameters, type ModelParameters } from './model-parameters'
import type { Demand, DemandTask } from './demand/demand'

interface Rescaled {
  readonly demand: Demand
  readonly parameters: ModelParameters
}

/** Demand and machine with pages of `pageSize` bytes; unchanged when they are so already or larger. */
export function rescalePages(demand: Demand, parameters: ModelParameters, pageSize: number): Rescaled {
  const factor = pageSize / parameters.machine.pageSize
  if (!(factor > 1)) return { demand, parameters }
  return { demand: rescaleDemand(demand, factor), parameters: rescaleParameters(parameters, factor) }
}

function rescaleParameters(parameters: ModelParameters, factor: number): ModelParameters {
  const { machine, content, disksizePages } = parameters
  const { min, low, high } = machine.watermarks
  return {
    ...parameters, costs: rescaleCosts(parameters.costs, factor), disksizePages: disksizePages === null ? null : Math.floor(disksizePages / factor),
    content: withSizesTimes(content, factor),
    machine: {
      ...machine, pageSize: machine.pageSize * factor, managedPages: Math.floor(machine.managedPages / factor),
      watermarks: { min: min / factor, low: low / factor, high: high / factor }
    }
  }
}

/** What is spent on bytes: comparing, compressing, decompressing. */
function rescaleCosts(costs: CostParameters, factor: number): CostParameters {
  return { ...costs, compressNs: costs.compressNs * factor, sameFilledNs: costs.sameFilledNs * factor, decompressNs: costs.decompressNs * factor }
}

function rescaleDemand(demand: Demand, factor: number): Demand {
  const { initial } = demand
  const scaled = (pages: number): number => Math.round(pages / factor)
  const tasks = demand.tasks.map((task) => rescaleTask(task, factor))
  const unownedAnonPages = scaled(initial.unownedAnonPages)
  const anonPages = unownedAnonPages + tasks.reduce((sum, task) => sum + task.residentPages, 0)
  const activeAnonPages = Math.min(anonPages, scaled(initial.activeAnonPages))
  return {
    ...demand, tasks,
    initial: {
      freePages: scaled(initial.freePages), activeAnonPages, inactiveAnonPages: anonPages - activeAnonPages, inactiveFilePages: scaled(initial.inactiveFilePages),
      activeFilePages: scaled(initial.activeFilePages), unownedAnonPages, unownedSwappedPages: scaled(initial.unownedSwappedPages),
      ...(initial.lots === undefined ? {} : { lots: initial.lots.map((lot) => ({ ...lot, residentPages: scaled(lot.residentPages) })) })
    }
  }
}

function rescaleTask(task: DemandTask, factor: number): DemandTask {
  const { program } = task
  return {
    ...task, residentPages: Math.round(task.residentPages / factor), swappedPages: Math.round(task.swappedPages / factor),
    program: {
      ...program, allocPages: rescaleColumn(program.allocPages, factor), touchPages: rescaleColumn(program.touchPages, factor),
      filePages: rescaleColumn(program.filePages, factor), freePages: rescaleColumn(program.freePages, factor)
    }
  }
}

/** Counts by row so that every sum from the start is right to half a page; -1 ("all") stays. */
function rescaleColumn(pages: Int32Array, factor: number): Int32Array {
  let wanted = 0
  let given = 0
  return pages.map((count) => {
    if (count < 0) return count
    wanted += count
    const now = Math.round(wanted / factor) - given
    given += now
    return now
  })
}
