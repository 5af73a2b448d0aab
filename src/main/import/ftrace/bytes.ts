/** Byte values and searches used by the ftrace line readers. */

export const NEWLINE = 10
export const RETURN = 13
export const SPACE = 32
export const HASH = 35
export const OPEN_PAREN = 40
export const CLOSE_PAREN = 41
export const DASH = 45
export const DOT = 46
export const ZERO = 48
export const COLON = 58
export const EQUALS = 61
export const OPEN_BRACKET = 91
export const CLOSE_BRACKET = 93
export const PIPE = 124

/** Bytes being read, and a view of the same memory. */
export interface TextBlock {
  readonly bytes: Buffer
  readonly view: DataView
  /** Length of both. Asking a view for it is a call into the engine. */
  readonly size: number
}

/** ASCII bytes of `text`. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}

/** A text to compare with, four bytes at a time: comparing keys is what most of the time of an import goes into. */
export interface ByteKey {
  readonly length: number
  /** Little-endian words of the whole quadruples before the last byte; what they leave is in `last`. */
  readonly words: Int32Array
  /** The last four bytes (fewer: in the high bytes), and how far to shift what is compared with them. */
  readonly last: number
  readonly lastShift: number
  readonly firstByte: number
}

/** Keys are compared in pieces of so many bytes. */
export const WORD_BYTES = 4

/** Key of an ASCII text with at least one character. */
export function makeKey(text: string): ByteKey {
  const bytes = ascii(text)
  const length = bytes.length
  const word = (at: number, count: number): number => {
    let value = 0
    for (let index = 0; index < count; index += 1) value |= (bytes[at + index] ?? 0) << (8 * index)
    return value
  }
  const words = Int32Array.from({ length: Math.floor((length - 1) / WORD_BYTES) }, (_, index) => word(index * WORD_BYTES, WORD_BYTES))
  const lastCount = Math.min(length, WORD_BYTES)
  const lastShift = 8 * (WORD_BYTES - lastCount)
  return { length, words, last: word(length - lastCount, lastCount), lastShift, firstByte: bytes[0] ?? 0 }
}

/**
 * Whether `key` stands at `position`, which is at least 4 (a line header comes before every key). The last word is compared
 * first: keys that follow each other often begin alike.
 */
export function hasKey(block: TextBlock, position: number, key: ByteKey): boolean {
  const end = position + key.length
  const view = block.view
  if (end > block.size || view.getInt32(end - WORD_BYTES, true) >> key.lastShift !== key.last) return false
  const words = key.words
  let at = position
  for (let index = 0; index < words.length; index += 1) {
    if (view.getInt32(at, true) !== words[index]) return false
    at += WORD_BYTES
  }
  return true
}

/** Position of the newline at or after `position`, the length without one. A native search: `Buffer` has the fastest. */
export function lineEnd(bytes: Buffer, position: number): number {
  const at = bytes.indexOf(NEWLINE, position)
  return at < 0 ? bytes.length : at
}

/** End of the text of a line: without `\r`, trailing blanks and NULs. */
export function textEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && (bytes[at - 1] ?? 0) <= SPACE) at -= 1
  return at
}

/** First position of `key` in the line at or after `position`, -1 when the line has none. */
export function findInLine(line: TextBlock, position: number, key: ByteKey): number {
  const bytes = line.bytes
  const first = key.firstByte
  for (let at = position; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === NEWLINE) return -1
    if (byte === first && hasKey(line, at, key)) return at
  }
  return -1
}

/** The bytes as text, one character each; for messages and rare forms, never for every line. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString('latin1')
}
