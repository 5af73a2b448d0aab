/** How the user likes to work; remembered on this machine. The theme has a key of its own, read before anything is drawn. */
import * as v from 'valibot'
import { computed } from 'vue'
import { createStored, type ProfileStorage } from './profile'

export const RUN_CHOICES = [1, 5, 9, 25] as const

const names = v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(64))

const settingsSchema = v.object({
  /** Members of the ensemble. */
  seeds: v.optional(v.picklist(RUN_CHOICES), 5),
  /** Rows shown besides those that every view has, by key. */
  rows: v.optional(names, ['queueDepth', 'threads']),
  /** Rows on a logarithmic scale, by key. */
  logRows: v.optional(names, ['longestStallMs']),
  /** Metrics kept at the top of the table, by flat name. */
  pinned: v.optional(names, [])
})
export type Settings = v.InferOutput<typeof settingsSchema>
type ListName = 'rows' | 'logRows' | 'pinned'

export const DEFAULT_SETTINGS: Settings = { seeds: 5, rows: ['queueDepth', 'threads'], logRows: ['longestStallMs'], pinned: [] }

export type SettingsStore = ReturnType<typeof createSettingsStore>

/** Settings with their defaults; every change is saved at once. */
export function createSettingsStore(storage: ProfileStorage, onSetAside: (key: string) => void) {
  const stored = createStored({ storage, key: 'reclaimscope.settings', version: 1, schema: settingsSchema, fallback: DEFAULT_SETTINGS, onSetAside })

  function change(part: Partial<Settings>): void {
    stored.set({ ...stored.value.value, ...part })
  }

  function toggle(list: ListName, name: string): void {
    const now = stored.value.value[list]
    change({ [list]: now.includes(name) ? now.filter((other) => other !== name) : [...now, name] })
  }

  const has = (list: ListName, name: string): boolean => stored.value.value[list].includes(name)
  const seeds = computed({ get: () => stored.value.value.seeds, set: (count) => change({ seeds: count }) })
  return { all: stored.value, seeds, has, toggle, change, reset: () => stored.set(DEFAULT_SETTINGS) }
}
