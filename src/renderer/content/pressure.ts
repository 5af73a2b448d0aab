/** Episodes of memory pressure: runs of reclaim with short pauses between, with what they cost. */
import type { Episode } from '../../shared/series'

export interface PressureEpisode {
  readonly startNs: number
  readonly endNs: number
  readonly stalls: number
  /** Sum over all tasks. */
  readonly stalledNs: number
  readonly longestNs: number
  readonly kswapdNs: number
}

/** kswapd naps for 100 ms before it sleeps; pauses up to a few naps belong to one episode. */
const PAUSE_NS = 300e6

/** Episodes in order of time; `reclaims` must be in order of their start. */
export function pressureEpisodes(reclaims: readonly Episode[], pauseNs: number = PAUSE_NS): PressureEpisode[] {
  const found: PressureEpisode[] = []
  for (const reclaim of reclaims) {
    const last = found.at(-1)
    if (last !== undefined && reclaim.startNs <= last.endNs + pauseNs) found[found.length - 1] = withReclaim(last, reclaim)
    else found.push(withReclaim({ startNs: reclaim.startNs, endNs: reclaim.endNs, stalls: 0, stalledNs: 0, longestNs: 0, kswapdNs: 0 }, reclaim))
  }
  return found
}

function withReclaim(episode: PressureEpisode, { kind, startNs, endNs }: Episode): PressureEpisode {
  const lengthNs = endNs - startNs
  const isStall = kind === 'directReclaim'
  return {
    startNs: episode.startNs, endNs: Math.max(episode.endNs, endNs), stalls: episode.stalls + (isStall ? 1 : 0), stalledNs: episode.stalledNs + (isStall ? lengthNs : 0),
    longestNs: isStall ? Math.max(episode.longestNs, lengthNs) : episode.longestNs, kswapdNs: episode.kswapdNs + (isStall ? 0 : lengthNs)
  }
}

/** The worst first: by stalled time, then by kswapd's. */
export function worstFirst(episodes: readonly PressureEpisode[]): PressureEpisode[] {
  return [...episodes].sort((a, b) => b.stalledNs - a.stalledNs || b.kswapdNs - a.kswapdNs || a.startNs - b.startNs)
}
