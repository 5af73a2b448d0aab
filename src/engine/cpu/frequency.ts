/** CPU frequency in a run: looking things up in the schedule. */
import type { FrequencySchedule } from '../model-parameters'

/** Interval that holds `timeNs` (relative to the start of the window). */
export function intervalAt(schedule: FrequencySchedule, timeNs: number): number {
  return Math.min((schedule.shares[0]?.length ?? 1) - 1, Math.floor(timeNs / schedule.intervalNs))
}
