import { describe, expect, it } from 'vitest'
import { commandFor, createCommands, isEnabled } from '../../../src/renderer/stores/commands'
import { jumpToEpisode } from '../../../src/renderer/stores/jump'
import { SHOW_AFTER_MS, createTaskStore } from '../../../src/renderer/stores/tasks'
import { createThemeStore, type ThemeSurroundings } from '../../../src/renderer/stores/theme'
import { createViewStore } from '../../../src/renderer/stores/view'
import { createErrorStore } from '../../../src/renderer/stores/errors'
import { fakeCapture } from '../support/fake-data'
import { openWindow } from '../support/model'

const capture = fakeCapture()

describe('the cursor', () => {
  it('follows the pointer until it is pinned', () => {
    const view = createViewStore()
    view.moveCursor(5)
    view.togglePin(7)
    view.moveCursor(9)
    expect(view.cursorNs.value).toBe(7)
    view.togglePin(9)
    view.moveCursor(null)
    expect(view.cursorNs.value).toBeNull()
  })
})

describe('jumping between episodes', () => {
  it('visits them in order of time and brings each into view', () => {
    const view = createViewStore()
    const visited: number[] = []
    for (let step = 0; step < 4; step += 1) {
      jumpToEpisode(view, capture, 1)
      const at = view.cursorNs.value ?? -1
      visited.push(at)
      expect(view.spanOf(capture).startNs).toBeLessThanOrEqual(at)
      expect(view.spanOf(capture).endNs).toBeGreaterThan(at)
    }
    expect(visited).toEqual(capture.episodes.slice(0, 4).map((episode) => episode.startNs))
    jumpToEpisode(view, capture, -1)
    expect(view.cursorNs.value).toBe(visited[2])
  })
})

describe('tasks', () => {
  it('show progress only when they last', async () => {
    const tasks = createTaskStore()
    let release: () => void = () => undefined
    const running = tasks.run('Open x', () => new Promise<void>((done) => { release = done }))
    expect(tasks.items[0]?.isVisible).toBe(false)
    await new Promise((done) => setTimeout(done, SHOW_AFTER_MS + 40))
    expect(tasks.items[0]?.isVisible).toBe(true)
    release()
    await running
    expect(tasks.items).toHaveLength(0)
  })

  it('carry the latest progress', async () => {
    const tasks = createTaskStore()
    await tasks.run('Open x', async ({ onProgress }) => {
      onProgress({ phase: 'reading', done: 10, total: 20, unit: 'bytes', events: 3 })
      expect(tasks.items[0]).toMatchObject({ phase: 'reading', done: 10, total: 20, events: 3 })
    })
  })
})

describe('errors', () => {
  it('keep the newest few and drop cancelled work', () => {
    const errors = createErrorStore(2)
    errors.report('a', { code: 'CANCELLED', message: 'x' })
    for (const action of ['a', 'b', 'c']) errors.report(action, { code: 'INTERNAL', message: 'x' })
    expect(errors.items.map((item) => item.action)).toEqual(['c', 'b'])
    errors.dismiss(errors.items[0]!.id)
    expect(errors.items.map((item) => item.action)).toEqual(['b'])
  })
})

describe('the theme', () => {
  function surroundings(stored: string | null, dark = false) {
    const state = { dark, changed: () => undefined as void, applied: [] as string[], written: [] as string[] }
    const parts: ThemeSurroundings = {
      read: () => stored, write: (_key, value) => state.written.push(value), prefersDark: () => state.dark,
      onSystemChange: (changed) => { state.changed = changed }, apply: (resolved) => state.applied.push(resolved)
    }
    return { state, parts }
  }

  it('follows the system until the user chooses', () => {
    const { state, parts } = surroundings(null)
    const theme = createThemeStore(parts)
    state.dark = true
    state.changed()
    expect(state.applied).toEqual(['light', 'dark'])
    theme.cycle()
    expect(theme.choice.value).toBe('light')
    expect(state.applied.at(-1)).toBe('light')
    expect(state.written).toEqual(['light'])
  })

  it('takes an unknown stored choice for system', () => {
    expect(createThemeStore(surroundings('purple').parts).choice.value).toBe('system')
    expect(createThemeStore(surroundings('dark').parts).resolved.value).toBe('dark')
  })
})

