/** Samples of counters, one growing pair of columns per track. Small first blocks: a capture has hundreds of short tracks. */
import type { SourcePosition } from '../../shared/errors'
import { inOrder, sortOrder } from './columns'
import type { CounterMeaning } from './counter-names'
import { contradicts, type Samples } from './counter-overlap'
import type { CounterTrack } from './trace'

const FIRST_ROWS = 64
const GROWTH = 2

/** What became of a file's samples of a counter that a file before has over the same time: `repeated` ones dropped, or all, as they contradict it. */
export type CounterOverlap = 'none' | 'repeated' | 'contradicting'

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
  /** What each file before covers. */
  private readonly spans: (readonly [startNs: number, endNs: number])[] = []
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
    const span = this.fileSpan()
    if (span !== null) this.spans.push(span)
    this.fileRow = this.rows
  }

  /** Moves the rows of the file. */
  shiftFile(deltaNs: number): void {
    for (let row = this.fileRow; row < this.rows; row += 1) this.tsNs[row] = (this.tsNs[row] ?? 0) + deltaNs
  }

  /** Multiplies the values of the file. */
  scaleFile(factor: number): void {
    for (let row = this.fileRow; row < this.rows; row += 1) this.value[row] = (this.value[row] ?? 0) * factor
  }

  /** First and last time of the file's rows; null when it added none. */
  fileSpan(): readonly [number, number] | null {
    return spanOf(this.tsNs, this.fileRow, this.rows)
  }

  /** Takes back the file's rows over the time of files before it, where both tell the same; else all of them. */
  dropRepeated(): CounterOverlap {
    const own = this.fileSpan()
    const covered = own === null ? [] : this.spans.filter(([startNs, endNs]) => own[0] < endNs && own[1] > startNs)
    if (covered.length === 0) return 'none'
    if (contradicts(this.samples(0, this.fileRow), this.samples(this.fileRow, this.rows), this.meaning.cumulative)) {
      this.rows = this.fileRow
      return 'contradicting'
    }
    const end = this.rows
    this.rows = this.fileRow
    for (let row = this.fileRow; row < end; row += 1) {
      const tsNs = this.tsNs[row] ?? 0
      if (!covered.some(([startNs, endNs]) => tsNs >= startNs && tsNs <= endNs)) this.push(tsNs, this.value[row] ?? 0)
    }
    return this.rows < end ? 'repeated' : 'none'
  }

  private samples(first: number, end: number): Samples {
    return { tsNs: this.tsNs.subarray(first, end), value: this.value.subarray(first, end) }
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
