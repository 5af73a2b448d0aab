/** The state of the window's work as a project keeps it: gathered from the stores, and given back to them. */
import type { CaptureSummary, RestoredCapture } from '../../shared/contract'
import type { CaptureState, ProjectState, Workspace } from '../../shared/project'
import type { CaptureStore } from './captures'
import type { ComparisonStore } from './comparisons'
import type { ConfigStore } from './configs'
import type { NoteStore } from './notes'
import type { PairStore } from './pairs'
import type { SettingsStore } from './settings'
import { COMPARE_MODES, PAGES, type ViewStore } from './view'

/** The stores that hold what a project keeps. */
export interface WorkStores {
  readonly captures: CaptureStore
  readonly comparisons: ComparisonStore
  readonly configs: ConfigStore
  readonly notes: NoteStore
  readonly pairs: PairStore
  readonly settings: SettingsStore
  readonly view: ViewStore
}

/** Everything, as it is now. */
export function gatherWork(stores: WorkStores): ProjectState {
  return { captures: stores.captures.items.map(({ captureId }) => ({ captureId, comparisonId: finishedId(stores, captureId), state: captureState(stores, captureId) })), workspace: workspace(stores) }
}

/** What a save is about, as text to compare: the work without where one is looking. */
export function workMark(state: ProjectState): string {
  const { view, ...workspace } = state.workspace
  const captures = state.captures.map(({ captureId, comparisonId, state: { notes, pages, replay } }) => ({ captureId, comparisonId, notes, pages: pages?.sha256 ?? null, replay }))
  return JSON.stringify({ captures, workspace, shown: { rows: view.rows, logRows: view.logRows, pinned: view.pinned } })
}

/** Gives captures of a project back to the stores. */
export function takeCapture(stores: WorkStores, { capture, status, state }: RestoredCapture): void {
  stores.captures.adopt(capture)
  stores.notes.merge(capture, state.notes)
  if (state.span !== null) stores.view.show(capture, state.span)
  if (state.replay !== null) stores.comparisons.adopt({ captureId: capture.captureId, ...state.replay }, status)
}

/** Gives the rest back. Names of other versions are passed over; where the active capture is missing, another is better than none. */
export function takeWorkspace(stores: WorkStores, { own, chosen, onlyVisible, pairs, view }: Workspace, opened: readonly RestoredCapture[]): void {
  const { configs, settings, captures } = stores
  const at = (place: number | null): CaptureSummary | undefined => opened.find(({ index }) => index === place)?.capture
  configs.own.merge(own)
  configs.choose(chosen)
  configs.onlyVisible.value = onlyVisible
  settings.change({ rows: view.rows, logRows: view.logRows, pinned: view.pinned })
  captures.select((view.active === null ? undefined : (at(view.active) ?? opened[0]?.capture))?.captureId ?? null)
  for (const { first, second, ...alignment } of pairs) takePair(stores.pairs, at(first), at(second), alignment)
  stores.view.page.value = PAGES.find((page) => page === view.page) ?? 'capture'
  stores.view.compareMode.value = COMPARE_MODES.find((mode) => mode === view.compareMode) ?? 'side'
  stores.view.resizeRows(view.rowHeight - stores.view.rowHeight.value)
  if (view.cursorNs === null) stores.view.releaseCursor()
  else stores.view.pinAt(view.cursorNs)
}

function takePair(pairs: PairStore, first: CaptureSummary | undefined, second: CaptureSummary | undefined, alignment: Omit<Workspace['pairs'][number], 'first' | 'second'>): void {
  if (first === undefined || second === undefined) return
  pairs.choose(first, second)
  pairs.change(first, alignment)
}

function finishedId({ comparisons }: WorkStores, captureId: string): string | null {
  const status = comparisons.of(captureId)?.status
  return status?.phase === 'done' ? status.comparisonId : null
}

function captureState({ captures, comparisons, notes, view }: WorkStores, captureId: string): CaptureState {
  const capture = captures.items.find((item) => item.captureId === captureId)
  const entry = comparisons.of(captureId)
  const request = entry?.isRunning === false && entry.status?.phase === 'done' ? entry.request : null
  return {
    notes: capture === undefined ? [] : [...notes.of(capture)],
    span: capture === undefined || !view.isZoomed(capture) ? null : { ...view.spanOf(capture) },
    pages: capture?.pageContents.file ?? null,
    replay: request === null ? null : { configs: [...request.configs], window: request.window === null ? null : { ...request.window }, seeds: request.seeds }
  }
}

function workspace({ captures, configs, pairs, settings, view }: WorkStores): Workspace {
  const placeOf = (id: string | null): number => captures.items.findIndex(({ captureId }) => captureId === id)
  const active = placeOf(captures.activeId.value)
  const { rows, logRows, pinned } = settings.all.value
  return {
    own: configs.own.items.value.map((item) => ({ ...item })), chosen: [...configs.chosenIds], onlyVisible: configs.onlyVisible.value,
    pairs: captures.items.flatMap(({ captureId }, first) => {
      const pair = pairs.of(captureId)
      return pair === null ? [] : [{ first, second: placeOf(pair.second.captureId), alignment: pair.alignment, offsetNs: pair.offsetNs, configId: pair.configId }]
    }),
    view: {
      active: active < 0 ? null : active, page: view.page.value, compareMode: view.compareMode.value, cursorNs: view.isPinned.value ? view.cursorNs.value : null,
      rowHeight: view.rowHeight.value, rows: [...rows], logRows: [...logRows], pinned: [...pinned]
    }
  }
}
