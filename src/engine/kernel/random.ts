/**
 * Seeded random numbers: sfc32 (C. Doty-Humphrey, PractRand), integer arithmetic only, hence the same stream on every platform.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter = 1

  /** @param seed any integer; @param stream separates independent users of one seed. */
  constructor(seed: number, stream = 0) {
    this.a = seed | 0
    this.b = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0
    this.c = Math.imul(stream + 1, 0xc2b2ae35) | 0
    for (let i = 0; i < 15; i++) this.nextInt32()
  }

  /** Uniform 32-bit signed integer. */
  nextInt32(): number {
    const t = (this.a + this.b + this.counter++) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + t | 0
    return t
  }

  /** Uniform in [0, 1). */
  next(): number {
    return (this.nextInt32() >>> 0) / 4294967296
  }

  /** Uniform integer in [0, bound); `bound` >= 1. */
  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  /** Sum of uniforms scaled to mean 0 and variance 1 (Irwin-Hall, 4 terms): bounded tails, no transcendental functions. */
  normal(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * 1.7320508075688772
  }
}
