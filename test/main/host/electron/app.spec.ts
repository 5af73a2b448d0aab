/** The desktop app as a whole, on a fake Electron: what it switches on, in which order, and what happens to files. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { createElectronMock as Create } from '../../../support/electron-mock'

type ElectronMock = ReturnType<typeof Create>

let electron: ElectronMock

vi.mock('../../../../src/main/host/installation', () => ({
  locateInstallation: () => ({ preloadEntry: '/app/preload.cjs', rendererFolder: '/app/renderer', engineHostEntry: '/app/engine-host.js', samplePath: '/app/sample' })
}))

/** Loads the app anew on a fresh Electron and starts it with these arguments. */
async function start(argv: readonly string[] = ['reclaimscope'], prepare: (mock: ElectronMock) => void = () => undefined): Promise<void> {
  vi.resetModules()
  const { createElectronMock } = await import('../../../support/electron-mock')
  electron = createElectronMock()
  prepare(electron)
  vi.doMock('electron', () => electron)
  vi.stubGlobal('process', Object.assign(Object.create(process) as NodeJS.Process, { argv: [...argv] }))
  const { startElectronApp } = await import('../../../../src/main/host/electron/app')
  startElectronApp()
  await new Promise((done) => setImmediate(done))
  vi.unstubAllGlobals()
}

