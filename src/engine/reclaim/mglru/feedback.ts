/**
 * Refault feedback of the multi-gen LRU (read_ctrl_pos, reset_ctrl_pos, positive_ctrl_err, get_tier_idx, get_type_to_scan in
 * mm/vmscan.c, Linux 6.1): refaulted / (evicted + protected) by type and tier, averaged over generations.
 */
import { ANON, FILE, MIN_BATCH, TIER_COUNT, type PageType } from './constants'

/** struct ctrl_pos. */
interface Position {
  readonly refaulted: number
  readonly total: number
  readonly gain: number
}

/** Whether the process variable refaults little, or not more (weighted) than the set point. */
function isPositive(setPoint: Position, variable: Position): boolean {
  return (
    variable.refaulted < MIN_BATCH ||
    variable.refaulted * (setPoint.total + MIN_BATCH) * setPoint.gain <= (setPoint.refaulted + 1) * variable.total * variable.gain
  )
}

const perTier = (): Float64Array => new Float64Array(2 * TIER_COUNT)

/** What to scan: type, and the last tier of it that may be evicted. */
export interface ScanChoice {
  readonly type: PageType
  readonly tier: number
}

export class RefaultFeedback {
  private readonly refaulted = perTier()
  private readonly evicted = perTier()
  private readonly protectedPages = perTier()
  private readonly averageRefaulted = perTier()
  private readonly averageTotal = perTier()

  noteEvicted(type: PageType, tier: number): void {
    this.add(this.evicted, type, tier)
  }

  noteRefaulted(type: PageType, tier: number): void {
    this.add(this.refaulted, type, tier)
  }

  noteProtected(type: PageType, tier: number): void {
    this.add(this.protectedPages, type, tier)
  }

  /** The oldest generation of the type is done: its counts go half into the averages (NR_HIST_GENS is 1). */
  carryOver(type: PageType): void {
    for (let at = type * TIER_COUNT; at < (type + 1) * TIER_COUNT; at++) {
      this.averageRefaulted[at] = Math.floor(((this.averageRefaulted[at] as number) + (this.refaulted[at] as number)) / 2)
      this.averageTotal[at] = Math.floor(((this.averageTotal[at] as number) + this.currentTotal(at)) / 2)
      this.refaulted[at] = this.evicted[at] = this.protectedPages[at] = 0
    }
  }

  /** Last tier of a type that may be evicted, judged by its own first tier. */
  lastTier(type: PageType): number {
    return this.lastTierAgainst(this.read(type, 0, 1), type, 2)
  }

  /** Which type to scan first, and how far up its tiers. Swappiness 1 to 199. */
  choose(swappiness: number): ScanChoice {
    const gains = [swappiness, 200 - swappiness] as const
    const type = isPositive(this.read(ANON, 0, gains[ANON]), this.read(FILE, 0, gains[FILE])) ? FILE : ANON
    const other = type === FILE ? ANON : FILE
    return { type, tier: this.lastTierAgainst(this.read(other, 0, gains[other]), type, gains[type]) }
  }

  private lastTierAgainst(setPoint: Position, type: PageType, gain: number): number {
    let tier = 1
    while (tier < TIER_COUNT && isPositive(setPoint, this.read(type, tier, gain))) tier++
    return tier - 1
  }

  private read(type: PageType, tier: number, gain: number): Position {
    const at = type * TIER_COUNT + tier
    return {
      refaulted: (this.averageRefaulted[at] as number) + (this.refaulted[at] as number),
      total: (this.averageTotal[at] as number) + this.currentTotal(at), gain
    }
  }

  private currentTotal(at: number): number {
    return (this.evicted[at] as number) + (this.protectedPages[at] as number)
  }

  private add(counts: Float64Array, type: PageType, tier: number): void {
    const at = type * TIER_COUNT + tier
    counts[at] = (counts[at] as number) + 1
  }
}
