/** Which evidence each part of the demand came from, in words for the report. */
import type { AnonBalance } from './anon-balance'
import type { DemandEvidence } from './demand'
import type { ResolvedHints } from './demand-hints'
import type { Dependencies } from './dependencies'
import type { FileDemand } from './file-demand'
import type { MemoryActivity } from './memory-activity'
import type { PacingKind } from './pacing'
import type { UntracedReclaim } from './recorded-overheads'
import type { Refaults } from './refaults'
import type { ThreadWork } from './thread-work'

export interface EvidenceInputs {
  readonly works: readonly ThreadWork[]
  readonly dependencies: Dependencies
  readonly activity: MemoryActivity
  readonly refaults: Refaults
  readonly file: FileDemand | null
  readonly untraced: UntracedReclaim | null
  readonly dirty: DemandEvidence
  readonly balance: AnonBalance | null
  readonly hints: ResolvedHints
}

function reclaimEvidence(inputs: EvidenceInputs): DemandEvidence {
  const part = 'direct reclaim taken out'
  if (inputs.works.some((work) => work.spans.startNs.length > 0)) return { part, source: 'mm_vmscan_direct_reclaim_begin and _end', uncertainty: 0.02 }
  if (inputs.untraced !== null) return { part, source: "pgsteal_direct times kswapd's CPU time per page; its waits stay in", uncertainty: 0.5 }
  return { part, source: 'none recorded', uncertainty: 0.05 }
}

function sleepEvidence(works: readonly ThreadWork[]): DemandEvidence {
  const waits = works.reduce((sum, work) => sum + Math.max(0, work.bursts.length - 1), 0)
  const known = works.reduce((sum, work) => sum + Math.max(0, work.bursts.length - 1) * work.knownSleepShare, 0)
  const woken = works.filter((work) => work.bursts.some((burst) => burst.wakeKnown)).length
  const share = waits === 0 ? 1 : known / waits
  const source = `${woken} of ${works.length} tasks by wake-ups, the others by idle CPUs and their shortest sleeps (${Math.round(share * 100)} % of the sleeps known)`
  return { part: 'sleeps', source, uncertainty: Math.min(1, 0.02 + (1 - share) * 0.5) }
}

function pacingEvidence(works: readonly ThreadWork[]): DemandEvidence {
  const count = (kind: PacingKind): number => works.filter((work) => work.pacing.kind === kind).length
  const source = `${count('deadline')} tasks wake on deadlines, ${count('relative')} sleep relative times, ${count('recorded')} wake at the recorded times`
  return { part: 'pacing', source, uncertainty: 0.1 }
}

function orderEvidence({ count }: Dependencies): DemandEvidence {
  if (count === 0) return { part: 'order of tasks', source: 'no task was seen to wait for another: each begins at its recorded times', uncertainty: 0.3 }
  return { part: 'order of tasks', source: `${count} long sleeps end with the work of the task that started, woke or answered, the others at the recorded times`, uncertainty: 0.1 }
}

/** Evidence list of a demand, without the initial state. */
export function describeEvidence(inputs: EvidenceInputs): DemandEvidence[] {
  const spinning = inputs.works.filter((work) => work.clock === 'wall').length
  const list: DemandEvidence[] = [
    ...inputs.activity.evidence,
    { part: 'background CPU', source: `sched slices${spinning > 0 ? `; ${spinning} tasks compute until a time has passed` : ''}`, uncertainty: 0.02 },
    reclaimEvidence(inputs),
    sleepEvidence(inputs.works),
    pacingEvidence(inputs.works),
    orderEvidence(inputs.dependencies)
  ]
  if (inputs.refaults.totalSwapIns > 0) {
    list.push({ part: 'refaults', source: 'pswpin, shared by CPU time; resident touches extrapolated from the swapped share', uncertainty: inputs.refaults.uncertainty }, inputs.dirty)
    if (inputs.hints.decompressNs === 0) list.push({ part: 'decompression taken out', source: 'cost not given: it stays in the bursts', uncertainty: 0.3 })
  }
  if (inputs.file !== null) list.push(inputs.file.evidence)
  return list
}
