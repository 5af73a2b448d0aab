/** Packed inputs (compressed, in UTF-16, in a web page): what it is by the first bytes, and the bytes inside, also of packed data in packed data. */
import * as zlib from 'node:zlib'
import { compressedStart, gunzip, inflateWith, type GunzipOutcome } from './gunzip'
import { LZ4_MAGIC, unlz4 } from './lz4-frames'
import { PAGE, unpackPage } from './packed-page'
import { fromUtf16, utf16Encoding } from './utf16'

/** Layers that are taken off: a `.gz` inside a `.gz` happens, more is an attack. */
const MAX_LAYERS = 3
/** Bytes that tell the compression: the words in front of an `atrace -z` stream are the longest. */
const PROBE_BYTES = 600
const ZSTD_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50

interface Layer {
  /** Where the compressed data starts. */
  readonly start: number
  /** Nothing inside it is packed once more. */
  readonly isLast?: boolean
  readonly decode: (source: AsyncGenerator<Uint8Array>, outcome: GunzipOutcome) => AsyncGenerator<Uint8Array>
}

export interface UnpackLimits {
  /** Bytes that any layer may expand to. */
  readonly maxBytes: number
}

/** Whether this version of Node.js can read zstd. */
export const CAN_READ_ZSTD = typeof zlib.createZstdDecompress === 'function'

/** Takes off compression. `onTooLarge` is called, and the data ends, when a layer goes beyond the limit. */
export async function* unpack(source: AsyncGenerator<Uint8Array>, outcome: GunzipOutcome, limits: UnpackLimits, onTooLarge: () => void): AsyncGenerator<Uint8Array> {
  let inner = source
  for (let depth = 0; depth < MAX_LAYERS; depth += 1) {
    const probe = await peek(inner)
    const layer = layerOf(probe.head)
    inner = limited(layer === null ? probe.all : layer.decode(withoutStart(probe.all, layer.start), outcome), limits.maxBytes, onTooLarge)
    if (layer === null || layer.isLast === true) break
  }
  yield* inner
}

/** Whether a file with this start is compressed in a way that `unpack` takes off. */
export function isPacked(head: Uint8Array): boolean {
  return layerOf(head) !== null
}

function layerOf(head: Uint8Array): Layer | null {
  const start = compressedStart(head)
  if (start !== null) return { start, decode: gunzip }
  const magic = head.length < 4 ? 0 : new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true)
  if (magic === LZ4_MAGIC || (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) return { start: 0, decode: unlz4 }
  if (magic === ZSTD_MAGIC && CAN_READ_ZSTD) return { start: 0, decode: (source, outcome) => inflateWith(() => zlib.createZstdDecompress(), source, outcome) }
  const encoding = utf16Encoding(head)
  if (encoding !== null) return { start: 0, decode: (source) => fromUtf16(source, encoding) }
  if (PAGE.test(Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1', 0, PROBE_BYTES))) return { start: 0, isLast: true, decode: unpackPage }
  return null
}

/** The first bytes, and all bytes. */
async function peek(source: AsyncGenerator<Uint8Array>): Promise<{ readonly head: Uint8Array; readonly all: AsyncGenerator<Uint8Array> }> {
  const first = await source.next()
  if (first.done === true) return { head: new Uint8Array(0), all: source }
  if (first.value.length >= PROBE_BYTES) return { head: first.value, all: startingWith(first.value, source) }
  // Chunks are only valid until the next one is asked for.
  const parts = [Buffer.from(first.value)]
  for (let size = first.value.length; size < PROBE_BYTES; ) {
    const next = await source.next()
    if (next.done === true) break
    parts.push(Buffer.from(next.value))
    size += next.value.length
  }
  const head = Buffer.concat(parts)
  return { head, all: startingWith(head, source) }
}

async function* startingWith(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

async function* withoutStart(source: AsyncGenerator<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const chunk of source) {
    yield isFirst ? chunk.subarray(bytes) : chunk
    isFirst = false
  }
}

async function* limited(source: AsyncGenerator<Uint8Array>, maxBytes: number, onTooLarge: () => void): AsyncGenerator<Uint8Array> {
  let total = 0
  for await (const chunk of source) {
    total += chunk.length
    if (total > maxBytes) {
      onTooLarge()
      return
    }
    yield chunk
  }
}
