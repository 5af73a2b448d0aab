/** Interned byte strings: importers look names up by their bytes, so that no JavaScript string is made per line. */
import { decodePieces, decodeUtf8, encodeUtf8 } from './utf8'

/** Id of the empty string, and the answer when the table is full. */
export const EMPTY_STRING = 0

const EMPTY_SLOT = -1

export interface StringTableLimits {
  /** Largest number of distinct strings. */
  readonly maxStrings: number
  /** Largest number of bytes in all strings together. */
  readonly maxBytes: number
}

const DEFAULT_LIMITS: StringTableLimits = { maxStrings: 8_000_000, maxBytes: 512 * 1024 * 1024 }

/** Append-only table of distinct byte strings; ids count from 0 (the empty string) in order of first use. */
export class StringTable {
  /** Strings that were refused because the table was full. */
  refused = 0
  private readonly limits: StringTableLimits
  private bytes = new Uint8Array(4096)
  private byteCount = 0
  private offsets = new Uint32Array(256)
  private entryCount = 0
  private slots = new Int32Array(512).fill(EMPTY_SLOT)

  constructor(limits: StringTableLimits = DEFAULT_LIMITS) {
    this.limits = limits
    this.append(this.bytes, 0, 0)
    this.slots[hashBytes(this.bytes, 0, 0) & (this.slots.length - 1)] = EMPTY_STRING
  }

  get count(): number {
    return this.entryCount
  }

  /** Whether string `id` has exactly the bytes `buffer[start, end)`. */
  matches(id: number, buffer: Uint8Array, start: number, end: number): boolean {
    const from = this.offsets[id] ?? 0
    const length = end - start
    if ((this.offsets[id + 1] ?? 0) - from !== length) return false
    const bytes = this.bytes
    for (let index = 0; index < length; index += 1) {
      if (bytes[from + index] !== buffer[start + index]) return false
    }
    return true
  }

  /** Id of the bytes `buffer[start, end)`, adding them when new. `EMPTY_STRING` when the table is full. */
  internBytes(buffer: Uint8Array, start: number, end: number): number {
    const mask = this.slots.length - 1
    let slot = hashBytes(buffer, start, end) & mask
    for (let id = this.slots[slot] ?? EMPTY_SLOT; id !== EMPTY_SLOT; id = this.slots[slot] ?? EMPTY_SLOT) {
      if (this.matches(id, buffer, start, end)) return id
      slot = (slot + 1) & mask
    }
    if (this.entryCount >= this.limits.maxStrings || this.byteCount + (end - start) > this.limits.maxBytes) {
      this.refused += 1
      return EMPTY_STRING
    }
    this.slots[slot] = this.entryCount
    this.append(buffer, start, end)
    if (this.entryCount * 2 > this.slots.length) this.rehash()
    return this.entryCount - 1
  }

  /** Id of `text`. */
  internText(text: string): number {
    const bytes = encodeUtf8(text)
    return this.internBytes(bytes, 0, bytes.length)
  }

  /** Text of `id`; '' for an unknown id. */
  text(id: number): string {
    return id < this.entryCount ? decodeUtf8(this.bytes, this.offsets[id] ?? 0, this.offsets[id + 1] ?? 0) : ''
  }

  /** Ids of the strings that begin with `prefix`. */
  startingWith(prefix: string): number[] {
    const wanted = encodeUtf8(prefix)
    const ids: number[] = []
    for (let id = 0; id < this.entryCount; id += 1) {
      const from = this.offsets[id] ?? 0
      if ((this.offsets[id + 1] ?? 0) - from < wanted.length) continue
      if (wanted.every((byte, index) => this.bytes[from + index] === byte)) ids.push(id)
    }
    return ids
  }

  /** All strings by id. */
  toArray(): string[] {
    return decodePieces(this.bytes, this.offsets, this.entryCount)
  }

  private append(buffer: Uint8Array, start: number, end: number): void {
    const needed = this.byteCount + (end - start)
    if (needed > this.bytes.length) this.bytes = grown(this.bytes, new Uint8Array(Math.max(needed, this.bytes.length * 2)))
    for (let index = start; index < end; index += 1) this.bytes[this.byteCount + index - start] = buffer[index] ?? 0
    this.byteCount = needed
    this.entryCount += 1
    if (this.entryCount >= this.offsets.length) this.offsets = grown(this.offsets, new Uint32Array(this.offsets.length * 2))
    this.offsets[this.entryCount] = needed
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(EMPTY_SLOT)
    const mask = slots.length - 1
    for (let id = 0; id < this.entryCount; id += 1) {
      let slot = hashBytes(this.bytes, this.offsets[id] ?? 0, this.offsets[id + 1] ?? 0) & mask
      while (slots[slot] !== EMPTY_SLOT) slot = (slot + 1) & mask
      slots[slot] = id
    }
    this.slots = slots
  }
}

function grown<T extends Uint8Array | Uint32Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}

/** FNV-1a, by four bytes as long as there are so many; finished with one xor-shift because slots use the low bits. */
function hashBytes(buffer: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  let index = start
  for (const last = end - 4; index <= last; index += 4) {
    const word = (buffer[index] ?? 0) | ((buffer[index + 1] ?? 0) << 8) | ((buffer[index + 2] ?? 0) << 16) | ((buffer[index + 3] ?? 0) << 24)
    hash = Math.imul(hash ^ word ^ (word >>> 15), 0x01000193)
  }
  for (; index < end; index += 1) hash = Math.imul(hash ^ (buffer[index] ?? 0), 0x01000193)
  return hash ^ (hash >>> 15)
}
