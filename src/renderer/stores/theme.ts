/** Light, dark, or as the system says. The choice is remembered on this machine. */
import { computed, ref, watch } from 'vue'

export type ThemeChoice = 'system' | 'light' | 'dark'
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark']
const STORAGE_KEY = 'reclaimscope.theme'

/** What the store needs of the browser; replaced in tests. */
export interface ThemeSurroundings {
  readonly read: (key: string) => string | null
  readonly write: (key: string, value: string) => void
  readonly prefersDark: () => boolean
  readonly onSystemChange: (changed: () => void) => void
  readonly apply: (resolved: 'light' | 'dark') => void
}

export type ThemeStore = ReturnType<typeof createThemeStore>

/** The chosen and the resolved theme. An unknown stored value counts as `system`. */
export function createThemeStore(surroundings: ThemeSurroundings) {
  const stored = surroundings.read(STORAGE_KEY)
  const choice = ref<ThemeChoice>(CHOICES.find((known) => known === stored) ?? 'system')
  const systemIsDark = ref(surroundings.prefersDark())
  const resolved = computed<'light' | 'dark'>(() => (choice.value === 'system' ? (systemIsDark.value ? 'dark' : 'light') : choice.value))
  surroundings.onSystemChange(() => { systemIsDark.value = surroundings.prefersDark() })
  watch(resolved, (value) => surroundings.apply(value), { immediate: true, flush: 'sync' })
  watch(choice, (value) => surroundings.write(STORAGE_KEY, value), { flush: 'sync' })

  function cycle(): void {
    choice.value = CHOICES[(CHOICES.indexOf(choice.value) + 1) % CHOICES.length] ?? 'system'
  }

  return { choice, resolved, cycle }
}

/** The real browser. Storage may be refused; the theme then lasts for the session. */
export function browserSurroundings(window: Window): ThemeSurroundings {
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  return {
    read: (key) => quietly(() => window.localStorage.getItem(key)),
    write: (key, value) => quietly(() => window.localStorage.setItem(key, value)),
    prefersDark: () => query.matches,
    onSystemChange: (changed) => query.addEventListener('change', changed),
    apply: (resolved) => window.document.documentElement.setAttribute('data-theme', resolved)
  }
}

function quietly<T>(action: () => T): T | null {
  try {
    return action()
  } catch {
    return null
  }
}
