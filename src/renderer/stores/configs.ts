/** Presets and own configurations, which of them the next replay uses, and the style that each keeps everywhere. */
import { computed, reactive, ref, shallowRef } from 'vue'
import type { Configuration } from '../../shared/contract'
import { PRESET_GROUPS, type Preset, type PresetGroup } from '../../shared/presets'
import type { ConfigStyle } from '../charts/palette'
import { configStyle, ownConfigStyle } from '../charts/palette'
import { t } from '../text/text'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore } from './errors'
import { createOwnConfigStore, parseConfigurations, type OwnConfig } from './own-configs'
import type { ProfileStorage } from './profile'

/** The contract takes at most this many configurations in one comparison. */
export const MAX_CONFIGS = 8
const FIRST_CHOICE = ['off', 'zram-v1', 'mm']

/** A configuration as lists show it. */
export interface ListedConfig {
  readonly config: Configuration
  readonly isOwn: boolean
  readonly group: PresetGroup | 'own'
  /** Of presets. */
  readonly description: string
  readonly source: string
  readonly question?: string
  readonly base?: string
}

/** Configurations under one heading. */
export interface ConfigGroup {
  readonly group: ListedConfig['group']
  readonly title: string
  readonly items: readonly ListedConfig[]
}

function listAll(presets: readonly Preset[], own: readonly OwnConfig[]): readonly ListedConfig[] {
  return [...presets.map((preset) => ({ ...preset, isOwn: false })), ...own.map(({ config }) => ({ config, isOwn: true, group: 'own' as const, description: config.title, source: '' }))]
}

/** The user's own first, where there are any; presets by what they are about. */
function groupAll(all: readonly ListedConfig[]): readonly ConfigGroup[] {
  const groups = [{ group: 'own' as const, title: t('configurations.own') }, ...PRESET_GROUPS]
  return groups.map((entry) => ({ ...entry, items: all.filter(({ group }) => group === entry.group) })).filter(({ items }) => items.length > 0)
}

export type ConfigStore = ReturnType<typeof createConfigStore>

/** All configurations, the chosen ones and the span of the next replay. */
export function createConfigStore(backEnd: BackEnd, errors: ErrorStore, profile: ProfileStorage, onSetAside: (key: string) => void) {
  const presets = shallowRef<readonly Preset[]>([])
  const own = createOwnConfigStore(profile, (id) => presets.value.some((preset) => preset.config.id === id), onSetAside)
  const chosenIds = reactive(new Set<string>(FIRST_CHOICE))
  /** Replay the visible span only. */
  const onlyVisible = ref(false)
  const all = computed(() => listAll(presets.value, own.items.value))
  const chosen = computed<Configuration[]>(() => all.value.map(({ config }) => config).filter((config) => chosenIds.has(config.id)))
  const find = (id: string): ListedConfig | undefined => all.value.find(({ config }) => config.id === id)

  async function load(): Promise<void> {
    const list = await attempt(backEnd.call('presets.list', {}))
    if (list.ok) presets.value = list.value
    else errors.report(t('tasks.loadPresets'), list.error)
  }

  function toggle(id: string): void {
    if (chosenIds.has(id)) chosenIds.delete(id)
    else if (chosen.value.length < MAX_CONFIGS) chosenIds.add(id)
  }

  /** Chooses exactly these, as far as they exist. */
  function choose(ids: readonly string[]): void {
    chosenIds.clear()
    for (const id of ids.filter(find).slice(0, MAX_CONFIGS)) chosenIds.add(id)
  }

  /** A copy to edit, chosen for the next replay when there is room; returns its id. */
  function duplicate(config: Configuration): string | null {
    const added = own.add(config)
    if (!added.ok) {
      errors.report(t('tasks.duplicateConfiguration'), added.error)
      return null
    }
    if (chosen.value.length < MAX_CONFIGS) chosenIds.add(added.value)
    return added.value
  }

  /** Changes an own configuration; a new id stays chosen as the old one was. */
  function change(id: string, config: Configuration): ReturnType<typeof own.replace> {
    const replaced = own.replace(id, config)
    if (replaced.ok && config.id !== id && chosenIds.delete(id)) chosenIds.add(config.id)
    return replaced
  }

  async function importFile(file: File): Promise<string | null> {
    const parsed = parseConfigurations(file.name, await file.text())
    if (!parsed.ok) {
      errors.report(t('tasks.importConfiguration'), parsed.error)
      return null
    }
    return parsed.value.map(duplicate).findLast((id) => id !== null) ?? null
  }

  /** A preset keeps its place in the list as its colour, an own configuration the one it was given, whichever others are chosen. */
  function styleOf(id: string): ConfigStyle {
    const index = presets.value.findIndex((preset) => preset.config.id === id)
    if (index >= 0) return configStyle(index)
    return ownConfigStyle(own.find(id)?.style ?? 0)
  }

  return { presets, own, all, groups: computed(() => groupAll(all.value)), find, chosenIds: chosenIds as ReadonlySet<string>, chosen, onlyVisible, load, choose, toggle, duplicate, change, importFile, styleOf }
}
