/** Cuts the byte stream of a Perfetto trace (`Trace { repeated TracePacket packet = 1 }`) into packets, whatever the chunks. */

/** `0x0a`: field 1, length-delimited. */
const PACKET_TAG = 0x0a
const MAX_VARINT_BYTES = 5
/** Larger packets are skipped: the service writes at most a few MiB at once (buffers are cut into chunks of 32 KiB). */
export const MAX_PACKET_BYTES = 128 * 1024 * 1024

export interface PacketSink {
  /** A block of memory that the next packets lie in. */
  onBlock(bytes: Uint8Array): void
  /** One packet: `[start, end)` of the block. */
  onPacket(start: number, end: number): void
  /** `bytes` bytes that are no packet of this format were skipped. */
  onNoPacket(bytes: number): void
}

export class PacketStream {
  private readonly sink: PacketSink
  private carry = new Uint8Array(0)
  private carried = 0
  /** Bytes still to be skipped of a packet that is too large. */
  private toSkip = 0

  constructor(sink: PacketSink) {
    this.sink = sink
  }

  /** Whether bytes of an unfinished packet are left. */
  get isInsidePacket(): boolean {
    return this.carried > 0 || this.toSkip > 0
  }

  /** Takes the next chunk; its memory may be reused afterwards. False when the stream is no longer readable. */
  push(chunk: Uint8Array): boolean {
    let at = 0
    while (at < chunk.length) {
      if (this.toSkip > 0) {
        const skipped = Math.min(this.toSkip, chunk.length - at)
        this.toSkip -= skipped
        at += skipped
      } else if (this.carried > 0) {
        const taken = Math.min(chunk.length - at, this.missing())
        this.keep(chunk, at, at + taken)
        at += taken
        const used = this.readBlock(this.carry.subarray(0, this.carried))
        if (used < 0) return false
        if (used > 0) this.carried = 0
      } else {
        const rest = chunk.subarray(at)
        const used = this.readBlock(rest)
        if (used < 0) return false
        if (used < rest.length) this.keep(rest, used, rest.length)
        at = chunk.length
      }
    }
    return true
  }

  /** Bytes that complete the carried packet, or one more byte of its length. */
  private missing(): number {
    const header = readHeader(this.carry.subarray(0, this.carried), 0)
    return header === null || header === 'broken' ? 1 : Math.max(1, header.start + header.length - this.carried)
  }

  /** Hands over the whole packets of `block`; returns the bytes used, -1 when what comes is no packet. */
  private readBlock(block: Uint8Array): number {
    let at = 0
    let isAnnounced = false
    while (at < block.length) {
      const header = readHeader(block, at)
      if (header === 'broken') return this.refuse(block.length - at)
      if (header === null) break
      if (header.length > MAX_PACKET_BYTES) return this.skip(header, block.length)
      if (header.start + header.length > block.length) break
      if (!isAnnounced) this.sink.onBlock(block)
      isAnnounced = true
      this.sink.onPacket(header.start, header.start + header.length)
      at = header.start + header.length
    }
    return at
  }

  private skip({ start, length }: PacketHeader, available: number): number {
    this.sink.onNoPacket(length)
    this.toSkip = Math.max(0, start + length - available)
    return available
  }

  private refuse(bytes: number): number {
    this.sink.onNoPacket(bytes)
    return -1
  }

  private keep(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.carried + end - start
    if (needed > this.carry.length) {
      const larger = new Uint8Array(Math.max(needed, this.carry.length * 2, 4096))
      larger.set(this.carry.subarray(0, this.carried))
      this.carry = larger
    }
    this.carry.set(bytes.subarray(start, end), this.carried)
    this.carried = needed
  }
}

export interface PacketHeader {
  /** First byte of the packet. */
  readonly start: number
  readonly length: number
}

/** Tag and length at `position`; null when they are not there completely, `broken` when they are no packet's. */
export function readHeader(bytes: Uint8Array, position: number): PacketHeader | null | 'broken' {
  if (position >= bytes.length) return null
  if (bytes[position] !== PACKET_TAG) return 'broken'
  let length = 0
  for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
    const byte = bytes[position + 1 + index]
    if (byte === undefined) return null
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { start: position + 2 + index, length }
  }
  return 'broken'
}
