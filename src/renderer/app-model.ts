/** All stores of one window, wired to one back end. Made once at start and handed to components by injection. */
import { inject, shallowRef, watch, type InjectionKey } from 'vue'
import type { AppInfo, CaptureSummary } from '../shared/contract'
import type { BackEnd, FileIntake, OfferedFile } from './stores/back-end'
import { attempt } from './stores/back-end'
import { createCaptureDetailStore } from './stores/capture-details'
import { createCaptureStore, type CaptureStore } from './stores/captures'
import { createColumnAnswerStore } from './stores/column-answers'
import { createComparisonStore } from './stores/comparisons'
import { createConfigStore } from './stores/configs'
import { createErrorStore } from './stores/errors'
import { createNoteStore } from './stores/notes'
import { createPairFigureStore } from './stores/pair-figures'
import { createPairStore } from './stores/pairs'
import { createProjectStore, type ProjectStore } from './stores/project'
import { createPageContentStore } from './stores/page-contents'
import type { ProfileStorage } from './stores/profile'
import { createRecentStore } from './stores/recents'
import { createReplay } from './stores/replay'
import { createReportStore, type ExportedFile } from './stores/reports'
import { createStallStore, createThreadStore } from './stores/run-answers'
import { createSeriesStore } from './stores/series'
import { createSessionStore } from './stores/session'
import { createSettingsStore } from './stores/settings'
import { createSweepActions } from './stores/sweep-actions'
import { createSweepStore } from './stores/sweeps'
import { createTaskStore } from './stores/tasks'
import { createThemeStore, type ThemeSurroundings } from './stores/theme'
import { createViewStore } from './stores/view'
import { t } from './text/text'

export interface AppParts {
  readonly hostKind: 'electron' | 'web'
  readonly backEnd: BackEnd
  readonly intake: FileIntake
  readonly theme: ThemeSurroundings
  /** What is remembered on this machine. */
  readonly profile: ProfileStorage
  /** Starts a browser download of a report that the web host has made ready. */
  readonly download: (path: string, name: string) => void
  /** Makes a drag that has just begun one of an exported file. */
  readonly dragOut: (event: DragEvent, report: ExportedFile) => void
}

export type AppModel = ReturnType<typeof createAppModel>

/** Wires the stores. `start` loads what the first screen needs. */
export function createAppModel(parts: AppParts) {
  const { backEnd } = parts
  const errors = createErrorStore()
  const tasks = createTaskStore()
  const view = createViewStore()
  const setAside = (what: string) => (key: string): void => errors.report(t('tasks.readSaved', { what }), {
    code: 'CONFIG_INVALID', message: t('tasks.unreadable', { what }), advice: t('tasks.unreadableKept', { key })
  })
  const settings = createSettingsStore(parts.profile, setAside('settings'))
  const configs = createConfigStore(backEnd, errors, parts.profile, setAside('configurations'))
  const comparisons = createComparisonStore(backEnd, errors)
  const series = createSeriesStore(backEnd)
  const stalls = createStallStore(backEnd)
  const threads = createThreadStore(backEnd)
  const pairs = createPairStore()
  const pairFigures = createPairFigureStore(backEnd)
  const notes = createNoteStore(parts.profile, setAside('notes'))
  const recents = createRecentStore(backEnd, errors)
  const columnAnswers = createColumnAnswerStore(parts.profile, setAside(t('tasks.meaningsOfColumns')))
  const captures = createCaptureStore({ answerColumns: columnAnswers.answer, backEnd, intake: parts.intake, tasks, errors, onOpened: showOpened, offersFor: (refusal, files) => pageContents.offersFor(refusal, files) })
  const pageContents = createPageContentStore({ backEnd, intake: parts.intake, tasks, errors, captures })
  const reports = createReportStore(backEnd, errors, parts.download, () => (captures.active.value === null ? [] : notes.written(captures.active.value)))
  const sweeps = createSweepStore(backEnd, errors, parts.download)
  const theme = createThemeStore(parts.theme)
  const stores = { captures, comparisons, configs, notes, pairs, settings, view }
  const project = createProjectStore({ backEnd, intake: parts.intake, tasks, errors, stores, closeCapture, download: parts.download })
  const openers = createOpeners(project, captures)
  const session = createSessionStore({ backEnd, tasks, errors, stores, project })
  const info = shallowRef<AppInfo | null>(null)

  backEnd.onGone((error) => errors.report(t('tasks.connection'), error))
  backEnd.on('files.offered', ({ files }) => void openers.openOffered(files))
  watch(captures.activeId, () => view.releaseCursor(), { flush: 'sync' })

  /** A capture that was opened to be laid beside another leaves that one in view. */
  function showOpened(opened: CaptureSummary): void {
    const first = pairs.receive(opened)
    view.page.value = first === null ? 'capture' : 'compare'
    if (first !== null) captures.select(first.captureId)
  }

  async function start(): Promise<void> {
    const [answer] = await Promise.all([attempt(backEnd.call('app.info', {})), configs.load().then(async () => {
      if (!(await session.start())) await captures.restore()
    })])
    if (answer.ok) info.value = answer.value
    else errors.report(t('tasks.reachBackEnd'), answer.error)
  }

  async function closeCapture(captureId: string): Promise<void> {
    for (const store of [comparisons, sweeps, pairs]) store.forget(captureId)
    await captures.close(captureId)
  }

  return { hostKind: parts.hostKind, dragOut: parts.dragOut, info, errors, tasks, view, settings, configs, comparisons, series, stalls, threads, captures, columnAnswers, details: createCaptureDetailStore({ backEnd, tasks, errors, captures, comparisons }), pairs, pairFigures, notes, pageContents, recents, reports, project, session, sweeps, sweepActions: createSweepActions({ captures, configs, sweeps, view }), theme, start, ...openers, ...createReplay({ captures, configs, comparisons, pairs, settings, view }), closeCapture }
}

/** The ways to open files: each takes a project with what comes along, or a capture. */
function createOpeners(project: ProjectStore, captures: CaptureStore) {
  return {
    /** Files of the page. */
    openFiles: async (files: readonly File[]): Promise<void> => {
      if (!project.openFrom(files, project.receiveFiles(files))) await captures.openFiles(files)
    },
    /** Files that the host knows already. */
    openOffered: async (files: readonly OfferedFile[]): Promise<void> => {
      if (!project.openFrom(files, async () => files)) await captures.openOffered(files)
    }
  }
}

export const APP_MODEL: InjectionKey<AppModel> = Symbol('app model')

/** The window's stores, for components. */
export function useApp(): AppModel {
  const model = inject(APP_MODEL)
  if (model === undefined) throw new Error('the app model is not provided')
  return model
}
