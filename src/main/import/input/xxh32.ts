/** xxHash32 with seed 0, the checksum of lz4 frames (github.com/Cyan4973/xxHash, doc/xxhash_spec.md), over data in pieces. */

const PRIME_1 = 0x9e3779b1
const PRIME_2 = 0x85ebca77
const PRIME_3 = 0xc2b2ae3d
const PRIME_4 = 0x27d4eb2f
const PRIME_5 = 0x165667b1
const STRIPE = 16

export class Xxh32 {
  private readonly lanes = Int32Array.of((PRIME_1 + PRIME_2) | 0, PRIME_2 | 0, 0, -PRIME_1 | 0)
  private readonly tail = new Uint8Array(STRIPE)
  private tailLength = 0
  private total = 0

  update(bytes: Uint8Array): void {
    this.total += bytes.length
    let at = 0
    if (this.tailLength > 0) {
      at = Math.min(STRIPE - this.tailLength, bytes.length)
      this.tail.set(bytes.subarray(0, at), this.tailLength)
      this.tailLength += at
      if (this.tailLength < STRIPE) return
      this.addStripe(this.tail, 0)
      this.tailLength = 0
    }
    for (; at + STRIPE <= bytes.length; at += STRIPE) this.addStripe(bytes, at)
    this.tail.set(bytes.subarray(at))
    this.tailLength = bytes.length - at
  }

  /** The checksum as an unsigned number. */
  digest(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.lanes
    let hash = this.total >= STRIPE ? (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0 : PRIME_5 | 0
    hash = (hash + this.total) | 0
    let at = 0
    for (; at + 4 <= this.tailLength; at += 4) hash = Math.imul(rotate((hash + Math.imul(word(this.tail, at), PRIME_3)) | 0, 17), PRIME_4)
    for (; at < this.tailLength; at += 1) hash = Math.imul(rotate((hash + Math.imul(this.tail[at] ?? 0, PRIME_5)) | 0, 11), PRIME_1)
    hash = Math.imul(hash ^ (hash >>> 15), PRIME_2)
    hash = Math.imul(hash ^ (hash >>> 13), PRIME_3)
    return (hash ^ (hash >>> 16)) >>> 0
  }

  private addStripe(bytes: Uint8Array, start: number): void {
    const { lanes } = this
    for (let lane = 0; lane < 4; lane += 1) {
      lanes[lane] = Math.imul(rotate(((lanes[lane] ?? 0) + Math.imul(word(bytes, start + lane * 4), PRIME_2)) | 0, 13), PRIME_1)
    }
  }
}

/** Checksum of one piece. */
export function xxh32(bytes: Uint8Array): number {
  const hash = new Xxh32()
  hash.update(bytes)
  return hash.digest()
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}
