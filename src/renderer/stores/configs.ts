/** Which configurations the next replay uses, and the style that each configuration keeps everywhere. */
import { computed, reactive, ref, shallowRef } from 'vue'
import type { Configuration } from '../../shared/contract'
import type { Preset } from '../../shared/presets'
import type { ConfigStyle } from '../charts/palette'
import { configStyle } from '../charts/palette'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore } from './errors'

/** The contract takes at most this many configurations in one comparison. */
export const MAX_CONFIGS = 8
const FIRST_CHOICE = ['off', 'zram-v1', 'mm']

export type ConfigStore = ReturnType<typeof createConfigStore>

/** Presets, the chosen ones, and the number of ensemble members. */
export function createConfigStore(backEnd: BackEnd, errors: ErrorStore) {
  const presets = shallowRef<readonly Preset[]>([])
  const chosenIds = reactive(new Set<string>(FIRST_CHOICE))
  /** Replay the visible span only. */
  const onlyVisible = ref(false)
  const chosen = computed<Configuration[]>(() => presets.value.map((preset) => preset.config).filter((config) => chosenIds.has(config.id)))

  async function load(): Promise<void> {
    const list = await attempt(backEnd.call('presets.list', {}))
    if (list.ok) presets.value = list.value
    else errors.report('Load presets', list.error)
  }

  function toggle(id: string): void {
    if (chosenIds.has(id)) chosenIds.delete(id)
    else if (chosenIds.size < MAX_CONFIGS) chosenIds.add(id)
  }

  /** A configuration keeps its place in the preset list as its colour, whichever others are chosen. */
  function styleOf(id: string): ConfigStyle {
    const index = presets.value.findIndex((preset) => preset.config.id === id)
    return configStyle(index < 0 ? presets.value.length : index)
  }

  return { presets, chosenIds: chosenIds as ReadonlySet<string>, chosen, onlyVisible, load, toggle, styleOf }
}
