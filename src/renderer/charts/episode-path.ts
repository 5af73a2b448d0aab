/** The episode strip: thousands of reclaim episodes as one SVG path per kind, never more than one mark per pixel column. */
import type { Episode } from '../../shared/series'

export interface Span {
  readonly startNs: number
  readonly endNs: number
}

/** Pixel runs `[from, to)` covered by the episodes; an episode shorter than a pixel still shows as one pixel. */
export function coveredColumns(episodes: readonly Span[], view: Span, widthPx: number): [number, number][] {
  const span = view.endNs - view.startNs
  if (!(span > 0) || widthPx < 1) return []
  const scale = widthPx / span
  const covered = new Uint8Array(Math.ceil(widthPx))
  for (const episode of episodes) {
    if (episode.endNs < view.startNs || episode.startNs > view.endNs) continue
    const from = Math.max(0, Math.floor((episode.startNs - view.startNs) * scale))
    const to = Math.min(covered.length, Math.max(from + 1, Math.ceil((episode.endNs - view.startNs) * scale)))
    covered.fill(1, from, to)
  }
  return toRuns(covered)
}

function toRuns(covered: Uint8Array): [number, number][] {
  const runs: [number, number][] = []
  let from = -1
  for (let column = 0; column <= covered.length; column += 1) {
    const on = covered[column] === 1
    if (on && from < 0) from = column
    if (!on && from >= 0) {
      runs.push([from, column])
      from = -1
    }
  }
  return runs
}

/** SVG path of the runs as bars between `top` and `bottom`. */
export function runsToPath(runs: readonly (readonly [number, number])[], top: number, bottom: number): string {
  return runs.map(([from, to]) => `M${from} ${top}H${to}V${bottom}H${from}Z`).join('')
}

/** The episode that starts next after (or, with `direction` -1, before) a time; null when there is none. */
export function neighbourEpisode(episodes: readonly Episode[], timeNs: number, direction: 1 | -1): Episode | null {
  let best: Episode | null = null
  for (const episode of episodes) {
    const ahead = (episode.startNs - timeNs) * direction
    if (ahead <= 0) continue
    if (best === null || ahead < (best.startNs - timeNs) * direction) best = episode
  }
  return best
}

/** The longest episodes, longest first; equal ones in order of time. */
export function longestEpisodes(episodes: readonly Episode[], count: number): Episode[] {
  return [...episodes].sort((a, b) => b.endNs - b.startNs - (a.endNs - a.startNs) || a.startNs - b.startNs).slice(0, count)
}
