/** Integer hashing and a tiny integer generator: the same bits on every platform, no floating point, no allocation. */

/**
 * Mixes two 32-bit integers and a seed into 32 well-spread bits (unsigned). Finaliser of MurmurHash3 (public domain, A. Appleby)
 * around two odd multipliers.
 */
export function hash32(a: number, b: number, seed: number): number {
  let h = Math.imul(a ^ seed, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Marsaglia's xorshift32 with state in an object that is made once; `next()` gives an unsigned 32-bit integer. */
export class IntegerStream {
  private state: number

  /** Any seed; 0 is mapped to a fixed non-zero state because xorshift never leaves 0. */
  constructor(seed: number) {
    const mixed = hash32(seed, 0, 0x51ed270b)
    this.state = mixed === 0 ? 0x9e3779b9 : mixed
  }

  /** The next 32 bits, unsigned. */
  next(): number {
    let x = this.state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.state = x
    return x >>> 0
  }

  /** True in about `byte` of 256 cases. */
  chance(byte: number): boolean {
    return this.next() >>> 24 < byte
  }
}
