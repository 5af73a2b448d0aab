/** Files that are either old or complete, never half written. */
import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { CallFailure } from '../../shared/rpc/call-failure'

/**
 * Writes `content` to `path`: into a temporary file of the same folder, flushed to disk, then renamed over the target.
 *
 * @returns the path; `WRITE_FAILED` when the folder is missing, full or not writable; the error of a `CallFailure` that the content throws. No temporary file stays behind.
 */
export async function writeAtomic(path: string, content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<Result<string, AppError>> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o666)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    return ok(path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    return fail(cause instanceof CallFailure ? cause.error : writeError(path, cause))
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist', ENOTDIR: 'a part of the path is not a folder', EACCES: 'no permission', EPERM: 'no permission',
  ENOSPC: 'no space left on the disk', EROFS: 'the disk is read-only', EISDIR: 'there is a folder of that name'
}

function writeError(path: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause))
  return { code: 'WRITE_FAILED', file: path, message: `Cannot write the file: ${reason}.`, advice: 'Choose another place and try again.' }
}
