/** Makes small zip archives and lz4 frames, also ones that no tool would write. */
import { crc32, deflateRawSync } from 'node:zlib'
import { decompressBlock } from '../../../../src/main/import/input/lz4-block'
import { xxh32 } from '../../../../src/main/import/input/xxh32'

export interface ZipOptions {
  /** Size that the archive promises instead of the real one. */
  readonly claimedSize?: number
  readonly flags?: number
}

/** A zip archive with deflated entries. */
export function zipOf(entries: Readonly<Record<string, string | Uint8Array>>, options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(entries)) {
    const bytes = Buffer.from(content as string)
    const packed = deflateRawSync(bytes)
    const nameBytes = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(options.flags ?? 0x800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(options.claimedSize ?? bytes.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    parts.push(Buffer.from('PK\u0003\u0004', 'latin1'), common, nameBytes, packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), common, rest, nameBytes)
    offset += 30 + nameBytes.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  const count = Object.keys(entries).length
  end.writeUInt16LE(count, 4)
  end.writeUInt16LE(count, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006', 'latin1'), end])
}

export interface Lz4Options {
  readonly blockBytes?: number
  readonly blockChecksums?: boolean
  readonly contentChecksum?: boolean
  readonly contentSize?: boolean
}

/** An lz4 frame with linked blocks: literals, with a match for a repetition of the block before. */
export function lz4Of(content: string | Uint8Array, options: Lz4Options = {}): Buffer {
  const bytes = Buffer.from(content as string)
  const flags = 0x40 | (options.blockChecksums === true ? 0x10 : 0) | (options.contentSize === true ? 8 : 0) | (options.contentChecksum === true ? 4 : 0)
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(bytes.length))
  const descriptor = Buffer.concat([Buffer.of(flags, 0x40), options.contentSize === true ? size : Buffer.alloc(0)])
  const parts: Buffer[] = [Buffer.of(0x04, 0x22, 0x4d, 0x18), descriptor, Buffer.of((xxh32(descriptor) >> 8) & 0xff)]
  const step = options.blockBytes ?? 60_000
  for (let start = 0; start < bytes.length; start += step) {
    const piece = bytes.subarray(start, start + step)
    const before = bytes.subarray(start - step, start)
    const block = start >= step && piece.equals(before) ? matchBlock(piece) : literalBlock(piece)
    parts.push(word(block.length), block)
    if (options.blockChecksums === true) parts.push(word(xxh32(block)))
  }
  parts.push(word(0))
  if (options.contentChecksum === true) parts.push(word(xxh32(bytes)))
  return Buffer.concat(parts)
}

function literalBlock(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(Math.min(bytes.length, 15) << 4), lengthBytes(bytes.length), bytes])
}

/** All but the last twelve bytes as one match that reaches back one block. */
function matchBlock(bytes: Uint8Array): Buffer {
  const length = bytes.length - 12 - 4
  const block = Buffer.concat([
    Buffer.of(Math.min(length, 15)), Buffer.of(bytes.length & 0xff, bytes.length >> 8), lengthBytes(length), literalBlock(bytes.subarray(bytes.length - 12))
  ])
  const check = new Uint8Array(bytes.length * 2)
  check.set(bytes)
  if (decompressBlock(block, check, bytes.length) !== check.length) throw new Error('the test makes wrong blocks')
  return block
}

function lengthBytes(length: number): Buffer {
  const bytes: number[] = []
  if (length < 15) return Buffer.alloc(0)
  let rest = length - 15
  for (; rest >= 255; rest -= 255) bytes.push(255)
  return Buffer.from([...bytes, rest])
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
