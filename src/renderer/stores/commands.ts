/** Every action of the window: one list for the keyboard, the search and the help. */
import type { CaptureSummary } from '../../shared/contract'
import type { AppModel } from '../app-model'
import type { HelpTopicId } from '../content/help-topics'
import { noteSpanOf } from '../content/note-text'
import { jumpToEpisode } from './jump'
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
  /** Why it cannot be done now, as a sentence; null when it can. */
  readonly obstacle: () => string | null
  readonly run: () => void
}

/** Whether a command can be done now. */
export const isEnabled = (command: Command): boolean => command.obstacle() === null

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

const never = (): null => null
/** The first of several conditions that is not met, in words. */
const unless = (...conditions: readonly (readonly [isMet: boolean, otherwise: string])[]): string | null => conditions.find(([isMet]) => !isMet)?.[1] ?? null
const key = (code: string, text: string) => ({ hotkey: { code, text } })
const controlKey = (code: string, text: string) => ({ hotkey: { code, text, withControl: true } })

function fileCommands(app: AppModel, actions: WindowActions): Command[] {
  const noCapture = withoutCapture(app)
  const noWork = (): string | null => unless([app.captures.items.length > 0 || app.project.name.value !== null, t('commands.noCapture')])
  const noSaving = (): string | null => noWork() ?? unless([!app.project.isSaving.value, t('commands.isSaving')])
  return [
    { id: 'files.open', title: t('commands.openFiles'), group: GROUPS.files, ...controlKey('KeyO', 'Ctrl+O'), obstacle: never, run: actions.openFiles },
    { id: 'files.about', title: t('commands.aboutThisTraceFilesClocks'), group: GROUPS.files, ...key('KeyI', 'I'), obstacle: noCapture, run: actions.showAbout },
    { id: 'files.tables', title: t('commands.exportTheCaptureAsCSV'), group: GROUPS.files, obstacle: noCapture, run: () => void app.reports.exportCapture(app.captures.activeId.value ?? '') },
    { id: 'files.pages', title: t('commands.usePageContentsFromA'), group: GROUPS.files, obstacle: noCapture, run: actions.choosePages },
    { id: 'files.recordedPages', title: t('commands.useThePageContentsThat'), group: GROUPS.files, obstacle: () => noCapture() ?? unless([app.captures.active.value?.pageContents.file != null, t('commands.noPageFile')]), run: () => { if (app.captures.active.value !== null) void app.pageContents.forget(app.captures.active.value) } },
    { id: 'files.sample', title: t('commands.openTheSampleCapture'), group: GROUPS.files, obstacle: never, run: () => void app.captures.openSample() },
    { id: 'project.save', title: t('commands.saveProject'), group: GROUPS.files, ...controlKey('KeyS', 'Ctrl+S'), obstacle: noSaving, run: () => void app.project.save() },
    { id: 'project.saveAs', title: t('commands.saveProjectAs'), group: GROUPS.files, hotkey: { code: 'KeyS', text: 'Ctrl+Shift+S', withControl: true, withShift: true }, obstacle: noSaving, run: () => void app.project.save(true) },
    { id: 'project.embed', title: t('commands.putTheCapturesIntoThe'), group: GROUPS.files, obstacle: noSaving, run: () => { app.project.embeds.value = !app.project.embeds.value } },
    { id: 'project.close', title: t('commands.closeAllCapturesAndThe'), group: GROUPS.files, obstacle: noWork, run: () => void app.project.close() }
  ]
}

