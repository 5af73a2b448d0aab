/** Samples of counters, one growing pair of columns per track. Small first blocks: a capture has hundreds of short tracks. */
import type { SourcePosition } from '../../shared/errors'
import { inOrder, sortOrder } from './columns'
import type { CounterMeaning } from './counter-names'
import type { CounterTrack } from './trace'

const FIRST_ROWS = 64
const GROWTH = 2

/** One track being built. */
export class CounterColumns {
  readonly name: string
  readonly cpu: number
  readonly meaning: CounterMeaning
  /** Process of a counter of one process; null otherwise. */
  readonly tgid: number | null
  /** Where the input went backwards first, as noted by the importer. */
  resetAt: SourcePosition = {}
  private rows = 0
  private tsNs = new Float64Array(FIRST_ROWS)
  private value = new Float64Array(FIRST_ROWS)

  constructor(name: string, cpu: number, meaning: CounterMeaning, tgid: number | null = null) {
    this.name = name
    this.cpu = cpu
    this.meaning = meaning
    this.tgid = tgid
  }

  /** Samples so far. */
  get count(): number {
    return this.rows
  }

  /** Value of the last sample; -Infinity before the first. */
  get last(): number {
    return this.rows === 0 ? -Infinity : (this.value[this.rows - 1] ?? 0)
  }

  /** Whether a cumulative track would go backwards with this value. */
  isReset(value: number): boolean {
    return this.meaning.cumulative && this.rows > 0 && value < (this.value[this.rows - 1] ?? 0)
  }

  push(tsNs: number, value: number): void {
    if (this.rows === this.tsNs.length) this.grow()
    this.tsNs[this.rows] = tsNs
    this.value[this.rows] = value
    this.rows += 1
  }

  /** The track, sorted by time; samples with the same time keep their order. */
  finish(): CounterTrack {
    const tsNs = this.tsNs.slice(0, this.rows)
    const order = sortOrder(tsNs)
    return {
      name: this.name,
      cpu: this.cpu,
      ...(this.tgid === null ? {} : { tgid: this.tgid }),
      unit: this.meaning.unit,
      cumulative: this.meaning.cumulative,
      tsNs: inOrder(tsNs, order),
      value: inOrder(this.value.slice(0, this.rows), order)
    }
  }

  private grow(): void {
    const tsNs = new Float64Array(this.rows * GROWTH)
    const value = new Float64Array(this.rows * GROWTH)
    tsNs.set(this.tsNs)
    value.set(this.value)
    this.tsNs = tsNs
    this.value = value
  }
}

/** Number of times a cumulative track goes backwards. */
export function countResets(track: CounterTrack): number {
  if (!track.cumulative) return 0
  let resets = 0
  for (let row = 1; row < track.value.length; row += 1) {
    if ((track.value[row] ?? 0) < (track.value[row - 1] ?? 0)) resets += 1
  }
  return resets
}
