/** Every action of the window: one list for the keyboard, the search and the help. */
import type { CaptureSummary } from '../../shared/contract'
import type { AppModel } from '../app-model'
import type { HelpTopicId } from '../content/help-topics'
import { noteSpanOf } from '../content/note-text'
import { jumpToEpisode } from './jump'
import type { Pair } from './pairs'
import type { ReportFormat } from './reports'
import { SHORTEST_ROW, TALLEST_ROW, type CompareMode } from './view'
import { t } from '../text/text'

/** Physical key (`KeyboardEvent.code`) and the text shown for it. */
export interface Hotkey {
  readonly code: string
  readonly text: string
  readonly withControl?: boolean
  readonly withShift?: boolean
}

export interface Command {
  readonly id: string
  readonly title: string
  /** Title of its group. */
  readonly group: string
  readonly hotkey?: Hotkey
  /** Does the same: what those press who come from other tools. */
  readonly otherHotkey?: Hotkey
  /** Undoes or redoes: left to a text field that has the focus. */
  readonly isUndo?: boolean
  readonly isEnabled: () => boolean
  readonly run: () => void
}

/** Dialogs and file choosers belong to the window, not to the stores. */
export interface WindowActions {
  readonly openFiles: () => void
  readonly choosePages: () => void
  readonly showPalette: () => void
  readonly showHelp: (topic: HelpTopicId) => void
  readonly showSettings: () => void
  readonly showAbout: () => void
}

const GROUPS = {
  files: t('commands.groupFiles'), view: t('commands.groupView'), time: t('commands.groupTime'), configurations: t('commands.groupConfigurations'), replay: t('commands.groupReplay'),
  sweep: t('commands.groupSweep'), help: t('commands.groupHelp')
} as const
const ZOOM_STEP = 0.7
const PAN_SHARE = 0.2
const ROW_STEP = 24
/** Of the visible span: how far a second capture is shifted at once. */
const SHIFT_SHARE = 0.005

/** All commands, in the order in which help lists them. */
export function createCommands(app: AppModel, actions: WindowActions): readonly Command[] {
  return [...fileCommands(app, actions), ...viewCommands(app, actions), ...timeCommands(app), ...configCommands(app), ...replayCommands(app), ...sweepCommands(app), ...helpCommands(actions)]
}

const always = (): boolean => true
const key = (code: string, text: string) => ({ hotkey: { code, text } })
const controlKey = (code: string, text: string) => ({ hotkey: { code, text, withControl: true } })

function fileCommands(app: AppModel, actions: WindowActions): Command[] {
  const hasWork = (): boolean => app.captures.items.length > 0 || app.project.name.value !== null
  const canSave = (): boolean => hasWork() && !app.project.isSaving.value
  return [
    { id: 'files.open', title: t('commands.openFiles'), group: GROUPS.files, ...controlKey('KeyO', 'Ctrl+O'), isEnabled: always, run: actions.openFiles },
    { id: 'files.about', title: t('commands.aboutThisTraceFilesClocks'), group: GROUPS.files, ...key('KeyI', 'I'), isEnabled: () => app.captures.active.value !== null, run: actions.showAbout },
    { id: 'files.tables', title: t('commands.exportTheCaptureAsCSV'), group: GROUPS.files, isEnabled: () => app.captures.active.value !== null, run: () => void app.reports.exportCapture(app.captures.activeId.value ?? '') },
    { id: 'files.pages', title: t('commands.usePageContentsFromA'), group: GROUPS.files, isEnabled: () => app.captures.active.value !== null, run: actions.choosePages },
    { id: 'files.recordedPages', title: t('commands.useThePageContentsThat'), group: GROUPS.files, isEnabled: () => (app.captures.active.value?.pageContents.file ?? null) !== null, run: () => { if (app.captures.active.value !== null) void app.pageContents.forget(app.captures.active.value) } },
    { id: 'files.sample', title: t('commands.openTheSampleCapture'), group: GROUPS.files, isEnabled: always, run: () => void app.captures.openSample() },
    { id: 'project.save', title: t('commands.saveProject'), group: GROUPS.files, ...controlKey('KeyS', 'Ctrl+S'), isEnabled: canSave, run: () => void app.project.save() },
    { id: 'project.saveAs', title: t('commands.saveProjectAs'), group: GROUPS.files, hotkey: { code: 'KeyS', text: 'Ctrl+Shift+S', withControl: true, withShift: true }, isEnabled: canSave, run: () => void app.project.save(true) },
    { id: 'project.embed', title: t('commands.putTheCapturesIntoThe'), group: GROUPS.files, isEnabled: canSave, run: () => { app.project.embeds.value = !app.project.embeds.value } },
    { id: 'project.close', title: t('commands.closeAllCapturesAndThe'), group: GROUPS.files, isEnabled: hasWork, run: () => void app.project.close() }
  ]
}

