/** Streaming gunzip that hands over everything before a defect: a broken recording is often still worth reading. */
import { createGunzip, type Gunzip } from 'node:zlib'

/** Compressed bytes given to zlib at once; deflate expands at most 1032-fold, so this bounds what is held in memory. */
const SLICE_BYTES = 16 * 1024
const OUTPUT_BYTES = 256 * 1024

/** Whether the bytes start a gzip member with deflate data. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
}

export interface GunzipOutcome {
  /** Why decompression stopped early; null when it did not. */
  defect: 'truncated' | 'corrupt' | null
}

/** Decompresses `source`. After the last chunk `outcome.defect` says whether the stream was whole. Never throws for bad data. */
export async function* gunzip(source: AsyncIterable<Uint8Array>, outcome: GunzipOutcome): AsyncGenerator<Uint8Array> {
  const inflater = createGunzip({ chunkSize: OUTPUT_BYTES })
  const ready: Uint8Array[] = []
  inflater.on('data', (chunk: Uint8Array) => ready.push(chunk))
  inflater.on('error', (error: Error & { code?: string }) => {
    outcome.defect = error.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt'
  })
  try {
    for await (const chunk of source) {
      for (let start = 0; start < chunk.length && outcome.defect === null; start += SLICE_BYTES) {
        await settled(inflater, (done) => inflater.write(chunk.subarray(start, start + SLICE_BYTES), done))
        yield* ready.splice(0)
      }
      if (outcome.defect !== null) break
    }
    if (outcome.defect === null) await settled(inflater, (done) => inflater.once('end', done).end())
    yield* ready.splice(0)
  } finally {
    inflater.destroy()
  }
}

/** Waits until `start` calls back or the stream fails: after a failure zlib calls nothing back. */
function settled(inflater: Gunzip, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      inflater.off('error', done)
      resolve()
    }
    inflater.once('error', done)
    start(done)
  })
}
