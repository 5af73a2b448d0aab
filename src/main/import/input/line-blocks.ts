/** Cuts a byte stream into blocks of whole lines without copying them: only the line across two chunks is put together. */

const NEWLINE = 10
const FIRST_CARRY = 4096
/** Longer lines are dropped and reported. */
export const MAX_LINE_BYTES = 1024 * 1024

export interface LineSink {
  /** `bytes[start, end)` are whole lines; the last byte is a newline. */
  onLines(bytes: Uint8Array, start: number, end: number): void
  /** A line longer than `MAX_LINE_BYTES` was dropped. Called in its place. */
  onLongLine(): void
}

export class LineBlocks {
  private readonly sink: LineSink
  private carry = new Uint8Array(FIRST_CARRY)
  private carried = 0
  private isSkipping = false
  private isFirst = true

  constructor(sink: LineSink) {
    this.sink = sink
  }

  /** Takes the next chunk; its memory may be reused afterwards. */
  push(chunk: Uint8Array): void {
    let start = this.isFirst ? lengthOfMark(chunk) : 0
    this.isFirst = false
    if (this.carried > 0 || this.isSkipping) {
      const newline = chunk.indexOf(NEWLINE, start)
      if (newline < 0) return this.keep(chunk, start, chunk.length)
      this.keep(chunk, start, newline + 1)
      this.flush()
      start = newline + 1
    }
    const last = chunk.lastIndexOf(NEWLINE)
    if (last >= start) {
      this.sink.onLines(chunk, start, last + 1)
      start = last + 1
    }
    this.keep(chunk, start, chunk.length)
  }

  /** Hands over a last line without newline; drops it when the input was cut off. */
  end(isTruncated: boolean): void {
    if (isTruncated || (this.carried === 0 && !this.isSkipping)) return
    this.keep(Uint8Array.of(NEWLINE), 0, 1)
    this.flush()
  }

  private keep(chunk: Uint8Array, start: number, end: number): void {
    const needed = this.carried + end - start
    if (this.isSkipping || needed > MAX_LINE_BYTES) {
      this.isSkipping = true
      this.carried = 0
      return
    }
    if (needed > this.carry.length) {
      const larger = new Uint8Array(Math.max(needed, this.carry.length * 2))
      larger.set(this.carry.subarray(0, this.carried))
      this.carry = larger
    }
    this.carry.set(chunk.subarray(start, end), this.carried)
    this.carried = needed
  }

  private flush(): void {
    if (this.isSkipping) this.sink.onLongLine()
    else this.sink.onLines(this.carry, 0, this.carried)
    this.isSkipping = false
    this.carried = 0
  }
}

/** Length of a UTF-8 byte order mark at the start. */
function lengthOfMark(chunk: Uint8Array): number {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0
}
