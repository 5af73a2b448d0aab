/** Cuts a byte stream into frames: u32 length (little-endian), then that many bytes. A frame of length 0 is a sign of life. */

const LENGTH_BYTES = 4

/** Puts the length before a frame. */
export function toFrame(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(LENGTH_BYTES + payload.byteLength)
  new DataView(frame.buffer).setUint32(0, payload.byteLength, true)
  frame.set(payload, LENGTH_BYTES)
  return frame
}

/** Collects chunks of any size and gives back whole frames. */
export class FrameReader {
  readonly #maxFrameBytes: number
  #chunks: Uint8Array[] = []
  #bytes = 0

  /** @param maxFrameBytes longer frames are refused */
  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  /** Bytes that wait for the rest of their frame. */
  get pendingBytes(): number {
    return this.#bytes
  }

  /**
   * Adds a chunk; returns the frames that are complete now, without those of length 0.
   * @throws {RangeError} when a frame is longer than allowed
   */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunks.push(chunk)
    this.#bytes += chunk.byteLength
    const frames: Uint8Array[] = []
    for (let frame = this.#next(); frame !== null; frame = this.#next()) if (frame.byteLength > 0) frames.push(frame)
    return frames
  }

  #next(): Uint8Array | null {
    if (this.#bytes < LENGTH_BYTES) return null
    const head = this.#gather(LENGTH_BYTES)
    const length = new DataView(head.buffer, head.byteOffset, LENGTH_BYTES).getUint32(0, true)
    if (length > this.#maxFrameBytes) throw new RangeError(`frame of ${length} bytes is longer than ${this.#maxFrameBytes}`)
    if (this.#bytes < LENGTH_BYTES + length) return null
    const whole = this.#gather(LENGTH_BYTES + length)
    this.#drop(LENGTH_BYTES + length)
    return whole.subarray(LENGTH_BYTES, LENGTH_BYTES + length)
  }

  /** The first chunk, made at least so long by joining those behind it. Joined once per frame, not once per chunk. */
  #gather(byteCount: number): Uint8Array {
    const first = this.#chunks[0]
    if (first !== undefined && first.byteLength >= byteCount) return first
    const joined = new Uint8Array(this.#bytes)
    let offset = 0
    for (const chunk of this.#chunks) {
      joined.set(chunk, offset)
      offset += chunk.byteLength
    }
    this.#chunks = [joined]
    return joined
  }

  #drop(byteCount: number): void {
    const first = this.#chunks[0]
    if (first === undefined) return
    this.#bytes -= byteCount
    if (first.byteLength === byteCount) this.#chunks.shift()
    else this.#chunks[0] = first.subarray(byteCount)
  }
}