function viewCommands(app: AppModel, actions: WindowActions): Command[] {
  const noCapture = withoutCapture(app)
  const noSecondTab = (): string | null => unless([app.captures.items.length > 1, t('commands.onlyOneCapture')])
  const { view, theme } = app
  const compareAs = (mode: CompareMode): void => {
    view.page.value = 'compare'
    view.compareMode.value = mode
  }
  return [
    { id: 'view.start', title: t('commands.goToTheStartPage'), group: GROUPS.view, obstacle: never, run: () => app.captures.select(null) },
    { id: 'view.capture', title: t('commands.goToCapture'), group: GROUPS.view, ...key('Digit1', '1'), obstacle: noCapture, run: () => { view.page.value = 'capture' } },
    { id: 'view.compare', title: t('commands.goToCompare'), group: GROUPS.view, ...key('Digit2', '2'), obstacle: noCapture, run: () => { view.page.value = 'compare' } },
    { id: 'view.report', title: t('commands.goToReport'), group: GROUPS.view, ...key('Digit3', '3'), obstacle: noCapture, run: () => { view.page.value = 'report' } },
    { id: 'view.configs', title: t('commands.goToConfigurations'), group: GROUPS.view, ...key('Digit4', '4'), obstacle: noCapture, run: () => { view.page.value = 'configs' } },
    { id: 'view.sweep', title: t('commands.goToSweep'), group: GROUPS.view, ...key('Digit5', '5'), obstacle: noCapture, run: () => { view.page.value = 'sweep' } },
    { id: 'view.side', title: t('commands.compareSideBySide'), group: GROUPS.view, obstacle: noCapture, run: () => compareAs('side') },
    { id: 'view.overlay', title: t('commands.compareLaidOverEachOther'), group: GROUPS.view, obstacle: noCapture, run: () => compareAs('overlay') },
    { id: 'view.delta', title: t('commands.compareAsDifferences'), group: GROUPS.view, obstacle: noCapture, run: () => compareAs('delta') },
    { id: 'view.prediction', title: t('commands.compareAPredictionWithIts'), group: GROUPS.view, obstacle: () => noCapture() ?? noPair(app), run: () => compareAs('prediction') },
    { id: 'view.nextCapture', title: t('commands.nextOpenCapture'), group: GROUPS.view, ...key('KeyE', 'E'), obstacle: noSecondTab, run: () => app.captures.step(1) },
    { id: 'view.previousCapture', title: t('commands.previousOpenCapture'), group: GROUPS.view, ...key('KeyQ', 'Q'), obstacle: noSecondTab, run: () => app.captures.step(-1) },
    { id: 'view.taller', title: t('commands.tallerRows'), group: GROUPS.view, ...key('Equal', '+'), obstacle: () => unless([view.rowHeight.value < TALLEST_ROW, t('commands.tallest')]), run: () => view.resizeRows(ROW_STEP) },
    { id: 'view.shorter', title: t('commands.shorterRows'), group: GROUPS.view, ...key('Minus', '−'), obstacle: () => unless([view.rowHeight.value > SHORTEST_ROW, t('commands.shortest')]), run: () => view.resizeRows(-ROW_STEP) },
    { id: 'view.theme', title: t('commands.changeThemeSystemLightDark'), group: GROUPS.view, obstacle: never, run: () => theme.cycle() },
    { id: 'view.settings', title: t('commands.settings'), group: GROUPS.view, ...controlKey('Comma', 'Ctrl+,'), obstacle: never, run: actions.showSettings }
  ]
}

