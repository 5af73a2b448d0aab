/**
 * Protobuf reading on top of `pbf`, hardened for hostile input: nothing is read beyond the message it belongs to, wire types
 * must fit, and 64-bit times are exact. What is wrong is thrown as `MalformedMessage`, which the packet loop catches.
 */
import { PbfReader } from 'pbf'

/** A message contradicts itself. Costs its packet, never the import. */
export class MalformedMessage extends Error {}

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5
const NS_PER_S = 1e9
/** A varint of 64 bits has at most ten bytes (protobuf.dev/programming-guides/encoding). */
const MAX_VARINT_BYTES = 10
/** Seven payload bits in each of the first four bytes, the next four, and the last two. */
const PART_BITS = 28
const PART = 2 ** PART_BITS
/** Middle parts below this keep the whole value below 2^53. */
const EXACT_MIDDLE = 2 ** 25

export class WireReader extends PbfReader {
  /** Result of `readTime`: whole seconds and the rest. */
  seconds = 0
  nanoseconds = 0

  constructor() {
    super(new Uint8Array(0))
  }

  /** Starts to read another buffer. */
  reset(bytes: Uint8Array): void {
    this.buf = bytes
    this.dataView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.length = bytes.length
    this.seek(0)
  }

  /** Exchanges what is being read with another reader: nested packets are read by the reader that everybody holds. */
  swap(other: WireReader): void {
    ;[this.buf, other.buf] = [other.buf, this.buf]
    ;[this.dataView, other.dataView] = [other.dataView, this.dataView]
    ;[this.length, other.length] = [other.length, this.length]
    ;[this.pos, other.pos] = [other.pos, this.pos]
    ;[this.type, other.type] = [other.type, this.type]
    ;[this._valueStart, other._valueStart] = [other._valueStart, this._valueStart]
  }

  /** Moves to the start of a field. */
  seek(position: number): void {
    this.pos = position
    this._valueStart = -1
  }

  /** Number of the next field of the message that ends at `end`, 0 at its end. The value of the field before may be left unread. */
  next(end: number): number {
    const field = this.nextField(end)
    if (this.pos > end || (field === 0 && this.pos !== end)) throw new MalformedMessage('a field reaches beyond its message')
    return field
  }

  /** Enters the value of the current field, which is a message, text or packed list inside one that ends at `parentEnd`; returns its end. */
  enter(parentEnd: number): number {
    if (this.type !== BYTES) throw new MalformedMessage('a field is no message')
    const length = this.readVarint()
    const end = this.pos + length
    if (end > parentEnd) throw new MalformedMessage('a message is longer than the one around it')
    return end
  }

  /** The value of the current field as a number that is never negative; above 2^53 the nearest double. */
  readUnsigned(): number {
    return this.type === VARINT ? this.readVarint() : this.readFixed(false)
  }

  /** The value of the current field as a signed number. */
  readSigned(): number {
    return this.type === VARINT ? this.readVarint(true) : this.readFixed(true)
  }

  /** Reads a time in nanoseconds into `seconds` and `nanoseconds`, exactly. */
  readTime(): void {
    if (this.type !== VARINT) throw new MalformedMessage('a time is no varint')
    this.readTimeValue()
  }

  /** The same inside a packed list. */
  readTimeValue(): void {
    const bytes = this.buf
    const start = this.pos
    let low = 0
    let middle = 0
    let high = 0
    let byte = 0x80
    let at = start
    for (; byte >= 0x80; at += 1) {
      byte = bytes[at] ?? -1
      if (byte < 0 || at - start >= MAX_VARINT_BYTES) throw new MalformedMessage('a number does not end')
      const shift = 7 * (at - start)
      if (shift < PART_BITS) low |= (byte & 0x7f) << shift
      else if (shift < 2 * PART_BITS) middle |= (byte & 0x7f) << (shift - PART_BITS)
      else high |= (byte & 0x7f) << (shift - 2 * PART_BITS)
    }
    this.pos = at
    if (high === 0 && middle < EXACT_MIDDLE) this.splitExact(middle * PART + low)
    else this.splitLarge(low, middle, high & 0xff)
  }

  /** `text` of the current field. */
  readText(parentEnd: number): string {
    const end = this.enter(parentEnd)
    const start = this.pos
    this.seek(end)
    return Buffer.from(this.buf.buffer, this.buf.byteOffset + start, end - start).toString('utf8')
  }

  private splitExact(value: number): void {
    let seconds = Math.floor(value / NS_PER_S)
    // The quotient is rounded and may reach the next whole number.
    if (seconds * NS_PER_S > value) seconds -= 1
    this.seconds = seconds
    this.nanoseconds = value - seconds * NS_PER_S
  }

  private splitLarge(low: number, middle: number, high: number): void {
    const value = BigInt.asIntN(64, (BigInt(high) << 56n) | (BigInt(middle) << 28n) | BigInt(low))
    this.seconds = Number(value / 1_000_000_000n)
    this.nanoseconds = Number(value % 1_000_000_000n)
  }

  private readFixed(isSigned: boolean): number {
    if (this.type === FIXED64) return isSigned ? this.readSFixed64() : this.readFixed64()
    if (this.type === FIXED32) return isSigned ? this.readSFixed32() : this.readFixed32()
    throw new MalformedMessage('a number is expected')
  }
}
