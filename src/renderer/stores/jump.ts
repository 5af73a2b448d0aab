/** Moving the visible span from one reclaim episode to the next. */
import type { CaptureSummary } from '../../shared/contract'
import type { Episode } from '../../shared/series'
import { neighbourEpisode } from '../charts/episode-path'
import type { ViewStore } from './view'
import type { TimeSpan } from './zoom'

/** An episode is shown with this much of its own length before and after it, and with at least 50 ms in view. */
const MARGIN = 0.5
const SHORTEST_VIEW_NS = 50e6

/** Shows one episode and puts the cursor at its start. */
export function showEpisode(view: ViewStore, capture: CaptureSummary, episode: Episode): void {
  showSpan(view, capture, episode)
}

/** A moment is shown with a second before and after it. */
const AROUND_NS = 1e9

/** Shows a moment and puts the cursor on it. */
export function showMoment(view: ViewStore, capture: CaptureSummary, timeNs: number): void {
  view.show(capture, { startNs: timeNs - AROUND_NS, endNs: timeNs + AROUND_NS })
  view.pinAt(timeNs)
}

/** Shows a span with some of its surroundings and puts the cursor at its start. */
export function showSpan(view: ViewStore, capture: CaptureSummary, episode: TimeSpan): void {
  const middle = (episode.startNs + episode.endNs) / 2
  const half = Math.max(SHORTEST_VIEW_NS, (episode.endNs - episode.startNs) * (1 + 2 * MARGIN)) / 2
  view.show(capture, { startNs: middle - half, endNs: middle + half })
  view.pinAt(episode.startNs)
}

/** Shows the next (1) or previous (-1) episode, counted from the pinned cursor or from the start of the visible span. */
export function jumpToEpisode(view: ViewStore, capture: CaptureSummary, direction: 1 | -1): void {
  const from = view.isPinned.value && view.cursorNs.value !== null ? view.cursorNs.value : view.spanOf(capture).startNs
  const episode = neighbourEpisode(capture.episodes, from, direction)
  if (episode !== null) showEpisode(view, capture, episode)
}
