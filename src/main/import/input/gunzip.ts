/** Streaming decompression that hands over everything before a defect: a broken recording is often still worth reading. */
import type { Transform } from 'node:stream'
import { createUnzip } from 'node:zlib'

/** Compressed bytes given to zlib at once; deflate expands at most 1032-fold, so this bounds what is held in memory (twice 16 MiB). */
const SLICE_BYTES = 16 * 1024
const OUTPUT_BYTES = 256 * 1024

/** `atrace -z` prints a few lines of text, then a zlib stream, which starts with `x` and one of four bytes (RFC 1950: FLEVEL). */
const ATRACE_PREAMBLE = /^[ -~\r\n\t]{0,512}?TRACE:\r?\n(?=x)/
const ZLIB_LEVELS = [0x01, 0x5e, 0x9c, 0xda]

/** Where compressed data starts in an input with this head; null when it is not compressed. */
export function compressedStart(head: Uint8Array): number | null {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 0
  const preamble = ATRACE_PREAMBLE.exec(Buffer.from(head.subarray(0, 600)).toString('latin1'))?.[0].length
  return preamble !== undefined && ZLIB_LEVELS.includes(head[preamble + 1] ?? 0) ? preamble : null
}

export interface GunzipOutcome {
  /** Why decompression stopped early; null when it did not. */
  defect: 'truncated' | 'corrupt' | null
}

/**
 * Decompresses gzip or zlib data. The next piece is decompressed while the last one is being used. After the last chunk
 * `outcome.defect` says whether the stream was whole; padding behind its end is ignored. Never throws for bad data. Of a
 * corrupt stream the last slice before the defect is lost as well.
 */
export function gunzip(source: AsyncIterable<Uint8Array>, outcome: GunzipOutcome): AsyncGenerator<Uint8Array> {
  return inflateWith(() => createUnzip({ chunkSize: OUTPUT_BYTES }), source, outcome)
}

/** The same with any decompressing stream of node:zlib. */
export async function* inflateWith(create: () => Transform, source: AsyncIterable<Uint8Array>, outcome: GunzipOutcome): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater(create(), outcome)
  try {
    for await (const chunk of source) {
      for (let start = 0; start < chunk.length && !inflater.isDone; start += SLICE_BYTES) {
        yield* await inflater.write(chunk.subarray(start, start + SLICE_BYTES))
      }
      if (inflater.isDone) break
    }
    yield* await inflater.end()
  } finally {
    inflater.destroy()
  }
}

/** A stream of zlib with a promise per write. */
class Inflater {
  isDone = false
  private readonly stream: Transform
  private ready: Uint8Array[] = []
  private pending: Promise<void> = Promise.resolve()
  private wake = (): void => undefined

  constructor(stream: Transform, outcome: GunzipOutcome) {
    this.stream = stream
    this.stream.on('data', (chunk: Uint8Array) => this.ready.push(chunk))
    this.stream.on('error', (error: Error & { code?: string }) => {
      outcome.defect = error.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt'
      this.finish()
    })
    this.stream.on('end', () => this.finish())
  }

  /** Starts on `slice` and returns what the slices before it gave. */
  async write(slice: Uint8Array): Promise<Uint8Array[]> {
    await this.pending
    // a copy: zlib works on it while the source fills its buffer again
    if (!this.isDone) this.pending = this.settled((done) => this.stream.write(Buffer.from(slice), done))
    return this.take()
  }

  /** Returns all that is left. */
  async end(): Promise<Uint8Array[]> {
    await this.pending
    if (!this.isDone) await this.settled(() => this.stream.end())
    return this.take()
  }

  destroy(): void {
    this.stream.destroy()
  }

  /** After an error or the end of the data zlib calls nothing back: then `finish` wakes whoever waits. */
  private settled(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
      start(resolve)
    })
  }

  private finish(): void {
    this.isDone = true
    this.wake()
  }

  private take(): Uint8Array[] {
    const pieces = this.ready
    this.ready = []
    return pieces
  }
}
