/** UTF-8 without platform classes: the engine runs in any JavaScript environment. Invalid bytes become U+FFFD, as browsers do. */

const REPLACEMENT = 0xfffd

/** Decodes `bytes[start, end)`. Never throws; every invalid byte becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (isAscii(bytes, start, end)) return oneCharacterPerByte(bytes, start, end)
  let text = ''
  let position = start
  while (position < end) {
    const lead = bytes[position] ?? 0
    const length = sequenceLength(lead)
    const code = length === 1 ? lead : decodeSequence(bytes, position, Math.min(end, position + length), length)
    position += code === REPLACEMENT ? 1 : length
    text += String.fromCodePoint(code)
  }
  return text
}

/** Decodes the pieces `bytes[offsets[i], offsets[i + 1])`; several times faster than one by one. */
export function decodePieces(bytes: Uint8Array, offsets: Uint32Array, count: number): string[] {
  const all = oneCharacterPerByte(bytes, offsets[0] ?? 0, offsets[count] ?? 0)
  return Array.from({ length: count }, (_, index) => {
    const start = offsets[index] ?? 0
    const end = offsets[index + 1] ?? 0
    return isAscii(bytes, start, end) ? all.slice(start, end) : decodeUtf8(bytes, start, end)
  })
}

/** Eight at a time: spreading an array into the call would be several times slower. */
function oneCharacterPerByte(bytes: Uint8Array, start: number, end: number): string {
  const code = (at: number): number => bytes[at] ?? 0
  let text = ''
  let at = start
  for (; at + 8 <= end; at += 8) {
    text += String.fromCharCode(code(at), code(at + 1), code(at + 2), code(at + 3), code(at + 4), code(at + 5), code(at + 6), code(at + 7))
  }
  for (; at < end; at += 1) text += String.fromCharCode(code(at))
  return text
}

/** Encodes `text`; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0) ?? REPLACEMENT
    const code = point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code, 0))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code, 6), tail(code, 0))
    else bytes.push(0xf0 | (code >> 18), tail(code, 12), tail(code, 6), tail(code, 0))
  }
  return Uint8Array.from(bytes)
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let position = start; position < end; position += 1) if ((bytes[position] ?? 0) >= 0x80) return false
  return true
}

function tail(code: number, shift: number): number {
  return 0x80 | ((code >> shift) & 0x3f)
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1
  if (lead >= 0xc2 && lead < 0xe0) return 2
  if (lead >= 0xe0 && lead < 0xf0) return 3
  if (lead >= 0xf0 && lead < 0xf5) return 4
  return 0
}

/** Code point of a multi-byte sequence; U+FFFD when it is cut off, overlong, a surrogate or out of range. */
function decodeSequence(bytes: Uint8Array, start: number, end: number, length: number): number {
  if (length === 0 || end - start < length) return REPLACEMENT
  let code = (bytes[start] ?? 0) & (0x7f >> length)
  for (let position = start + 1; position < end; position += 1) {
    const next = bytes[position] ?? 0
    if ((next & 0xc0) !== 0x80) return REPLACEMENT
    code = (code << 6) | (next & 0x3f)
  }
  const isOverlong = (length === 3 && code < 0x800) || (length === 4 && code < 0x10000)
  const isOutOfRange = code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
  return isOverlong || isOutOfRange ? REPLACEMENT : code
}
