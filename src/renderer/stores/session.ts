/** The autosave of the window's work, and the work of the last session, offered on the start page. */
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { OpenedProject, SavedSession } from '../../shared/contract'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore } from './errors'
import type { TaskStore } from './tasks'
import { gatherWork, type WorkStores } from './work-state'

export interface SessionStoreParts {
  readonly backEnd: BackEnd
  readonly tasks: TaskStore
  readonly errors: ErrorStore
  readonly stores: WorkStores
  /** Puts restored work on screen. */
  readonly show: (opened: OpenedProject) => void
}

/** Changes are kept when they pause this long. */
export const KEEP_AFTER_MS = 1000

export type SessionStore = ReturnType<typeof createSessionStore>

/** Nothing is kept before `start`, so that an empty window does not write over work that is still to be restored. */
export function createSessionStore(parts: SessionStoreParts) {
  const { backEnd, errors, stores } = parts
  const last = shallowRef<SavedSession | null>(null)
  const hasStarted = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let hasFailed = false
  watch(() => (hasStarted.value ? JSON.stringify(gatherWork(stores)) : ''), keepSoon)
  onScopeDispose(() => clearTimeout(timer), true)

  /** Shows the work of a page that was loaded again; true when there was some. */
  async function start(): Promise<boolean> {
    const found = await attempt(backEnd.call('session.find', {}))
    const current = found.ok ? found.value.current : null
    if (found.ok) last.value = found.value.last
    if (current !== null) parts.show(current)
    hasStarted.value = true
    return current !== null
  }

  function keepSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void keep(), KEEP_AFTER_MS)
  }

  /** A failing autosave is told once, not at every change. */
  async function keep(): Promise<void> {
    const kept = await attempt(backEnd.call('session.save', { state: gatherWork(stores) }))
    if (!kept.ok && !hasFailed && kept.error.code !== 'HOST_GONE') errors.report('Keep the work for after a crash', kept.error)
    hasFailed = !kept.ok
  }

  async function restore(): Promise<void> {
    const session = last.value
    if (session === null) return
    const restored = await attempt(parts.tasks.run('Restore the last session', (handle) => backEnd.call('session.restore', { sessionId: session.sessionId }, handle)))
    if (!restored.ok) return errors.report('Restore the last session', restored.error)
    last.value = null
    parts.show(restored.value)
    await keep()
    await attempt(backEnd.call('session.discard', { sessionId: session.sessionId }))
  }

  async function discard(): Promise<void> {
    const session = last.value
    last.value = null
    if (session !== null) await attempt(backEnd.call('session.discard', { sessionId: session.sessionId }))
  }

  return { last, start, restore, discard }
}
