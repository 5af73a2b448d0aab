/** One input opened for reading: hashed, counted, decompressed where needed, with its head known before the rest is read. */
import { createHash } from 'node:crypto'
import type { AppError } from '../../../shared/errors'
import type { InputHead } from '../importer'
import { abortable } from './abortable'
import { DamagedData, type InputFile } from './capture-input'
import { unpack } from './containers'
import type { GunzipOutcome } from './gunzip'

export const HEAD_BYTES = 64 * 1024

export interface ReadLimits {
  /** Decompressed bytes of one input. */
  readonly maxBytes: number
  /** Ends waiting for bytes. */
  readonly signal: AbortSignal | undefined
}

/** What was learnt by reading all bytes. */
export interface ReadSummary {
  /** Stored (compressed) bytes read. */
  bytes: number
  /** Decompressed bytes handed over. */
  textBytes: number
  sha256: string | null
  defect: GunzipOutcome['defect']
  isTooLarge: boolean
}

/** Reads the decompressed bytes of a file once. */
export class OpenedInput {
  readonly file: InputFile
  readonly summary: ReadSummary = { bytes: 0, textBytes: 0, sha256: null, defect: null, isTooLarge: false }
  private readonly limits: ReadLimits
  private readonly hash = createHash('sha256')
  private readonly iterator: AsyncIterator<Uint8Array>
  private readonly buffered: Uint8Array[] = []

  constructor(file: InputFile, limits: ReadLimits) {
    this.file = file
    this.limits = limits
    this.iterator = this.readAll()
  }

  /** Reads until the head is known. */
  async head(): Promise<InputHead> {
    await this.fill()
    const bytes = Buffer.concat(this.buffered).subarray(0, HEAD_BYTES)
    return { bytes, text: bytes.toString('latin1'), name: this.file.name }
  }

  /** All decompressed chunks from the start. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      // Importers decide by the header: it comes whole, also when the source has small pieces.
      const start = await this.start()
      if (start !== null) yield start
      for (let next = await this.iterator.next(); next.done !== true; next = await this.iterator.next()) yield next.value
    } finally {
      await this.close()
    }
  }

  /** The first bytes, at least the length of the head where there are so many; null when there are none. */
  private async start(): Promise<Uint8Array | null> {
    if (this.buffered.length === 0) {
      const first = await this.iterator.next()
      if (first.done === true) return null
      if (first.value.length >= HEAD_BYTES) return first.value
      this.buffered.push(Buffer.from(first.value))
    }
    await this.fill()
    return Buffer.concat(this.buffered.splice(0))
  }

  private async fill(): Promise<void> {
    let size = this.buffered.reduce((sum, chunk) => sum + chunk.length, 0)
    while (size < HEAD_BYTES) {
      const next = await this.iterator.next()
      if (next.done === true) break
      this.buffered.push(Buffer.from(next.value))
      size += next.value.length
    }
  }

  /** Stops reading. */
  async close(): Promise<void> {
    await this.iterator.return?.()
  }

  private async *readAll(): AsyncGenerator<Uint8Array> {
    for await (const chunk of unpack(this.readStored(), this.summary, this.limits, () => (this.summary.isTooLarge = true))) {
      this.summary.textBytes += chunk.length
      yield chunk
    }
    if (this.summary.defect === null && !this.summary.isTooLarge) this.summary.sha256 = this.hash.digest('hex')
  }

  private async *readStored(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of abortable(this.file.read(), this.limits.signal)) {
        this.hash.update(chunk)
        this.summary.bytes += chunk.length
        yield chunk
      }
    } catch (error) {
      if (!(error instanceof DamagedData)) throw error
      this.summary.defect = 'corrupt'
    }
  }
}

/** The error for an input over the limit. */
export function tooLarge(file: string, limits: ReadLimits): AppError {
  return {
    code: 'INPUT_TOO_LARGE', message: 'The input is too large once decompressed.', file,
    expected: `at most ${limits.maxBytes} bytes`, advice: 'Cut the recording or raise the limit.'
  }
}
