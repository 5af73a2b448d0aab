/** One run: one replay of one demand under one configuration with one seed. */
import { settingOf } from '../shared/config-fields'
import { algorithmChange, algorithmSentence, parametersUnder } from './compress/algorithm-change'
import { explainRun } from './explain'
import { Machine } from './machine'
import { rescalePages } from './rescale-pages'
import { stallDurations } from './observe/stall-durations'
import { metricsOf, seriesOf, threadTimesOf } from './run-metrics'
import type { Prepared, ReplayJob, RunResult } from './run-types'
import { varyParameters } from './vary-parameters'

/** Seeds of members are spread so that neighbouring base seeds share none. */
const MEMBER_SEED_STEP = 7919
/** A full FIFO drains within milliseconds; a wait this long means that its thread waits for memory, too. */
const STUCK_NS = 1e9
/** Being later by less than this part of the window is no news. */
const NEWS_SHARE = 0.01

/** Replays the prepared capture under `job.config`. Pure: same input, same result, any platform. */
export function replay(prepared: Prepared, job: ReplayJob): RunResult {
  const change = algorithmChange(prepared.running, job.config, prepared.parameters.algorithm)
  const varied = parametersUnder(varyParameters(prepared.parameters, job.seed, job.member), change)
  const pageKib = settingOf(job.config, 'vm.pageKib')
  const { demand, parameters } = pageKib === null ? { demand: prepared.demand, parameters: varied } : rescalePages(prepared.demand, varied, pageKib * 1024)
  const machine = new Machine({
    demand,
    parameters,
    config: job.config,
    seed: job.seed + job.member * MEMBER_SEED_STEP
  })
  machine.run()
  return {
    configId: job.config.id, seed: job.seed, member: job.member, metrics: metricsOf(machine), series: seriesOf(machine, prepared.demand.startNs),
    stallDurations: stallDurations(machine.recorder.directReclaimNs), threadTimes: threadTimesOf(machine), explanation: [...explainRun(machine), ...(change === null ? [] : [algorithmSentence(change)])],
    warnings: [...pageSizeWarnings(prepared, machine), ...warningsOf(machine)], eventCount: machine.scheduler.eventCount
  }
}

/** Counts of another page size are not counts of the recording's pages. */
function pageSizeWarnings({ parameters }: Prepared, { memory }: Machine): string[] {
  const recorded = parameters.machine.pageSize
  if (memory.pageSize === recorded) return []
  return [`Replayed with pages of ${memory.pageSize / 1024} KiB instead of ${recorded / 1024}: counts of pages are in those, contents are taken as recorded.`]
}

/** What a user must know about this run: the model left the range where it can be trusted. */
function warningsOf(machine: Machine): string[] {
  const { counters } = machine.recorder
  const warnings: string[] = []
  if (machine.memory.zone.lowestFree <= 0) warnings.push('Free memory reached 0: the outcome is bistable, treat stalls as unknown.')
  if (counters.failedStores > 0) warnings.push(`${counters.failedStores} page writes failed because the compressed pool could not grow.`)
  if (counters.forcedAllocations > 0) warnings.push(`${counters.forcedAllocations} allocations found nothing to reclaim; a real kernel would have invoked the OOM killer.`)
  const lateNs = machine.durationNs - machine.windowNs
  if (lateNs > NEWS_SHARE * machine.windowNs) warnings.push(`The workload was held back: it took ${(lateNs / 1e9).toFixed(2)} s longer than the window. Totals include that time, charts end with the window.`)
  if (machine.outstandingPages > 0) warnings.push(`At the end ${machine.outstandingPages} pages that the workload allocates were still to come: totals are those of less work.`)
  const { longestRoomWaitNs } = machine.kcompressd
  if (longestRoomWaitNs >= STUCK_NS) warnings.push(`A reclaimer waited ${(longestRoomWaitNs / 1e9).toFixed(1)} s for room in a FIFO whose thread could not write: reclaim stood still, the figures are those of a stuck machine.`)
  return warnings
}
