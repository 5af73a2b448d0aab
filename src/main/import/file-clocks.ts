/**
 * What files say about their clocks, and how the times of one are brought to the clock of another: by a clock that both name, by
 * clock snapshots (Perfetto) or `trace_event_clock_sync` marks (atrace, systrace: FORMATS a.6).
 */
import { NO_TIME, secondsOf, subtractTimes, type ExactTime } from '../../engine/trace/exact-time'
import type { TraceBuilder } from '../../engine/trace/trace-builder'

/** Shared clocks, the best first: a wall clock may be set while recording, and marks give it in milliseconds only. */
const SHARED = ['boot', 'mono', 'mono_raw', 'realtime'] as const
const SYNC = /^trace_event_clock_sync: *(parent_ts|realtime_ts)=(\d{1,16})(?:\.(\d{1,9}))?/
const SYNC_PREFIX = 'trace_event_clock_sync:'
const MS_PER_S = 1000
const NS_PER_MS = 1e6

/** What has to be added to the times of a file, and which clock told so: `same` where both are on one, else the shared one. */
export interface Alignment {
  readonly offset: ExactTime
  readonly by: string
}

/** The clocks of one file. */
export class FileClocks {
  /** The clock of its times, as in trace_clock; null when it does not say. */
  name: string | null = null
  /** Own time minus that of the other clock, by the first reading of each. */
  private readonly distances = new Map<string, ExactTime>()

  /** The first word counts. */
  noteName(name: string): void {
    this.name ??= name
  }

  /** At `own`, the other clock showed `other`. */
  noteReading(clock: string, own: ExactTime, other: ExactTime): void {
    if (!this.distances.has(clock)) this.distances.set(clock, subtractTimes(own, other))
  }

  /** Takes the synchronisation marks of the file being read. */
  readMarks(builder: TraceBuilder): void {
    builder.eachMarkOfFile(SYNC_PREFIX, (time, text) => {
      const match = SYNC.exec(text)
      if (match === null) return
      const [, key = '', whole = '0', fraction = ''] = match
      if (key === 'parent_ts') this.noteReading('mono', time, { seconds: Number(whole), nanoseconds: Number(fraction.padEnd(9, '0')) })
      else this.noteReading('realtime', time, { seconds: Math.floor(Number(whole) / MS_PER_S), nanoseconds: (Number(whole) % MS_PER_S) * NS_PER_MS })
    })
  }

  /** Own time minus that of the clock; null when the file does not relate the two. */
  distanceTo(clock: string): ExactTime | null {
    return clock === this.name ? NO_TIME : (this.distances.get(clock) ?? null)
  }
}

/** How `file` is brought to the clock of `reference`; null when nothing relates them. */
export function align(reference: FileClocks, file: FileClocks): Alignment | null {
  if (reference.name !== null && reference.name === file.name) return { offset: NO_TIME, by: 'same' }
  for (const clock of SHARED) {
    const [there, here] = [reference.distanceTo(clock), file.distanceTo(clock)]
    if (there !== null && here !== null) return { offset: subtractTimes(there, here), by: clock }
  }
  return null
}

/** Seconds that the wall clocks of two files on one clock lie apart: another boot or device when it is much. Null when they do not say. */
export function wallClockGapS(reference: FileClocks, file: FileClocks): number | null {
  const [there, here] = [reference.distanceTo('realtime'), file.distanceTo('realtime')]
  return there === null || here === null ? null : Math.abs(secondsOf(subtractTimes(there, here)))
}

