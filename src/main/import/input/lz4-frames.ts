/** Streaming decompression of lz4 frames (lz4_Frame_format.md): linked and independent blocks, checksums, skippable and several frames. */
import type { GunzipOutcome } from './gunzip'
import { decompressBlock } from './lz4-block'
import { Xxh32, xxh32 } from './xxh32'

export const LZ4_MAGIC = 0x184d2204
const SKIPPABLE = 0x184d2a50
const WINDOW = 65_536
const STORED = 0x80000000
/** Block sizes by their number in the frame descriptor. */
const BLOCK_BYTES: Readonly<Record<number, number>> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 }

interface Frame {
  readonly isLinked: boolean
  readonly hasBlockChecksum: boolean
  readonly hasContentChecksum: boolean
  readonly blockBytes: number
}

/** Thrown inside this file: the data is not valid, or it ends too early. */
class Lz4Defect extends Error {
  readonly defect: 'truncated' | 'corrupt'
  constructor(defect: 'truncated' | 'corrupt') {
    super(defect)
    this.defect = defect
  }
}

/** Decompresses frames. Hands over whole blocks up to a defect, which `outcome` then tells. Never throws for bad data. */
export async function* unlz4(source: AsyncIterable<Uint8Array>, outcome: GunzipOutcome): AsyncGenerator<Uint8Array> {
  const input = new ByteReader(source)
  try {
    for (let isFirst = true; ; isFirst = false) {
      const magic = await input.take(4, true)
      // Padding after the last frame is ignored, as by gzip.
      if (magic === null || (!isFirst && !isMagic(word(magic)))) return
      if (isSkippable(word(magic))) await input.skip(word(await input.need(4)))
      else yield* readFrame(input)
    }
  } catch (error) {
    if (!(error instanceof Lz4Defect)) throw error
    outcome.defect = error.defect
  } finally {
    await input.close()
  }
}

function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) >>> 0 === SKIPPABLE
}

function isMagic(magic: number): boolean {
  return magic === LZ4_MAGIC || isSkippable(magic)
}

async function* readFrame(input: ByteReader): AsyncGenerator<Uint8Array> {
  const frame = await readDescriptor(input)
  const checksum = new Xxh32()
  const target = new Uint8Array(WINDOW + frame.blockBytes)
  let history = 0
  for (;;) {
    const header = word(await input.need(4))
    if (header === 0) break
    const size = header & 0x7fffffff
    if (size > frame.blockBytes) throw new Lz4Defect('corrupt')
    const data = (await input.need(size)).slice()
    if (frame.hasBlockChecksum && word(await input.need(4)) !== xxh32(data)) throw new Lz4Defect('corrupt')
    const end = (header & STORED) !== 0 ? store(data, target, history) : decompressBlock(data, target, history)
    if (end < 0) throw new Lz4Defect('corrupt')
    const block = target.subarray(history, end)
    if (frame.hasContentChecksum) checksum.update(block)
    yield block
    history = frame.isLinked ? keepWindow(target, end) : 0
  }
  if (frame.hasContentChecksum && word(await input.need(4)) !== checksum.digest()) throw new Lz4Defect('corrupt')
}

/** Flags, block size, optional content size and dictionary, checksum of all these. */
async function readDescriptor(input: ByteReader): Promise<Frame> {
  const [flags = 0, block = 0] = await input.need(2)
  const isVersion1 = flags >> 6 === 1
  const blockBytes = BLOCK_BYTES[(block >> 4) & 7]
  if (!isVersion1 || blockBytes === undefined) throw new Lz4Defect('corrupt')
  const rest = (await input.need(((flags & 8) !== 0 ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0))).slice()
  const [checksum = 0] = await input.need(1)
  if (((xxh32(Uint8Array.of(flags, block, ...rest)) >> 8) & 0xff) !== checksum) throw new Lz4Defect('corrupt')
  return { isLinked: (flags & 0x20) === 0, hasBlockChecksum: (flags & 0x10) !== 0, hasContentChecksum: (flags & 4) !== 0, blockBytes }
}

function store(data: Uint8Array, target: Uint8Array, start: number): number {
  target.set(data, start)
  return start + data.length
}

/** Moves the last 64 KiB to the front, for the matches of the next block. */
function keepWindow(target: Uint8Array, end: number): number {
  if (end <= WINDOW) return end
  target.copyWithin(0, end - WINDOW, end)
  return WINDOW
}

function word(bytes: Uint8Array): number {
  return ((bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) | ((bytes[2] ?? 0) << 16) | ((bytes[3] ?? 0) << 24)) >>> 0
}

/** Reads given numbers of bytes from chunks. What is returned is valid until the next call. */
class ByteReader {
  private readonly iterator: AsyncIterator<Uint8Array>
  private chunk: Uint8Array = new Uint8Array(0)
  private at = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.iterator = source[Symbol.asyncIterator]()
  }

  /** `count` bytes; it is a defect when there are fewer. */
  async need(count: number): Promise<Uint8Array> {
    const bytes = await this.take(count, false)
    if (bytes === null) throw new Lz4Defect('truncated')
    return bytes
  }

  /** `count` bytes, null at the end. `mayEnd`: fewer bytes than wanted are the end too. */
  async take(count: number, mayEnd: boolean): Promise<Uint8Array | null> {
    if (this.chunk.length - this.at >= count) {
      this.at += count
      return this.chunk.subarray(this.at - count, this.at)
    }
    const joined = new Uint8Array(count)
    let filled = 0
    while (filled < count) {
      if (this.at === this.chunk.length && !(await this.fill())) {
        if (mayEnd || filled === 0) return null
        throw new Lz4Defect('truncated')
      }
      const part = this.chunk.subarray(this.at, this.at + count - filled)
      joined.set(part, filled)
      filled += part.length
      this.at += part.length
    }
    return joined
  }

  async skip(count: number): Promise<void> {
    let rest = count
    while (rest > 0) {
      const available = this.chunk.length - this.at
      const skipped = Math.min(available, rest)
      this.at += skipped
      rest -= skipped
      if (rest > 0 && !(await this.fill())) throw new Lz4Defect('truncated')
    }
  }

  async close(): Promise<void> {
    await this.iterator.return?.()
  }

  private async fill(): Promise<boolean> {
    const next = await this.iterator.next()
    if (next.done === true) return false
    this.chunk = next.value
    this.at = 0
    return true
  }
}
