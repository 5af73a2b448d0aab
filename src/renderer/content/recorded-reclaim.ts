/** What a recording can say about reclaim: none seen is not the same as not recorded. */
import type { CaptureSummary } from '../../shared/contract'
import { t } from '../text/text'

export interface ReclaimCounts {
  readonly kswapd: number | null
  readonly directReclaim: number | null
}

/** Episodes by kind; null where the recording cannot show any. */
export function reclaimCounts({ episodes, observed }: Pick<CaptureSummary, 'episodes' | 'observed'>): ReclaimCounts {
  const count = (kind: keyof ReclaimCounts, isRecorded: boolean): number | null => {
    const found = episodes.filter((episode) => episode.kind === kind).length
    return found > 0 || isRecorded ? found : null
  }
  return { kswapd: count('kswapd', observed.kswapd.awakeS !== null), directReclaim: count('directReclaim', observed.directReclaim.count !== null) }
}

/** Why a list of episodes of reclaim is empty. */
export function emptyReclaimText({ kswapd, directReclaim }: ReclaimCounts): string {
  if (directReclaim !== null) return kswapd === null ? t('findings.kswapdUnknown') : t('findings.noReclaim')
  return kswapd === null ? t('findings.reclaimUnknown') : t('findings.directReclaimUnknown')
}
