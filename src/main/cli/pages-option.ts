/** `--pages`: a file whose contents stand for those of the capture's pages. */
import { basename } from 'node:path'
import { pageSizeOf } from '../../engine/page-contents'
import type { Trace } from '../../engine/trace/trace'
import type { AppError } from '../../shared/errors'
import type { FilePages } from '../../shared/page-contents'
import { fail, ok, type Result } from '../../shared/result'
import { loadPages } from '../runner/load-pages'

export const PAGES_OPTION = { pages: { type: 'string' } } as const

/** Its pages, in the size of the capture's; undefined without a file. */
export async function namedPages(file: string | undefined, trace: Trace): Promise<Result<FilePages | undefined, AppError>> {
  if (file === undefined) return ok(undefined)
  const loaded = await loadPages({ path: file, name: basename(file) }, pageSizeOf(trace))
  return loaded.ok ? loaded : fail({ ...loaded.error, file })
}
