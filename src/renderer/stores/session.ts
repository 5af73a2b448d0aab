/** The autosave of the window's work, and the work of the last session, offered on the start page. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { SavedSession } from '../../shared/contract'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore } from './errors'
import type { ProjectStore } from './project'
import type { TaskStore } from './tasks'
import { gatherWork, type WorkStores } from './work-state'
import { t } from '../text/text'

export interface SessionStoreParts {
  readonly backEnd: BackEnd
  readonly tasks: TaskStore
  readonly errors: ErrorStore
  readonly stores: WorkStores
  readonly project: Pick<ProjectStore, 'show' | 'name' | 'missing'>
}

/** Changes are kept when they pause this long. */
export const KEEP_AFTER_MS = 1000

export type SessionStore = ReturnType<typeof createSessionStore>

/** Nothing is kept before `start`, so that an empty window does not write over work that is still to be restored. */
export function createSessionStore(parts: SessionStoreParts) {
  const { backEnd, errors, stores, project } = parts
  const last = shallowRef<SavedSession | null>(null)
  const hasStarted = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let hasFailed = false
  const isAnythingOpen = (): boolean => stores.captures.items.length > 0 || project.name.value !== null || project.missing.value.length > 0
  /** Restored work would mix with what is open. */
  const offered = computed(() => (isAnythingOpen() ? null : last.value))
  watch(() => (hasStarted.value ? JSON.stringify([gatherWork(stores), project.missing.value.map(({ index }) => index)]) : ''), keepSoon)
  onScopeDispose(() => clearTimeout(timer), true)

  /** Shows the work of a page that was loaded again; true when there was some. */
  async function start(): Promise<boolean> {
    const found = await attempt(backEnd.call('session.find', {}))
    const current = found.ok ? found.value.current : null
    if (found.ok) last.value = found.value.last
    if (current !== null) project.show(current)
    hasStarted.value = true
    return current !== null
  }

  function keepSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void keep(), KEEP_AFTER_MS)
  }

  /** A failing autosave is told once, not at every change. */
  async function keep(): Promise<boolean> {
    const kept = await attempt(backEnd.call('session.save', { state: gatherWork(stores) }))
    if (!kept.ok && !hasFailed && kept.error.code !== 'HOST_GONE') errors.report(t('tasks.keepWork'), kept.error)
    hasFailed = !kept.ok
    return kept.ok
  }

  /** The file of the session goes only when this window's own holds what was in it. */
  async function restore(): Promise<void> {
    const session = offered.value
    if (session === null) return
    const restored = await attempt(parts.tasks.run(t('tasks.restoreSession'), (handle) => backEnd.call('session.restore', { sessionId: session.sessionId }, handle)))
    if (!restored.ok) return errors.report(t('tasks.restoreSession'), restored.error)
    last.value = null
    project.show(restored.value)
    if (await keep()) await attempt(backEnd.call('session.discard', { sessionId: session.sessionId }))
  }

  async function discard(): Promise<void> {
    const session = last.value
    last.value = null
    if (session !== null) await attempt(backEnd.call('session.discard', { sessionId: session.sessionId }))
  }

  return { offered, start, restore, discard }
}
