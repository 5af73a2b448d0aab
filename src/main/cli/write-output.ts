/** Results to files or stdout. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../shared/result'
import type { AppError } from '../../shared/errors'
import { writeAtomic } from '../report/write-atomic'
import type { CliIo } from './cli-io'

/** Writes to the file, or to stdout for `-`. */
export async function writeOutput(target: string, content: string, io: CliIo): Promise<Result<string, AppError>> {
  if (target !== '-') return writeAtomic(target, content)
  io.stdout.write(content)
  return ok(target)
}

/** Writes files into a folder, which is made when missing. */
export async function writeFolder(folder: string, files: readonly (readonly [name: string, content: string])[]): Promise<Result<string, AppError>> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    return fail({ code: 'WRITE_FAILED', file: folder, message: `Cannot make the folder: ${cause instanceof Error ? cause.message : String(cause)}.` })
  }
  for (const [name, content] of files) {
    const written = await writeAtomic(join(folder, name), content)
    if (!written.ok) return written
  }
  return ok(folder)
}
