/**
 * The clocks of a recording (FORMATS: ClockSnapshot). Times are brought to the trace clock, BOOTTIME unless the recording names
 * another one, by the last snapshot before them. Two integers all the way: REALTIME in nanoseconds does not fit into a double.
 */

import type { ExactTime } from '../../../engine/trace/exact-time'

const REALTIME = 1
const MONOTONIC = 3
const MONOTONIC_RAW = 5
export const BOOTTIME = 6
/** Clocks with these ids belong to one packet sequence (BuiltinClock: 64 - 127). */
const FIRST_SEQUENCE_CLOCK = 64
const LAST_SEQUENCE_CLOCK = 127
const NS_PER_S = 1e9
const MAX_SNAPSHOTS = 1_000_000
const NAMES: Readonly<Record<number, string>> = { [REALTIME]: 'realtime', [MONOTONIC]: 'mono', [MONOTONIC_RAW]: 'mono_raw', [BOOTTIME]: 'boot' }

/** One clock at the moment of a snapshot. */
export interface ClockReading extends ExactTime {
  readonly clock: number
}

/** Readings of one clock and what the trace clock showed, in the order of the snapshots. */
interface Track {
  readonly own: ClockReading[]
  readonly trace: ClockReading[]
}

export class TraceClock {
  /** Result of `convert`. */
  seconds = 0
  nanoseconds = 0
  private traceClock = BOOTTIME
  private isFixed = false
  private readonly tracks = new Map<number, Track>()

  /** Name of the trace clock as in trace_clock. */
  get name(): string {
    return NAMES[this.traceClock] ?? `clock ${this.traceClock}`
  }

  /** The recording's own word which clock its times are on; counts once, before any time was read. */
  setTraceClock(clock: number): void {
    if (!this.isFixed) this.traceClock = clock
    this.isFixed = true
  }

  /** Id of a clock of a packet: ids of one sequence are told apart by it. */
  key(clock: number, sequence: number): number {
    return clock >= FIRST_SEQUENCE_CLOCK && clock <= LAST_SEQUENCE_CLOCK ? (sequence + 1) * 256 + clock : clock
  }

  /** Takes readings of several clocks at one moment. */
  addSnapshot(readings: readonly ClockReading[]): void {
    this.isFixed = true
    const trace = readings.find(({ clock }) => clock === this.traceClock)
    if (trace === undefined) return
    for (const reading of readings) {
      if (reading === trace) continue
      let track = this.tracks.get(reading.clock)
      if (track === undefined) this.tracks.set(reading.clock, (track = { own: [], trace: [] }))
      const last = track.own[track.own.length - 1]
      if (track.own.length >= MAX_SNAPSHOTS || (last !== undefined && compare(last, reading) >= 0)) continue
      track.own.push(reading)
      track.trace.push(trace)
    }
  }

  /** What the trace clock and each clock with a name showed at the same moment. */
  firstReadings(): { readonly clock: string; readonly own: ExactTime; readonly other: ExactTime }[] {
    return [...this.tracks].flatMap(([id, track]) => {
      const [clock, own, other] = [NAMES[id], track.trace[0], track.own[0]]
      return clock === undefined || own === undefined || other === undefined ? [] : [{ clock, own, other }]
    })
  }

  /** Brings a time of `clock` to the trace clock, into `seconds` and `nanoseconds`. False when no snapshot relates the two. */
  convert(clock: number, seconds: number, nanoseconds: number): boolean {
    if (clock === this.traceClock) {
      this.seconds = seconds
      this.nanoseconds = nanoseconds
      return true
    }
    const track = this.tracks.get(clock)
    if (track === undefined) return false
    const index = lastBefore(track.own, { clock, seconds, nanoseconds })
    const [own, trace] = [track.own[index], track.trace[index]]
    if (own === undefined || trace === undefined) return false
    const total = trace.nanoseconds + nanoseconds - own.nanoseconds
    const carry = Math.floor(total / NS_PER_S)
    this.seconds = trace.seconds + seconds - own.seconds + carry
    this.nanoseconds = total - carry * NS_PER_S
    return true
  }
}

function compare(a: ClockReading, b: ClockReading): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds
}

/** Index of the last reading that is not after `time`; the first reading when all are. */
function lastBefore(readings: readonly ClockReading[], time: ClockReading): number {
  let low = 0
  let high = readings.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    const reading = readings[middle]
    if (reading !== undefined && compare(reading, time) <= 0) low = middle
    else high = middle
  }
  return low
}
