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

/** ASCII bytes of `text`. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}

/** Whether `key` stands at `position`. */
export function hasBytes(bytes: Uint8Array, position: number, key: Uint8Array): boolean {
  const length = key.length
  for (let index = 0; index < length; index += 1) {
    if (bytes[position + index] !== key[index]) return false
  }
  return true
}

/** Position of the newline at or after `position`. Blocks of lines always end with one. */
export function lineEnd(bytes: Uint8Array, position: number): number {
  let at = position
  while (at < bytes.length && bytes[at] !== NEWLINE) at += 1
  return at
}

/** End of the text of a line: without `\r`, trailing blanks and NULs. */
export function textEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && (bytes[at - 1] ?? 0) <= SPACE) at -= 1
  return at
}

/** First position of `key` in the line at or after `position`, -1 when the line has none. */
export function findInLine(bytes: Uint8Array, position: number, key: Uint8Array): number {
  const first = key[0]
  for (let at = position; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === NEWLINE) return -1
    if (byte === first && hasBytes(bytes, at, key)) return at
  }
  return -1
}

/** The bytes as text, one character each; for messages and rare forms, never for every line. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString('latin1')
}