function viewCommands(app: AppModel, actions: WindowActions): Command[] {
  const hasCapture = (): boolean => app.captures.active.value !== null
  const { view, theme } = app
  const compareAs = (mode: CompareMode): void => {
    view.page.value = 'compare'
    view.compareMode.value = mode
  }
  return [
    { id: 'view.start', title: t('commands.goToTheStartPage'), group: GROUPS.view, isEnabled: always, run: () => app.captures.select(null) },
    { id: 'view.capture', title: t('commands.goToCapture'), group: GROUPS.view, ...key('Digit1', '1'), isEnabled: hasCapture, run: () => { view.page.value = 'capture' } },
    { id: 'view.compare', title: t('commands.goToCompare'), group: GROUPS.view, ...key('Digit2', '2'), isEnabled: hasCapture, run: () => { view.page.value = 'compare' } },
    { id: 'view.report', title: t('commands.goToReport'), group: GROUPS.view, ...key('Digit3', '3'), isEnabled: hasCapture, run: () => { view.page.value = 'report' } },
    { id: 'view.configs', title: t('commands.goToConfigurations'), group: GROUPS.view, ...key('Digit4', '4'), isEnabled: hasCapture, run: () => { view.page.value = 'configs' } },
    { id: 'view.sweep', title: t('commands.goToSweep'), group: GROUPS.view, ...key('Digit5', '5'), isEnabled: hasCapture, run: () => { view.page.value = 'sweep' } },
    { id: 'view.side', title: t('commands.compareSideBySide'), group: GROUPS.view, isEnabled: hasCapture, run: () => compareAs('side') },
    { id: 'view.overlay', title: t('commands.compareLaidOverEachOther'), group: GROUPS.view, isEnabled: hasCapture, run: () => compareAs('overlay') },
    { id: 'view.delta', title: t('commands.compareAsDifferences'), group: GROUPS.view, isEnabled: hasCapture, run: () => compareAs('delta') },
    { id: 'view.prediction', title: t('commands.compareAPredictionWithIts'), group: GROUPS.view, isEnabled: () => pairOf(app) !== null, run: () => compareAs('prediction') },
    { id: 'view.nextCapture', title: t('commands.nextOpenCapture'), group: GROUPS.view, ...key('KeyE', 'E'), isEnabled: () => app.captures.items.length > 1, run: () => app.captures.step(1) },
    { id: 'view.previousCapture', title: t('commands.previousOpenCapture'), group: GROUPS.view, ...key('KeyQ', 'Q'), isEnabled: () => app.captures.items.length > 1, run: () => app.captures.step(-1) },
    { id: 'view.taller', title: t('commands.tallerRows'), group: GROUPS.view, ...key('Equal', '+'), isEnabled: () => view.rowHeight.value < TALLEST_ROW, run: () => view.resizeRows(ROW_STEP) },
    { id: 'view.shorter', title: t('commands.shorterRows'), group: GROUPS.view, ...key('Minus', '−'), isEnabled: () => view.rowHeight.value > SHORTEST_ROW, run: () => view.resizeRows(-ROW_STEP) },
    { id: 'view.theme', title: t('commands.changeThemeSystemLightDark'), group: GROUPS.view, isEnabled: always, run: () => theme.cycle() },
    { id: 'view.settings', title: t('commands.settings'), group: GROUPS.view, ...controlKey('Comma', 'Ctrl+,'), isEnabled: always, run: actions.showSettings }
  ]
}

