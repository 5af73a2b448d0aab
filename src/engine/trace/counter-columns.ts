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
  private fileRow = 0
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

  /** Rows from here on are those of the next file. */
  beginFile(): void {
    this.fileRow = this.rows
  }

  /** Moves the rows of the file. */
  shiftFile(deltaNs: number): void {
    for (let row = this.fileRow; row < this.rows; row += 1) this.tsNs[row] = (this.tsNs[row] ?? 0) + deltaNs
  }

  /** First and last time of the file's rows; null when it added none. */
  fileSpan(): readonly [number, number] | null {
    return spanOf(this.tsNs, this.fileRow, this.rows)
  }

  /** Takes the file's rows back when they fall between those of the files before. True when they did. */
  dropRepeated(): boolean {
    if (this.fileRow === 0 || this.fileRow === this.rows) return false
    const [earlier, own] = [spanOf(this.tsNs, 0, this.fileRow), this.fileSpan()]
    if (earlier === null || own === null || own[0] >= earlier[1] || own[1] <= earlier[0]) return false
    this.rows = this.fileRow
    return true
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

function spanOf(tsNs: Float64Array, first: number, end: number): readonly [number, number] | null {
  let [start, last] = [Infinity, -Infinity]
  for (let row = first; row < end; row += 1) {
    start = Math.min(start, tsNs[row] ?? Infinity)
    last = Math.max(last, tsNs[row] ?? -Infinity)
  }
  return start === Infinity ? null : [start, last]
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
