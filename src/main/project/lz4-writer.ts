/** Streaming compression into one lz4 frame (lz4_Frame_format.md): independent blocks of 1 MiB, content checksum. Read back by `unlz4`. */
import { setImmediate } from 'node:timers/promises'
import { compressBlock } from 'lz4js'
import { Xxh32, xxh32 } from '../import/input/xxh32'

const BLOCK_BYTES = 1 << 20
/** lz4js hashes to 16 bits. */
const HASH_ENTRIES = 1 << 16
/** Version 1, independent blocks, content checksum; blocks of 1 MiB. */
const DESCRIPTOR = Uint8Array.of(0x64, 0x60)
const MAGIC = 0x184d2204
const STORED = 0x80000000

/** The frame, in chunks that stay valid. A block costs about 5 ms; between blocks others get their turn. */
export async function* toLz4(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const checksum = new Xxh32()
  const block = new Uint8Array(BLOCK_BYTES)
  let filled = 0
  yield concat(word(MAGIC), DESCRIPTOR, Uint8Array.of((xxh32(DESCRIPTOR) >> 8) & 0xff))
  for await (const chunk of source) {
    checksum.update(chunk)
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + BLOCK_BYTES - filled)
      block.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < BLOCK_BYTES) continue
      yield packBlock(block)
      filled = 0
      await setImmediate()
    }
  }
  if (filled > 0) yield packBlock(block.slice(0, filled))
  yield concat(word(0), word(checksum.digest()))
}

/** A block with its length; stored as it is when it does not get smaller. */
function packBlock(block: Uint8Array): Uint8Array {
  const packed = new Uint8Array(block.length + Math.ceil(block.length / 255) + 16)
  const size = compressBlock(block, packed, 0, block.length, new Uint32Array(HASH_ENTRIES))
  return size > 0 && size < block.length ? concat(word(size), packed.subarray(0, size)) : concat(word((block.length | STORED) >>> 0), block)
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value >>> 0, true)
  return bytes
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
