/** Puts a report at a path that the user chose. */
import { basename } from 'node:path'
import type { ExportOutcome } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import { ok, type Result } from '../../shared/result'
import { writeAtomic } from '../report/write-atomic'
import type { ReportFile, SavedFile, StreamedFile } from './shell'

/** Writes the report, or nothing when the user chose no path (`null`). */
export async function saveToPath(report: ReportFile, path: string | null): Promise<Result<ExportOutcome, AppError>> {
  if (path === null) return ok({ kind: 'cancelled' })
  const written = await writeAtomic(path, report.content)
  return written.ok ? ok({ kind: 'saved', name: basename(path) }) : written
}

/** The same for a file that is made while it is written. */
export async function streamToPath(file: StreamedFile, path: string | null): Promise<Result<SavedFile, AppError>> {
  if (path === null) return ok({ outcome: { kind: 'cancelled' }, path: null })
  const written = await writeAtomic(path, file.content)
  return written.ok ? ok({ outcome: { kind: 'saved', name: basename(path) }, path }) : written
}