function timeCommands(app: AppModel): Command[] {
  const { view, captures } = app
  const hasTime = (): boolean => captures.active.value !== null && (view.page.value === 'capture' || view.page.value === 'compare')
  const timed = (id: string, title: string, code: string, text: string, act: (capture: NonNullable<typeof captures.active.value>) => void): Command => ({
    id, title, group: GROUPS.time, ...key(code, text), isEnabled: hasTime,
    run: () => { if (captures.active.value !== null) act(captures.active.value) }
  })
  const paired = (id: string, title: string, code: string, text: string, direction: 1 | -1): Command => ({
    ...timed(id, title, code, text, (capture) => {
      const { startNs, endNs } = view.spanOf(capture)
      app.pairs.shift(capture, direction * SHIFT_SHARE * (endNs - startNs))
    }),
    isEnabled: () => view.page.value === 'compare' && pairOf(app) !== null
  })
  return [
    timed('time.in', t('commands.zoomInAtTheCursor'), 'KeyW', 'W', (capture) => view.zoom(capture, ZOOM_STEP)),
    timed('time.out', t('commands.zoomOutAtTheCursor'), 'KeyS', 'S', (capture) => view.zoom(capture, 1 / ZOOM_STEP)),
    timed('time.earlier', t('commands.panToEarlier'), 'KeyA', 'A', (capture) => view.pan(capture, -PAN_SHARE)),
    timed('time.later', t('commands.panToLater'), 'KeyD', 'D', (capture) => view.pan(capture, PAN_SHARE)),
    timed('time.fit', t('commands.fitTheWholeCapture'), 'Digit0', '0', (capture) => view.fit(capture)),
    timed('time.note', t('commands.addANoteAtThe'), 'KeyN', 'N', (capture) => addNote(app, capture)),
    paired('time.secondEarlier', t('commands.shiftTheSecondCaptureTo'), 'Comma', ',', -1),
    paired('time.secondLater', t('commands.shiftTheSecondCaptureTo2'), 'Period', '.', 1),
    timed('time.previous', t('commands.previousReclaimEpisode'), 'BracketLeft', '[', (capture) => jumpToEpisode(view, capture, -1)),
    timed('time.next', t('commands.nextReclaimEpisode'), 'BracketRight', ']', (capture) => jumpToEpisode(view, capture, 1))
  ]
}

const pairOf = ({ pairs, captures }: AppModel): Pair | null => pairs.of(captures.activeId.value ?? '')

function addNote({ notes, view }: AppModel, capture: CaptureSummary): void {
  notes.add(capture, noteSpanOf(view, capture))
  // Where notes are written.
  view.page.value = 'capture'
}

function configCommands(app: AppModel): Command[] {
  const { own } = app.configs
  return [
    { id: 'configs.undo', title: t('commands.undoTheLastChangeOf'), group: GROUPS.configurations, ...controlKey('KeyZ', 'Ctrl+Z'), isUndo: true, isEnabled: () => own.canUndo.value, run: own.undo },
    { id: 'configs.redo', title: t('commands.redoIt'), group: GROUPS.configurations, hotkey: { code: 'KeyZ', text: 'Ctrl+Shift+Z', withControl: true, withShift: true }, isUndo: true, isEnabled: () => own.canRedo.value, run: own.redo }
  ]
}

function replayCommands(app: AppModel): Command[] {
  const entry = () => app.comparisons.of(app.captures.activeId.value)
  const isRunning = (): boolean => entry()?.isRunning ?? false
  const exportAs = (format: ReportFormat) => (): void => {
    const id = entry()?.status?.comparisonId
    if (id !== undefined) void app.reports.exportReport(id, format)
  }
  const canExport = (): boolean => !isRunning() && entry()?.status?.comparison != null
  return [
    { id: 'replay.run', title: t('commands.replay'), group: GROUPS.replay, ...key('KeyR', 'R'), isEnabled: () => !isRunning() && app.captures.active.value?.notReplayable === null, run: () => void app.replay() },
    { id: 'replay.cancel', title: t('commands.cancelReplay'), group: GROUPS.replay, isEnabled: isRunning, run: () => app.comparisons.cancel(app.captures.activeId.value ?? '') },
    { id: 'report.html', title: t('commands.exportReportAsHTML'), group: GROUPS.replay, isEnabled: canExport, run: exportAs('html') },
    { id: 'report.pdf', title: t('commands.exportReportAsPDF'), group: GROUPS.replay, isEnabled: canExport, run: exportAs('pdf') },
    { id: 'report.csv', title: t('commands.exportReportAsCSV'), group: GROUPS.replay, isEnabled: canExport, run: exportAs('csv') },
    { id: 'report.json', title: t('commands.exportReportAsJSON'), group: GROUPS.replay, isEnabled: canExport, run: exportAs('json') }
  ]
}

