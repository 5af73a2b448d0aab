/** Files that a page sends: streamed into a private temporary folder, each under a name that the page cannot choose. */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { excerpt, type AppError } from '../../../shared/errors'
import { fail, ok, type Result } from '../../../shared/result'
import { safeFileName } from '../../services/safe-file-name'

export interface UploadLimits {
  /** Of one file. */
  readonly maxFileBytes: number
  /** Of all files until the host is closed. */
  readonly maxTotalBytes: number
}

const GIB = 1024 ** 3
export const DEFAULT_UPLOAD_LIMITS: UploadLimits = { maxFileBytes: 16 * GIB, maxTotalBytes: 64 * GIB }

const MAX_DISPLAY_LENGTH = 300

export class Uploads {
  readonly #limits: UploadLimits
  #folder: Promise<string> | null = null
  #totalBytes = 0

  constructor(limits: UploadLimits = DEFAULT_UPLOAD_LIMITS) {
    this.#limits = limits
  }

  /** Stores one file; returns its path and display name. What was written is removed when it fails. */
  async store(body: Readable, name: string): Promise<Result<{ readonly path: string; readonly name: string }, AppError>> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'reclaimscope-'))
    const folder = join(await this.#folder, randomUUID())
    const fileName = safeFileName(name)
    const meter = this.#meter()
    try {
      await mkdir(folder, { mode: 0o700 })
      await pipeline(body, meter.stream, createWriteStream(join(folder, fileName), { mode: 0o600, flags: 'wx' }))
      return ok({ path: join(folder, fileName), name: excerpt(name, MAX_DISPLAY_LENGTH) })
    } catch (thrown) {
      this.#totalBytes -= meter.bytes()
      await rm(folder, { recursive: true, force: true })
      if (meter.isOver()) return fail(tooLarge(fileName, this.#limits))
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      return fail({ code: 'WRITE_FAILED', file: fileName, message: `The file could not be stored: ${reason}.`, advice: 'Check the free space of the temporary folder.' })
    }
  }

  /** Removes everything. */
  async close(): Promise<void> {
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true })
    this.#folder = null
  }

  /** Counts bytes and breaks off beyond the limits. */
  #meter(): { readonly stream: Transform; readonly bytes: () => number; readonly isOver: () => boolean } {
    let bytes = 0
    const isOver = (): boolean => bytes > this.#limits.maxFileBytes || this.#totalBytes > this.#limits.maxTotalBytes
    const stream = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        bytes += chunk.byteLength
        this.#totalBytes += chunk.byteLength
        done(isOver() ? new Error('too large') : null, chunk)
      }
    })
    return { stream, bytes: () => bytes, isOver }
  }
}

function tooLarge(file: string, limits: UploadLimits): AppError {
  return {
    code: 'INPUT_TOO_LARGE', file, message: 'The file is larger than the web host takes.',
    expected: `at most ${limits.maxFileBytes} bytes per file and ${limits.maxTotalBytes} bytes in all`, advice: 'Open it with the command line or the desktop app.'
  }
}
