/**
 * Timers of the model: a binary heap on parallel arrays, ordered by (time, insertion number), so ties are deterministic.
 * Cancelling is lazy: the owner compares the token that `add` returned with the one it still waits for.
 */
export class TimerQueue<T> {
  private readonly times: number[] = []
  private readonly tokens: number[] = []
  private readonly owners: T[] = []
  private nextToken = 1

  get size(): number {
    return this.times.length
  }

  /** Earliest time, or Infinity when empty. */
  peekNs(): number {
    return this.times.length === 0 ? Infinity : (this.times[0] as number)
  }

  /** Adds a timer; returns its token (unique, growing). */
  add(timeNs: number, owner: T): number {
    const token = this.nextToken++
    let index = this.times.length
    this.times.push(timeNs)
    this.tokens.push(token)
    this.owners.push(owner)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.before(index, parent)) break
      this.swap(index, parent)
      index = parent
    }
    return token
  }

  /** Removes and returns the earliest timer; undefined when empty. */
  pop(): { readonly timeNs: number; readonly token: number; readonly owner: T } | undefined {
    if (this.times.length === 0) return undefined
    const result = { timeNs: this.times[0] as number, token: this.tokens[0] as number, owner: this.owners[0] as T }
    const last = this.times.length - 1
    this.swap(0, last)
    this.times.pop()
    this.tokens.pop()
    this.owners.pop()
    this.sink(0)
    return result
  }

  private sink(start: number): void {
    let index = start
    for (;;) {
      const left = 2 * index + 1
      let smallest = index
      if (left < this.times.length && this.before(left, smallest)) smallest = left
      if (left + 1 < this.times.length && this.before(left + 1, smallest)) smallest = left + 1
      if (smallest === index) return
      this.swap(index, smallest)
      index = smallest
    }
  }

  private before(i: number, j: number): boolean {
    const a = this.times[i] as number
    const b = this.times[j] as number
    return a !== b ? a < b : (this.tokens[i] as number) < (this.tokens[j] as number)
  }

  private swap(i: number, j: number): void {
    const time = this.times[i] as number
    this.times[i] = this.times[j] as number
    this.times[j] = time
    const token = this.tokens[i] as number
    this.tokens[i] = this.tokens[j] as number
    this.tokens[j] = token
    const owner = this.owners[i] as T
    this.owners[i] = this.owners[j] as T
    this.owners[j] = owner
  }
}
