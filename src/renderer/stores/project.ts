/** The project: its name, whether it has changes that are not saved, and what it misses. */
import { computed, ref, shallowRef } from 'vue'
import type { MissingCapture, OpenedProject } from '../../shared/contract'
import { isProjectName } from '../../shared/project'
import { CallFailure } from '../../shared/rpc/call-failure'
import type { BackEnd, FileIntake, OfferedFile } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore } from './errors'
import type { TaskHandle, TaskStore } from './tasks'
import { gatherWork, takeCapture, takeWorkspace, workMark, type WorkStores } from './work-state'
import { t } from '../text/text'

export interface ProjectStoreParts {
  readonly backEnd: BackEnd
  readonly intake: FileIntake
  readonly tasks: TaskStore
  readonly errors: ErrorStore
  readonly stores: WorkStores
  readonly closeCapture: (captureId: string) => Promise<void>
  /** Starts a browser download (web host). */
  readonly download: (path: string, name: string) => void
}

/** Brings the files of a project, or gives those that the host knows already. */
type Receive = (handle: TaskHandle) => Promise<readonly OfferedFile[]>

type ProjectState = ReturnType<typeof createState>
export type ProjectStore = ReturnType<typeof createProjectStore>

/** Saves and opens projects. One is open at a time; opening another closes the captures of the one before. */
export function createProjectStore(parts: ProjectStoreParts) {
  const state = createState(parts.stores)
  return { ...state, ...savingTo(parts, state), ...openingFrom(parts, state), ...missingFrom(parts, state), show: (opened: OpenedProject) => show(parts, state, opened), receiveFiles: (files: readonly File[]) => receiveFiles(parts, files) }
}

function createState(stores: WorkStores) {
  const name = shallowRef<string | null>(null)
  /** `workMark` of what is in the file. */
  const savedMark = shallowRef('')
  const isDirty = computed(() => name.value !== null && workMark(gatherWork(stores)) !== savedMark.value)
  const hasResults = (): boolean => stores.captures.items.some(({ captureId }) => stores.comparisons.of(captureId)?.status?.phase === 'done')
  return {
    name, savedMark, isDirty,
    /** Something would be lost by closing all captures. */
    hasUnsaved: computed(() => isDirty.value || (name.value === null && hasResults())),
    /** The captures' files go into the project. */
    embeds: ref(false),
    missing: shallowRef<readonly MissingCapture[]>([]),
    /** The missing captures are shown; they stay missing when the user goes on without them. */
    isAsking: ref(false),
    isSaving: ref(false),
    /** An opening that waits for the user's consent, because it closes what is not saved. */
    waiting: shallowRef<{ readonly name: string; readonly receive: Receive } | null>(null)
  }
}

function savingTo({ backEnd, errors, stores, tasks, download }: ProjectStoreParts, { name, savedMark, embeds, isSaving }: ProjectState) {
  async function save(as = false): Promise<void> {
    if (isSaving.value) return
    isSaving.value = true
    const state = gatherWork(stores)
    const outcome = await attempt(tasks.run(t('tasks.saveProject'), (handle) => backEnd.call('project.save', { state, embed: embeds.value, as }, handle)))
    isSaving.value = false
    if (!outcome.ok) return errors.report(t('tasks.saveProject'), outcome.error)
    if (outcome.value.kind === 'cancelled') return
    if (outcome.value.kind === 'download') download(outcome.value.path, outcome.value.name)
    name.value = outcome.value.name
    savedMark.value = workMark(state)
  }
  return { save }
}

function openingFrom(parts: ProjectStoreParts, state: ProjectState) {
  const { backEnd, errors, stores, tasks, closeCapture } = parts
  const closeAll = async (captureIds: readonly string[]): Promise<void> => { for (const captureId of captureIds) await closeCapture(captureId) }
  const openIds = (): readonly string[] => stores.captures.items.map(({ captureId }) => captureId)

  /** Opens the project among the files; false when there is none. */
  function openFrom(files: readonly { readonly name: string }[], receive: Receive): boolean {
    const project = files.find((file) => isProjectName(file.name))
    if (project === undefined) return false
    state.waiting.value = { name: project.name, receive }
    if (!state.hasUnsaved.value) void proceed()
    return true
  }

  /** Opens what was waiting for consent. */
  async function proceed(): Promise<void> {
    const next = state.waiting.value
    state.waiting.value = null
    if (next === null) return
    const before = openIds()
    const opened = await attempt(tasks.run(t('tasks.openName', { name: next.name }), async (handle) => {
      const files = await next.receive(handle)
      return backEnd.call('project.open', { fileIds: files.map(({ fileId }) => fileId) }, handle)
    }))
    if (!opened.ok) return errors.report(t('tasks.openName', { name: next.name }), opened.error)
    await closeAll(before)
    show(parts, state, opened.value)
  }

  /** Closes all captures; what is opened next belongs to no project. */
  async function close(): Promise<void> {
    await closeAll(openIds())
    const closed = await attempt(backEnd.call('project.close', {}))
    if (!closed.ok) return errors.report(t('tasks.closeProject'), closed.error)
    state.name.value = null
    state.missing.value = []
  }
  return { openFrom, proceed, close }
}

/** Puts an opened project on screen. */
function show({ stores, errors }: ProjectStoreParts, state: ProjectState, opened: OpenedProject): void {
  for (const restored of opened.captures) takeCapture(stores, restored)
  takeWorkspace(stores, opened.workspace, opened.captures)
  for (const problem of opened.problems) errors.report(t('tasks.openName', { name: opened.name }), problem)
  state.name.value = opened.name === '' ? null : opened.name
  state.embeds.value = opened.isEmbedded
  state.missing.value = opened.missing
  state.isAsking.value = opened.missing.length > 0
  state.savedMark.value = workMark(gatherWork(stores))
}

function missingFrom({ backEnd, errors, stores, tasks }: ProjectStoreParts, { missing, savedMark, isDirty }: ProjectState) {
  /** Opens a missing capture from the files that the user points at. */
  async function locate(capture: MissingCapture, receive: Receive): Promise<void> {
    const located = await attempt(tasks.run(t('tasks.locate', { name: capture.name }), async (handle) => {
      const files = await receive(handle)
      return files.length === 0 ? null : backEnd.call('project.locate', { index: capture.index, fileIds: files.map(({ fileId }) => fileId) }, handle)
    }))
    if (!located.ok) {
      missing.value = missing.value.map((item) => (item.index === capture.index ? { ...item, error: located.error } : item))
      return
    }
    if (located.value === null) return
    missing.value = missing.value.filter(({ index }) => index !== capture.index)
    const wasDirty = isDirty.value
    takeCapture(stores, located.value)
    if (stores.captures.activeId.value === null) stores.captures.select(located.value.capture.captureId)
    if (!wasDirty) savedMark.value = workMark(gatherWork(stores))
  }

  /** Takes a missing capture out of the project for good. */
  async function drop({ index }: MissingCapture): Promise<void> {
    const dropped = await attempt(backEnd.call('project.drop', { index }))
    if (!dropped.ok) return errors.report(t('tasks.removeCapture'), dropped.error)
    missing.value = missing.value.filter((item) => item.index !== index)
    savedMark.value = ''
  }
  return { locate, drop }
}

function receiveFiles({ intake }: ProjectStoreParts, files: readonly File[]): Receive {
  return async (handle) => {
    const offered = await intake(files, { signal: handle.signal, onProgress: (done, total) => handle.onProgress({ phase: 'receiving', done, total, unit: 'bytes' }) })
    if (!offered.ok) throw new CallFailure(offered.error)
    return offered.value
  }
}
