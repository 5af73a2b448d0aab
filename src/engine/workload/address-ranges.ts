/** Page records of each address space, from the layout of a run's pages. */
import type { PageLayout } from './initial-memory'
import type { PageRange } from '../reclaim/mglru/page-tables'

/** One range per task with pages, and one for the pages without a known owner. */
export function addressRanges(layout: PageLayout): PageRange[] {
  const ranges = layout.taskBase.map((base, i) => ({ base, limit: layout.taskLimit[i] ?? base }))
  ranges.push({ base: layout.unownedBase, limit: layout.fileBase })
  return ranges.filter((range) => range.limit > range.base)
}
