/** How the bins of a series combine when they are merged or split. */
import type { SeriesId } from '../../shared/series'

/**
 * `rate`: per time; merging keeps the integral, a bin without data adds nothing. `gauge`: a level; merging averages over the
 * bins that have data. `minimum`, `maximum`: merging keeps the lowest, the highest.
 */
export type SeriesKind = 'rate' | 'gauge' | 'minimum' | 'maximum'

export const SERIES_KINDS: Readonly<Record<SeriesId, SeriesKind>> = {
  pgstealAnonPerS: 'rate', pgstealFilePerS: 'rate', pgscanPerS: 'rate', allocstallPerS: 'rate',
  freePages: 'gauge', freePagesMin: 'minimum', queueDepth: 'gauge', queueWaitMs: 'gauge', powerW: 'gauge', zramBytes: 'gauge', directReclaimTasks: 'gauge', longestStallMs: 'maximum', kswapdAwake: 'gauge', psiSomePct: 'gauge', psiFullPct: 'gauge'
}
