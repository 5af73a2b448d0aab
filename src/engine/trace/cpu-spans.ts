/** Over which times the scheduling of each CPU is known from the files read so far. Two recordings of one CPU at one time would count its time twice. */
import { blockValue } from './columns'

/** The end is not part of the span: a slice may begin where the last one of another file ends. */
type Span = readonly [startNs: number, endNs: number]

/** A switch, or a slice without duration. */
const SHORTEST_NS = 1

/** Blocks of rows with a time and a CPU, and a duration where they are slices. */
export interface SchedBlocks {
  readonly tsNs: readonly Float64Array[]
  readonly cpu: readonly Uint16Array[]
  readonly durationNs?: readonly Float64Array[]
}

export class CpuSpans {
  /** Spans of each CPU, apart from each other, in no order: one per recording at most. */
  private readonly spans: Span[][] = []

  /** Adds what the rows `[first, end)` of one file cover: on each CPU the time from their first to their last. */
  addFile(blocks: SchedBlocks, first: number, end: number): void {
    const starts: number[] = []
    const ends: number[] = []
    for (let row = first; row < end; row += 1) {
      const cpu = blockValue(blocks.cpu, row)
      const startNs = blockValue(blocks.tsNs, row)
      const endNs = startNs + Math.max(SHORTEST_NS, blocks.durationNs === undefined ? 0 : blockValue(blocks.durationNs, row))
      starts[cpu] = Math.min(starts[cpu] ?? Infinity, startNs)
      ends[cpu] = Math.max(ends[cpu] ?? -Infinity, endNs)
    }
    starts.forEach((startNs, cpu) => this.add(cpu, [startNs, ends[cpu] ?? startNs]))
  }

  get isEmpty(): boolean {
    return this.spans.length === 0
  }

  /** Whether the time is known already. */
  covers(cpu: number, tsNs: number): boolean {
    return this.spans[cpu]?.some(([startNs, endNs]) => tsNs >= startNs && tsNs < endNs) ?? false
  }

  /** Where the next known time after `tsNs` begins; Infinity when there is none. */
  nextStart(cpu: number, tsNs: number): number {
    return (this.spans[cpu] ?? []).reduce((next, [startNs]) => (startNs > tsNs && startNs < next ? startNs : next), Infinity)
  }

  private add(cpu: number, span: Span): void {
    const spans = this.spans[cpu] ?? []
    const touching = spans.filter((other) => other[0] <= span[1] && other[1] >= span[0])
    const joined = touching.reduce<Span>((sum, other) => [Math.min(sum[0], other[0]), Math.max(sum[1], other[1])], span)
    this.spans[cpu] = [...spans.filter((other) => !touching.includes(other)), joined]
  }
}
