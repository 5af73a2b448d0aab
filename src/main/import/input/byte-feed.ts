/** A stream of bytes read piece by piece, some of which may be put back. */

export class ByteFeed {
  private readonly source: AsyncIterator<Uint8Array>
  private rest: Buffer | null = null

  constructor(source: AsyncIterator<Uint8Array>) {
    this.source = source
  }

  /** The next bytes, at least one; null at the end. Valid until the next call. */
  async next(): Promise<Buffer | null> {
    const { rest } = this
    this.rest = null
    if (rest !== null && rest.length > 0) return rest
    for (;;) {
      const next = await this.source.next()
      if (next.done === true) return null
      if (next.value.length > 0) return Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length)
    }
  }

  /** The next bytes, at least `count` unless the stream ends before; null at the end. */
  async atLeast(count: number): Promise<Buffer | null> {
    let bytes = await this.next()
    while (bytes !== null && bytes.length < count) {
      // Chunks are only valid until the next one is asked for.
      const start = Buffer.from(bytes)
      const more = await this.next()
      if (more === null) return start
      bytes = Buffer.concat([start, more])
    }
    return bytes
  }

  /** Gives bytes back: they come next. */
  putBack(bytes: Buffer): void {
    this.rest = bytes
  }
}