describe('the desktop app', () => {
  beforeEach(() => start())

  it('opens one window on its own scheme, and shows it when it has something to show', () => {
    const [window] = electron.windows
    expect(electron.windows).toHaveLength(1)
    expect(window?.loaded).toEqual(['app://reclaimscope/index.html'])
    expect(window?.options).toMatchObject({ show: false, webPreferences: { sandbox: true, contextIsolation: true, preload: '/app/preload.cjs' } })
    expect(window?.shown).toBe(false)
    window?.emit('ready-to-show')
    expect(window?.shown).toBe(true)
  })

  it('puts every renderer into the sandbox', () => {
    expect(electron.app.sandboxEnabled).toBe(true)
  })

  it('registers its scheme and serves only that', () => {
    expect(electron.schemes).toMatchObject([{ scheme: 'app' }])
    expect([...electron.protocolHandlers.keys()]).toEqual(['app'])
  })

  it('denies permissions on the session that its window uses', () => {
    expect(electron.session.defaultSession.check?.(null, 'media', 'app://reclaimscope/', { isMainFrame: true })).toBe(false)
    expect(electron.session.defaultSession.request).not.toBeNull()
  })

  it('guards the contents of every window', () => {
    expect(electron.windows[0]?.webContents.windowOpenHandler?.({ url: 'https://evil.example' })).toEqual({ action: 'deny' })
    expect(electron.windows[0]?.webContents.listenerCount('will-navigate')).toBe(1)
  })

  it('starts the engine host with the first page, once', () => {
    expect(electron.utilityProcesses).toHaveLength(0)
    const page = electron.windows[0]!.webContents
    const frame = { url: 'app://reclaimscope/index.html', parent: null }
    electron.ipcMain.receive('rpc:connect', page, frame, undefined)
    electron.ipcMain.receive('rpc:connect', page, frame, undefined)
    expect(electron.utilityProcesses.map(({ entry }) => entry)).toEqual(['/app/engine-host.js'])
  })

  it('tells the page when the engine host dies, and starts another for the next connection', async () => {
    const page = electron.windows[0]!.webContents
    const frame = { url: 'app://reclaimscope/index.html', parent: null }
    electron.ipcMain.receive('rpc:connect', page, frame, undefined)
    const closed = new Promise((resolve) => page.page.once('rpc:closed', (_event, reason) => resolve(reason)))
    electron.utilityProcesses[0]!.emit('exit', 9)
    expect(await closed).toBe('the engine process ended with code 9')
    electron.ipcMain.receive('rpc:connect', page, frame, undefined)
    expect(electron.utilityProcesses).toHaveLength(2)
  })

  it('opens files that the desktop hands over', () => {
    const event = { preventDefault: vi.fn() }
    electron.app.emit('open-file', event, '/home/me/trace.txt')
    expect(event.preventDefault).toHaveBeenCalledOnce()
    expect(electron.utilityProcesses[0]?.sent).toEqual([{ kind: 'offer', paths: ['/home/me/trace.txt'] }])
  })

  it('comes to the front with the files of a second instance', () => {
    electron.windows[0]!.minimized = true
    electron.app.emit('second-instance', {}, [], '/', { files: ['/a.txt', 7, null] })
    expect(electron.windows).toHaveLength(1)
    expect(electron.windows[0]).toMatchObject({ minimized: false, focusCount: 1 })
    expect(electron.utilityProcesses[0]?.sent).toEqual([{ kind: 'offer', paths: ['/a.txt'] }])
  })

  it.each([[null], ['text'], [{ files: 'text' }], [{}]])('takes no files from a second instance that says %j', (data) => {
    electron.app.emit('second-instance', {}, [], '/', data)
    expect(electron.utilityProcesses).toHaveLength(0)
  })

  it('asks the desktop for files and for the place of a report', async () => {
    electron.ipcMain.receive('rpc:connect', electron.windows[0]!.webContents, { url: 'app://reclaimscope/index.html', parent: null }, undefined)
    const engine = electron.utilityProcesses[0]!
    electron.dialog.openResult = { canceled: false, filePaths: ['/a', '/b'] }
    engine.emit('message', { kind: 'shell', request: 1, question: { ask: 'pick-files' } })
    engine.emit('message', { kind: 'shell', request: 2, question: { ask: 'save-path', proposedName: 'r.html' } })
    await new Promise((done) => setImmediate(done))
    expect(engine.sent.slice(1)).toEqual([{ kind: 'shell-answer', request: 1, paths: ['/a', '/b'] }, { kind: 'shell-answer', request: 2, paths: [] }])
  })

  it('has the desktop list what was opened, and forget it', () => {
    electron.app.emit('open-file', { preventDefault: () => undefined }, '/x')
    electron.utilityProcesses[0]!.emit('message', { kind: 'recent', path: '/home/me/trace.txt' })
    expect(electron.app.recentDocuments).toEqual(['/home/me/trace.txt'])
    electron.utilityProcesses[0]!.emit('message', { kind: 'recent', path: null })
    expect(electron.app.recentDocuments).toEqual([])
  })

  it('ends with its last window, once its engine host has removed what it had unpacked', async () => {
    electron.app.emit('window-all-closed')
    expect(electron.app.quitCount).toBe(1)
    electron.app.emit('open-file', { preventDefault: () => undefined }, '/x')
    const engine = electron.utilityProcesses[0]!
    const ended = vi.fn()
    engine.on('exit', ended)
    const first = { preventDefault: vi.fn() }
    electron.app.emit('will-quit', first)
    expect(first.preventDefault).toHaveBeenCalledOnce()
    expect(engine.sent.at(-1)).toEqual({ kind: 'end' })
    expect(ended).not.toHaveBeenCalled()
    engine.emit('message', { kind: 'ended' })
    await new Promise((done) => setImmediate(done))
    expect(ended).toHaveBeenCalledOnce()
    expect(electron.app.quitCount).toBe(2)
    const second = { preventDefault: vi.fn() }
    electron.app.emit('will-quit', second)
    expect(second.preventDefault).not.toHaveBeenCalled()
  })

  it('ends an engine host that does not answer', async () => {
    electron.app.emit('open-file', { preventDefault: () => undefined }, '/x')
    vi.useFakeTimers()
    electron.app.emit('will-quit', { preventDefault: () => undefined })
    await vi.advanceTimersByTimeAsync(3000)
    vi.useRealTimers()
    expect(electron.app.quitCount).toBe(1)
  })
})

describe('a start with files', () => {
  it('opens them', async () => {
    await start(['/usr/bin/reclaimscope', '--enable-logging', '/a.txt'])
    expect(electron.utilityProcesses[0]?.sent).toEqual([{ kind: 'offer', paths: ['/a.txt'] }])
  })

  it('opens a file that macOS hands over before the app is ready', async () => {
    await start(['reclaimscope'], (mock) => {
      const whenReady = mock.app.whenReady
      mock.app.whenReady = () => {
        mock.app.emit('open-file', { preventDefault: () => undefined }, '/early.txt')
        return whenReady()
      }
    })
    expect(electron.utilityProcesses[0]?.sent).toEqual([{ kind: 'offer', paths: ['/early.txt'] }])
  })

  it('gives them to the instance that runs already, and ends', async () => {
    await start(['reclaimscope', '/a.txt'], (mock) => {
      mock.app.hasLock = false
    })
    expect(electron.app.lockData).toEqual({ files: ['/a.txt'] })
    expect(electron.app.quitCount).toBe(1)
    expect(electron.windows).toHaveLength(0)
  })
})