function timeCommands(app: AppModel): Command[] {
  const { view, captures } = app
  const noCapture = withoutCapture(app)
  const noTime = (): string | null => noCapture() ?? unless([view.page.value === 'capture' || view.page.value === 'compare', t('commands.noTimeAxis')])
  const timed = (id: string, title: string, code: string, text: string, act: (capture: NonNullable<typeof captures.active.value>) => void): Command => ({
    id, title, group: GROUPS.time, ...key(code, text), obstacle: noTime,
    run: () => { if (captures.active.value !== null) act(captures.active.value) }
  })
  const paired = (id: string, title: string, code: string, text: string, direction: 1 | -1): Command => ({
    ...timed(id, title, code, text, (capture) => {
      const { startNs, endNs } = view.spanOf(capture)
      app.pairs.shift(capture, direction * SHIFT_SHARE * (endNs - startNs))
    }),
    obstacle: () => noCapture() ?? unless([view.page.value === 'compare', t('commands.onlyInCompare')]) ?? noPair(app)
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

const withoutCapture = ({ captures }: AppModel) => (): string | null => unless([captures.active.value !== null, t('commands.noCapture')])
const noPair = ({ pairs, captures }: AppModel): string | null => unless([pairs.of(captures.activeId.value ?? '') !== null, t('commands.noPair')])

function addNote({ notes, view }: AppModel, capture: CaptureSummary): void {
  notes.add(capture, noteSpanOf(view, capture))
  // Where notes are written.
  view.page.value = 'capture'
}

function configCommands(app: AppModel): Command[] {
  const { own } = app.configs
  return [
    { id: 'configs.undo', title: t('commands.undoTheLastChangeOf'), group: GROUPS.configurations, ...controlKey('KeyZ', 'Ctrl+Z'), isUndo: true, obstacle: () => unless([own.canUndo.value, t('commands.nothingToUndo')]), run: own.undo },
    { id: 'configs.redo', title: t('commands.redoIt'), group: GROUPS.configurations, hotkey: { code: 'KeyZ', text: 'Ctrl+Shift+Z', withControl: true, withShift: true }, isUndo: true, obstacle: () => unless([own.canRedo.value, t('commands.nothingToRedo')]), run: own.redo }
  ]
}

function replayCommands(app: AppModel): Command[] {
  const entry = () => app.comparisons.of(app.captures.activeId.value)
  const isRunning = (): boolean => entry()?.isRunning ?? false
  const exportAs = (format: ReportFormat) => (): void => {
    const id = entry()?.status?.comparisonId
    if (id !== undefined) void app.reports.exportReport(id, format)
  }
  const noCapture = withoutCapture(app)
  const runs = (): string | null => unless([!isRunning(), t('commands.isReplaying')])
  const noReport = (): string | null => noCapture() ?? runs() ?? unless([entry()?.status?.comparison != null, t('commands.notReplayed')])
  return [
    { id: 'replay.run', title: t('commands.replay'), group: GROUPS.replay, ...key('KeyR', 'R'), obstacle: () => noCapture() ?? app.captures.active.value?.notReplayable ?? runs() ?? unless([app.configs.chosen.value.length > 0, t('commands.noneChosen')]), run: () => void app.replay() },
    { id: 'replay.cancel', title: t('commands.cancelReplay'), group: GROUPS.replay, obstacle: () => unless([isRunning(), t('commands.noReplay')]), run: () => app.comparisons.cancel(app.captures.activeId.value ?? '') },
    { id: 'report.html', title: t('commands.exportReportAsHTML'), group: GROUPS.replay, obstacle: noReport, run: exportAs('html') },
    { id: 'report.pdf', title: t('commands.exportReportAsPDF'), group: GROUPS.replay, obstacle: noReport, run: exportAs('pdf') },
    { id: 'report.csv', title: t('commands.exportReportAsCSV'), group: GROUPS.replay, obstacle: noReport, run: exportAs('csv') },
    { id: 'report.json', title: t('commands.exportReportAsJSON'), group: GROUPS.replay, obstacle: noReport, run: exportAs('json') }
  ]
}

function sweepCommands(app: AppModel): Command[] {
  const { captures, sweeps, sweepActions } = app
  const noCapture = withoutCapture(app)
  const entry = () => (captures.activeId.value === null ? null : sweeps.of(captures.activeId.value))
  const runs = (): string | null => unless([entry()?.isRunning !== true, t('commands.isSweeping')])
  const noResult = (): string | null => noCapture() ?? unless([entry()?.sweep != null, t('commands.notSwept')])
  const exportAs = (format: 'html' | 'csv' | 'json'): Command => ({
    id: `sweep.${format}`, title: t('commands.exportSweepAs', { format: format.toUpperCase() }), group: GROUPS.sweep, obstacle: () => noResult() ?? runs(),
    run: () => void sweeps.exportAs(captures.activeId.value ?? '', format)
  })
  return [
    { id: 'sweep.run', title: t('commands.runTheSweep'), group: GROUPS.sweep, obstacle: () => noCapture() ?? captures.active.value?.notReplayable ?? runs() ?? unless([sweepActions.canStart(), t('commands.noGrid')]), run: () => void sweepActions.start() },
    { id: 'sweep.cancel', title: t('commands.cancelTheSweep'), group: GROUPS.sweep, obstacle: () => noCapture() ?? unless([entry()?.isRunning === true, t('commands.noSweep')]), run: () => sweeps.cancel(captures.activeId.value ?? '') },
    { id: 'sweep.best', title: t('commands.openTheBestSetOf'), group: GROUPS.sweep, obstacle: () => noResult() ?? unless([sweepActions.best() !== null, t('commands.noBest')]), run: () => sweepActions.openBest() },
    exportAs('html'), exportAs('csv'), exportAs('json')
  ]
}

function helpCommands(actions: WindowActions): Command[] {
  return [
    { id: 'help.search', title: t('commands.searchCommands'), group: GROUPS.help, ...controlKey('KeyK', 'Ctrl+K'), otherHotkey: { code: 'KeyP', text: 'Ctrl+Shift+P', withControl: true, withShift: true }, obstacle: never, run: actions.showPalette },
    { id: 'help.guide', title: t('commands.userGuide'), group: GROUPS.help, ...key('F1', 'F1'), obstacle: never, run: () => actions.showHelp('guide/start') },
    { id: 'help.metrics', title: t('commands.explainTheMetrics'), group: GROUPS.help, obstacle: never, run: () => actions.showHelp('metrics') },
    { id: 'help.configuration', title: t('commands.explainTheConfigurationFields'), group: GROUPS.help, obstacle: never, run: () => actions.showHelp('configuration') },
    { id: 'help.device', title: t('commands.explainDeviceJson'), group: GROUPS.help, obstacle: never, run: () => actions.showHelp('device') },
    { id: 'help.limits', title: t('commands.limitsOfTheModel'), group: GROUPS.help, obstacle: never, run: () => actions.showHelp('limits') },
    { id: 'help.keys', title: t('commands.keyboardShortcuts'), group: GROUPS.help, hotkey: { code: '?', text: '?' }, obstacle: never, run: () => actions.showHelp('keys') },
    { id: 'help.about', title: t('commands.aboutReclaimscopeAndLicences'), group: GROUPS.help, obstacle: never, run: () => actions.showHelp('about') }
  ]
}

/** What is needed of a key event. */
export type KeyPress = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey'> & { readonly shiftKey?: boolean }

/** The enabled command of a key press; `?` goes by the character, all others by the physical key. */
export function commandFor(commands: readonly Command[], press: KeyPress): Command | null {
  if (press.altKey) return null
  return commands.find((command) => (isPressed(command.hotkey, press) || isPressed(command.otherHotkey, press)) && isEnabled(command)) ?? null
}

function isPressed(hotkey: Hotkey | undefined, press: KeyPress): boolean {
  const withControl = press.ctrlKey || press.metaKey
  if (hotkey === undefined || (hotkey.withControl ?? false) !== withControl) return false
  return (!withControl || (hotkey.withShift ?? false) === (press.shiftKey ?? false)) && (hotkey.code === press.code || hotkey.code === press.key)
}