function sweepCommands({ captures, sweeps, sweepActions }: AppModel): Command[] {
  const entry = () => (captures.activeId.value === null ? null : sweeps.of(captures.activeId.value))
  const hasResult = (): boolean => entry()?.sweep != null
  const exportAs = (format: 'html' | 'csv' | 'json'): Command => ({
    id: `sweep.${format}`, title: t('commands.exportSweepAs', { format: format.toUpperCase() }), group: GROUPS.sweep, isEnabled: () => hasResult() && entry()?.isRunning === false,
    run: () => void sweeps.exportAs(captures.activeId.value ?? '', format)
  })
  return [
    { id: 'sweep.run', title: t('commands.runTheSweep'), group: GROUPS.sweep, isEnabled: () => sweepActions.canStart(), run: () => void sweepActions.start() },
    { id: 'sweep.cancel', title: t('commands.cancelTheSweep'), group: GROUPS.sweep, isEnabled: () => entry()?.isRunning === true, run: () => sweeps.cancel(captures.activeId.value ?? '') },
    { id: 'sweep.best', title: t('commands.openTheBestSetOf'), group: GROUPS.sweep, isEnabled: () => sweepActions.best() !== null, run: () => sweepActions.openBest() },
    exportAs('html'), exportAs('csv'), exportAs('json')
  ]
}

function helpCommands(actions: WindowActions): Command[] {
  return [
    { id: 'help.search', title: t('commands.searchCommands'), group: GROUPS.help, ...controlKey('KeyK', 'Ctrl+K'), otherHotkey: { code: 'KeyP', text: 'Ctrl+Shift+P', withControl: true, withShift: true }, isEnabled: always, run: actions.showPalette },
    { id: 'help.guide', title: t('commands.userGuide'), group: GROUPS.help, ...key('F1', 'F1'), isEnabled: always, run: () => actions.showHelp('guide/start') },
    { id: 'help.metrics', title: t('commands.explainTheMetrics'), group: GROUPS.help, isEnabled: always, run: () => actions.showHelp('metrics') },
    { id: 'help.configuration', title: t('commands.explainTheConfigurationFields'), group: GROUPS.help, isEnabled: always, run: () => actions.showHelp('configuration') },
    { id: 'help.device', title: t('commands.explainDeviceJson'), group: GROUPS.help, isEnabled: always, run: () => actions.showHelp('device') },
    { id: 'help.limits', title: t('commands.limitsOfTheModel'), group: GROUPS.help, isEnabled: always, run: () => actions.showHelp('limits') },
    { id: 'help.keys', title: t('commands.keyboardShortcuts'), group: GROUPS.help, hotkey: { code: '?', text: '?' }, isEnabled: always, run: () => actions.showHelp('keys') },
    { id: 'help.about', title: t('commands.aboutReclaimscopeAndLicences'), group: GROUPS.help, isEnabled: always, run: () => actions.showHelp('about') }
  ]
}

/** What is needed of a key event. */
export type KeyPress = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey'> & { readonly shiftKey?: boolean }

/** The enabled command of a key press; `?` goes by the character, all others by the physical key. */
export function commandFor(commands: readonly Command[], press: KeyPress): Command | null {
  if (press.altKey) return null
  return commands.find(({ hotkey, otherHotkey, isEnabled }) => (isPressed(hotkey, press) || isPressed(otherHotkey, press)) && isEnabled()) ?? null
}

function isPressed(hotkey: Hotkey | undefined, press: KeyPress): boolean {
  const withControl = press.ctrlKey || press.metaKey
  if (hotkey === undefined || (hotkey.withControl ?? false) !== withControl) return false
  return (!withControl || (hotkey.withShift ?? false) === (press.shiftKey ?? false)) && (hotkey.code === press.code || hotkey.code === press.key)
}
