/** What a sweep does with the other stores: it takes its base and span from them, and gives its points back as configurations. */
import type { Configuration } from '../../shared/config'
import { readDraft, goalOf, type DraftReading } from '../content/sweep-draft'
import { pointConfiguration, sweepResult, type ShownPoint, type SweepResult } from '../content/sweep-result'
import type { CaptureStore } from './captures'
import { MAX_CONFIGS, type ConfigStore } from './configs'
import type { SweepStore } from './sweeps'
import type { ViewStore } from './view'

export interface SweepStores {
  readonly captures: CaptureStore
  readonly configs: ConfigStore
  readonly sweeps: SweepStore
  readonly view: ViewStore
}

export interface OpenedPoint {
  readonly id: string
  /** False: there was such a configuration already. */
  readonly isNew: boolean
  /** Whether the next replay uses it; there may be no room. */
  readonly isChosen: boolean
}

/** Actions on the active capture's sweep. */
export function createSweepActions({ captures, configs, sweeps, view }: SweepStores) {
  const entry = () => (captures.activeId.value === null ? null : sweeps.of(captures.activeId.value))

  function reading(): DraftReading | null {
    const draft = entry()?.draft
    return draft === undefined ? null : readDraft(draft, configs.find(draft.baseId)?.config)
  }

  function result(): SweepResult | null {
    const now = entry()
    return now === null || now.sweep === null ? null : sweepResult(now.sweep, goalOf(now.draft))
  }

  const canStart = (): boolean => captures.active.value?.notReplayable === null && entry()?.isRunning === false && reading()?.grid != null

  async function start(): Promise<void> {
    const capture = captures.active.value
    const grid = reading()?.grid ?? null
    const seeds = entry()?.draft.seeds
    if (capture === null || grid === null || seeds === undefined || !canStart()) return
    view.page.value = 'sweep'
    const window = configs.onlyVisible.value && view.isZoomed(capture) ? view.spanOf(capture) : null
    await sweeps.run({ captureId: capture.captureId, grid, window, seeds })
  }

  /** The point as a configuration of one's own, chosen for the next replay; one with the same settings is used again. */
  function open(shown: ShownPoint): OpenedPoint | null {
    const baseId = entry()?.draft.baseId ?? 'sweep'
    const config = pointConfiguration(shown, baseId)
    const same = configs.all.value.find((item) => settingsOf(item.config) === settingsOf(config))
    const id = same?.config.id ?? configs.duplicate(config)
    if (id === null) return null
    if (!configs.chosenIds.has(id) && configs.chosen.value.length < MAX_CONFIGS) configs.toggle(id)
    return { id, isNew: same === undefined, isChosen: configs.chosenIds.has(id) }
  }

  return {
    reading, result, canStart, start, open,
    best: () => result()?.best ?? null,
    openBest: (): void => {
      const best = result()?.best ?? null
      if (best !== null) open(best)
    }
  }
}

function settingsOf({ kcompressd, swap, vm }: Configuration): string {
  return JSON.stringify([kcompressd, swap, vm])
}
