/** How many events of each name a capture holds. What two of its files hold counts once. */
import { countedAs } from './event-kinds'

export class EventCounts {
  private readonly earlier = new Map<string, number>()
  /** Of the file being read. */
  private readonly own = new Map<string, number>()

  add(name: string, count: number): void {
    this.own.set(name, (this.own.get(name) ?? 0) + count)
  }

  /**
   * Ends a file of which rows were taken back: `repeated` says how many of each table (`countedAs`). Events that are only counted cannot
   * be compared one by one: of a file that repeats others the larger of both counts holds.
   */
  endFile(repeated: ReadonlyMap<string, number>): void {
    const left = new Map(repeated)
    for (const [name, count] of this.own) {
      const known = this.earlier.get(name) ?? 0
      const table = countedAs(name)
      const taken = table === null ? (repeated.size > 0 ? known : 0) : (left.get(table) ?? 0)
      if (table !== null) left.set(table, Math.max(0, taken - count))
      this.earlier.set(name, known + Math.max(0, count - taken))
    }
    this.own.clear()
  }

  /** Names that occurred, in their order. */
  finish(): Record<string, number> {
    this.endFile(new Map())
    return Object.fromEntries([...this.earlier].filter((entry) => entry[1] > 0).sort((a, b) => (a[0] < b[0] ? -1 : 1)))
  }
}
