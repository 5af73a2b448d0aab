/** Starting a replay: of which capture, under which configurations, over which span. */
import type { Configuration } from '../../shared/contract'
import type { CaptureStore } from './captures'
import type { ComparisonStore } from './comparisons'
import { MAX_CONFIGS, type ConfigStore } from './configs'
import type { PairStore } from './pairs'
import type { SettingsStore } from './settings'
import type { ViewStore } from './view'

export interface ReplayStores {
  readonly captures: CaptureStore
  readonly configs: ConfigStore
  readonly comparisons: ComparisonStore
  readonly pairs: PairStore
  readonly settings: SettingsStore
  readonly view: ViewStore
}

/** What starts replays of the active capture. */
export function createReplay({ captures, configs, comparisons, pairs, settings, view }: ReplayStores) {
  /** Replays under the chosen configurations, or those given, and turns to the comparison. */
  async function replay(wanted: readonly Configuration[] = configs.chosen.value): Promise<void> {
    const capture = captures.active.value
    if (capture === null || capture.notReplayable !== null || wanted.length === 0) return
    view.page.value = 'compare'
    const window = configs.onlyVisible.value && view.isZoomed(capture) ? view.spanOf(capture) : null
    await comparisons.run({ captureId: capture.captureId, configs: wanted, window, seeds: settings.seeds.value })
  }

  /** Replays also under what the second capture recorded, so that the two can be held against each other. */
  async function predictSecond(): Promise<void> {
    const pair = pairs.of(captures.activeId.value ?? '')
    if (pair === null) return
    const chosen = configs.chosen.value
    const config = configs.find(pair.configId)?.config ?? pair.second.running
    await replay(chosen.some(({ id }) => id === config.id) ? chosen : [...chosen.slice(0, MAX_CONFIGS - 1), config])
  }

  return { replay, predictSecond }
}
