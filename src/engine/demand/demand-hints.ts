import type { MemorySize } from './assumed-memory'

/** What the caller knows beyond the trace. All optional: every hint has a default that is said in the evidence. */
export interface DemandHints {
  /** Bytes per page. Default: the device's, else 4096. */
  readonly pageSize?: number
  /** CPU time of one decompression, ns: taken out of bursts that swapped in. Default 0 (not known). */
  readonly decompressNs?: number
  /** Share of touches that dirty the page, 0..1. Default: from write-after-read faults where they show, else 0.5. */
  readonly dirtyShare?: number
  /** Rows of all programs together. Default 30000. */
  readonly maxRows?: number
  /** By how much longer everything took while recording because the CPUs were shared with others, >= 1: taken out of the work of bursts. Default 1. */
  readonly slowdown?: number
  /** Size of the machine: what no counter tells of its memory is assumed from it. Default: taken as 0. */
  readonly memory?: MemorySize
}

/** Hints with every default filled in; `dirtyShare` null = estimate. */
export interface ResolvedHints {
  readonly pageSize: number
  readonly decompressNs: number
  readonly dirtyShare: number | null
  readonly maxRows: number
  readonly slowdown: number
  readonly memory: MemorySize | null
}

const DEFAULT_MAX_ROWS = 30_000

/** Fills in defaults. */
export function resolveHints(hints: DemandHints, devicePageSize: number | undefined): ResolvedHints {
  return {
    pageSize: hints.pageSize ?? devicePageSize ?? 4096,
    decompressNs: Math.max(0, hints.decompressNs ?? 0),
    dirtyShare: hints.dirtyShare ?? null,
    maxRows: Math.max(1, Math.floor(hints.maxRows ?? DEFAULT_MAX_ROWS)),
    slowdown: Math.max(1, hints.slowdown ?? 1),
    memory: hints.memory ?? null
  }
}