describe('commands', () => {
  const press = (code: string, change: Partial<KeyboardEvent> = {}) => ({ code, key: '', ctrlKey: false, metaKey: false, altKey: false, ...change })

  it('have one name and one key each', async () => {
    const { app, stop } = await openWindow()
    const commands = createCommands(app, { openFiles: () => undefined, choosePages: () => undefined, showHelp: () => undefined, showPalette: () => undefined, showSettings: () => undefined, showAbout: () => undefined })
    const keys = commands.flatMap(({ hotkey, otherHotkey }) => [hotkey, otherHotkey].flatMap((each) => (each === undefined ? [] : [`${each.withControl ?? false} ${each.withShift ?? false} ${each.code}`])))
    expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length)
    expect(new Set(keys).size).toBe(keys.length)
    stop()
  })

  it('say in a sentence why they cannot be done', async () => {
    const { app, stop } = await openWindow()
    const commands = createCommands(app, { openFiles: () => undefined, choosePages: () => undefined, showHelp: () => undefined, showPalette: () => undefined, showSettings: () => undefined, showAbout: () => undefined })
    const reasons = () => Object.fromEntries(commands.filter((command) => !isEnabled(command)).map(({ id, obstacle }) => [id, obstacle()]))
    const closed = reasons()
    expect(closed).toMatchObject({ 'view.compare': 'No capture is open.', 'time.in': 'No capture is open.', 'replay.run': 'No capture is open.', 'configs.undo': 'No configuration was changed.' })
    expect(Object.values(closed).every((reason) => /^[A-Z].*\.$/.test(reason ?? ''))).toBe(true)
    await app.captures.openSample()
    expect(reasons()).toMatchObject({ 'view.nextCapture': 'Only one capture is open.', 'view.prediction': 'No second capture is chosen in Compare.', 'report.html': 'This capture has not been replayed yet.', 'time.secondLater': 'Only in Compare.' })
    app.view.page.value = 'report'
    expect(reasons()['time.in']).toBe('Only Capture and Compare have a time axis.')
    stop()
  })

  it('zoom, pan and fit by physical key, only when a capture is open', async () => {
    const { app, stop } = await openWindow()
    const commands = createCommands(app, { openFiles: () => undefined, choosePages: () => undefined, showHelp: () => undefined, showPalette: () => undefined, showSettings: () => undefined, showAbout: () => undefined })
    expect(commandFor(commands, press('KeyW'))).toBeNull()
    await app.captures.openSample()
    const open = app.captures.active.value!
    commandFor(commands, press('KeyW'))?.run()
    expect(app.view.isZoomed(open)).toBe(true)
    const zoomed = app.view.spanOf(open)
    commandFor(commands, press('KeyD'))?.run()
    expect(app.view.spanOf(open).startNs).toBeGreaterThan(zoomed.startNs)
    commandFor(commands, press('Digit0'))?.run()
    expect(app.view.isZoomed(open)).toBe(false)
    expect(commandFor(commands, press('KeyW', { ctrlKey: true }))).toBeNull()
    expect(commandFor(commands, press('Slash', { key: '?' }))?.id).toBe('help.keys')
    expect([commandFor(commands, press('KeyP', { ctrlKey: true, shiftKey: true }))?.id, commandFor(commands, press('KeyP', { metaKey: true, shiftKey: true }))?.id]).toEqual(['help.search', 'help.search'])
    expect(commandFor(commands, press('KeyP', { ctrlKey: true }))).toBeNull()
    stop()
  })
})
