/**
 * One lz4 block (lz4_Block_format.md). Own code because lz4js trusts its input: it reads in front of the output when an offset is
 * too large, and beyond the end of both buffers.
 */

const MIN_MATCH = 4
const RUN = 15

/**
 * Decompresses `source` into `target` from `start` on; matches may reach back to `target[0]`. Returns the end of the output, -1
 * when the block is not valid or does not fit.
 */
export function decompressBlock(source: Uint8Array, target: Uint8Array, start: number): number {
  let at = 0
  let out = start
  while (at < source.length) {
    const token = source[at++] ?? 0
    const literals = readLength(source, at, token >> 4)
    if (literals < 0) return -1
    at += extraBytes(literals)
    if (at + literals > source.length || out + literals > target.length) return -1
    target.set(source.subarray(at, at + literals), out)
    at += literals
    out += literals
    if (at === source.length) return out
    const offset = (source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)
    at += 2
    const match = readLength(source, at, token & RUN)
    if (at > source.length || match < 0 || offset === 0 || offset > out) return -1
    at += extraBytes(match)
    const length = match + MIN_MATCH
    if (out + length > target.length) return -1
    copyMatch(target, out, offset, length)
    out += length
  }
  return -1
}

/** A length of four bits, and the bytes that go on with it; -1 when they break off. */
function readLength(source: Uint8Array, start: number, bits: number): number {
  if (bits < RUN) return bits
  let length = bits
  for (let at = start; at < source.length; at += 1) {
    const byte = source[at] ?? 0
    length += byte
    if (byte !== 255) return length
  }
  return -1
}

/** Bytes that `readLength` used for a length. */
function extraBytes(length: number): number {
  return length < RUN ? 0 : Math.floor((length - RUN) / 255) + 1
}

/** A match may overlap what it writes: then it repeats itself. */
function copyMatch(target: Uint8Array, out: number, offset: number, length: number): void {
  if (offset >= length) target.copyWithin(out, out - offset, out - offset + length)
  else for (let index = 0; index < length; index += 1) target[out + index] = target[out + index - offset] ?? 0
}
