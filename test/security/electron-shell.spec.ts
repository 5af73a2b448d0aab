/** The desktop shell's rules, one by one, without an Electron program. */
import { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { answerAppRequest, APP_SCHEME_PRIVILEGES, APP_URL, isAppUrl } from '../../src/main/host/electron/app-scheme'
import { EngineLink, type EngineProcess } from '../../src/main/host/electron/engine-link'
import { guardContents } from '../../src/main/host/electron/guard-contents'
import { registerPageIpc } from '../../src/main/host/electron/page-ipc'
import { denyPermissions } from '../../src/main/host/electron/permissions'
import { isTrustedSender } from '../../src/main/host/electron/trusted-sender'
import { windowOptions } from '../../src/main/host/electron/window-options'
import { createBridge } from '../../src/preload/bridge'
import { CHANNELS } from '../../src/shared/rpc/electron-bridge'
import { APP_FRAME, FakeContents, FakeIpcMain, FakeSession, type FakeFrame } from '../support/electron-mock'

const FOREIGN_URLS = [
  'https://evil.example/', 'http://127.0.0.1/', 'file:///etc/passwd', 'data:text/html,x', 'about:blank', 'blob:app://reclaimscope/x', 'javascript:1',
  'app://evil/index.html', 'app://reclaimscope.evil/index.html', 'app://user@reclaimscope/index.html', 'app:reclaimscope', 'APP2://reclaimscope/', '', 'no url'
]

describe('the window', () => {
  const { webPreferences } = windowOptions('/preload.cjs')

  it('has the sandbox and context isolation on and every Node integration off, in so many words', () => {
    expect(webPreferences).toMatchObject({
      sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webviewTag: false
    })
  })

  it('touches no switch that weakens the page', () => {
    for (const name of ['webSecurity', 'allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures', 'nodeIntegrationInSubframes', 'additionalArguments']) {
      expect(Object.hasOwn(webPreferences ?? {}, name)).toBe(false)
    }
  })
})

describe('the app scheme', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scheme-'))
    await mkdir(join(folder, 'renderer'))
    await writeFile(join(folder, 'renderer/index.html'), 'page')
    await writeFile(join(folder, 'secret.html'), 'secret')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const get = (url: string, method = 'GET'): Promise<Response> => answerAppRequest(join(folder, 'renderer'), { url, method })

  it('gives the page with its policy', async () => {
    const response = await get(APP_URL)
    expect(await response.text()).toBe('page')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect((await get(`${APP_URL}?x#y`)).status).toBe(200)
  })

  it.each(['/../secret.html', '/%2e%2e/secret.html', '/..%2fsecret.html', '/%2e%2e%2fsecret.html', '/..%5csecret.html', '/.env', '/', '//x', '/%00'].map((path) => [path]))(
    'gives no file outside of its folder for %s',
    async (path) => {
      const response = await get(`app://reclaimscope${path}`)
      expect(await response.text()).not.toContain('secret')
      expect(response.status).toBe(path === '/' ? 200 : 404)
    }
  )

  it.each(FOREIGN_URLS)('gives nothing for %j', async (url) => {
    expect(isAppUrl(url)).toBe(false)
    expect((await get(url)).status).toBe(404)
  })

  it('answers nothing but GET', async () => {
    expect((await get(APP_URL, 'POST')).status).toBe(404)
  })

  it('has only the privileges it needs', () => {
    expect(APP_SCHEME_PRIVILEGES.privileges).not.toHaveProperty('bypassCSP')
    expect(APP_SCHEME_PRIVILEGES.privileges).not.toHaveProperty('allowServiceWorkers')
    expect(APP_SCHEME_PRIVILEGES.privileges).toMatchObject({ standard: true, secure: true })
  })
})

describe('permissions', () => {
  /** What a page at this address gets when it asks and when it looks. */
  const answers = (permission: string, url: string, isMainFrame = true): readonly unknown[] => {
    const session = new FakeSession()
    denyPermissions(session as never)
    const answer = vi.fn()
    session.request?.(null, permission, answer, { requestingUrl: url, isMainFrame })
    return [answer.mock.calls, session.check?.(null, permission, url, { isMainFrame }), session.device?.()]
  }
  const DENIED = [[[false]], false, false]

  it.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'deprecated-sync-clipboard-read', 'openExternal', 'fullscreen', 'fileSystem', 'unknown'])('%s is denied when asked for and when looked up', (permission) => {
    expect(answers(permission, APP_URL)).toEqual(DENIED)
  })

  it('lets the page of the app write to the clipboard, for its Copy buttons', () => {
    expect(answers('clipboard-sanitized-write', APP_URL)).toEqual([[[true]], true, false])
  })

  it('lets nobody else do so', () => {
    for (const url of FOREIGN_URLS) expect([url, answers('clipboard-sanitized-write', url)]).toEqual([url, DENIED])
    expect(answers('clipboard-sanitized-write', APP_URL, false)).toEqual(DENIED)
  })
})

describe('navigation', () => {
  const contents = new FakeContents(1)
  guardContents(contents as never)
  const isPrevented = (event: string, url?: string): boolean => {
    const preventDefault = vi.fn()
    contents.emit(event, { preventDefault, url }, url)
    return preventDefault.mock.calls.length > 0
  }

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s away from the app is prevented', (event) => {
    for (const url of FOREIGN_URLS) expect(isPrevented(event, url)).toBe(true)
    expect(isPrevented(event)).toBe(true)
    expect(isPrevented(event, APP_URL)).toBe(false)
  })

  it('embedded web views are prevented', () => {
    expect(isPrevented('will-attach-webview')).toBe(true)
  })

  it('every new window is denied', () => {
    for (const url of [...FOREIGN_URLS, APP_URL]) expect(contents.windowOpenHandler?.({ url })).toEqual({ action: 'deny' })
  })
})

const UNTRUSTED_FRAMES: readonly (readonly [string, FakeFrame | null | undefined])[] = [
  ['a missing frame', undefined],
  ['a frame that is gone', null],
  ['a sub-frame of the app', { url: APP_URL, parent: APP_FRAME }],
  ['a foreign page', { url: 'https://evil.example/', parent: null }],
  ['a page with a similar name', { url: 'app://reclaimscope.evil/', parent: null }],
  ['an empty page', { url: '', parent: null }]
]

describe('IPC', () => {
  class SilentEngine extends EventEmitter implements EngineProcess {
    readonly sent: unknown[] = []
    postMessage(message: unknown): void {
      this.sent.push(message)
    }
    kill(): void {
      this.emit('exit', 0)
    }
  }
  const open = (): { ipc: FakeIpcMain; engine: SilentEngine; page: FakeContents } => {
    const ipc = new FakeIpcMain()
    const engine = new SilentEngine()
    registerPageIpc(ipc as never, new EngineLink({ start: () => engine, answer: async () => [] }), async () => ({}) as never)
    return { ipc, engine, page: new FakeContents(1) }
  }
  const CALL = { kind: 'call', id: 1, method: 'app.info', params: {} }

  it('trusts the main frame of the app', () => {
    expect(isTrustedSender({ senderFrame: APP_FRAME } as never)).toBe(true)
  })

  it.each(UNTRUSTED_FRAMES)('ignores every message from %s', async (_title, frame) => {
    expect(isTrustedSender({ senderFrame: frame } as never)).toBe(false)
    const { ipc, engine, page } = open()
    ipc.receive(CHANNELS.connect, page, frame as FakeFrame | null, undefined)
    expect(engine.sent).toEqual([])
    ipc.receive(CHANNELS.connect, page, APP_FRAME, undefined)
    ipc.receive(CHANNELS.toBackEnd, page, frame as FakeFrame | null, CALL)
    ipc.receive(CHANNELS.disconnect, page, frame as FakeFrame | null, undefined)
    expect(engine.sent).toEqual([{ kind: 'connect', connection: 1 }])
    await expect(ipc.invoke(CHANNELS.addFiles, page, frame as FakeFrame | null, ['/etc/passwd'])).rejects.toThrow('not allowed')
  })

  it.each([[null], ['text'], [{ kind: 'call' }], [{ kind: 'call', id: 'x', method: 'app.info', params: {} }], [{ kind: 'sudo' }]])('passes on nothing that is no message: %j', (junk) => {
    const { ipc, engine, page } = open()
    ipc.receive(CHANNELS.connect, page, APP_FRAME, undefined)
    ipc.receive(CHANNELS.toBackEnd, page, APP_FRAME, junk)
    expect(engine.sent).toHaveLength(1)
    ipc.receive(CHANNELS.toBackEnd, page, APP_FRAME, CALL)
    expect(engine.sent[1]).toEqual({ kind: 'message', connection: 1, message: CALL })
  })

  it.each([['a text', '/etc/passwd'], ['numbers', [1]], ['an empty path', ['']], ['too many paths', Array.from({ length: 1001 }, () => '/x')], ['an endless path', ['x'.repeat(40_000)]]])(
    'takes no files from %s',
    async (_title, payload) => {
      const { ipc, page } = open()
      await expect(ipc.invoke(CHANNELS.addFiles, page, APP_FRAME, payload)).rejects.toThrow()
    }
  )

  it('ends the old connection of a page that was reloaded, and the last one of a page that is gone', () => {
    const { ipc, engine, page } = open()
    ipc.receive(CHANNELS.connect, page, APP_FRAME, undefined)
    ipc.receive(CHANNELS.connect, page, APP_FRAME, undefined)
    page.destroy()
    expect(engine.sent).toEqual([
      { kind: 'connect', connection: 1 }, { kind: 'disconnect', connection: 1 }, { kind: 'connect', connection: 2 }, { kind: 'disconnect', connection: 2 }
    ])
  })
})

describe('dragging a saved report out', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drag-'))
    await writeFile(join(folder, 'report.html'), 'report')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  class SavingEngine extends EventEmitter implements EngineProcess {
    postMessage(): void {}
    kill(): void {}
  }
  const open = (): { ipc: FakeIpcMain; page: FakeContents } => {
    const ipc = new FakeIpcMain()
    const engine = new SavingEngine()
    const link = new EngineLink({ start: () => engine, answer: async () => [] })
    registerPageIpc(ipc as never, link, async (path) => ({ iconOf: path }) as never)
    link.connect()
    engine.emit('message', { kind: 'saved', dragId: 'report', path: join(folder, 'report.html') })
    engine.emit('message', { kind: 'saved', dragId: 'gone', path: join(folder, 'gone.html') })
    return { ipc, page: new FakeContents(1) }
  }
  const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 20))

  it('gives the desktop the file with its picture', async () => {
    const { ipc, page } = open()
    ipc.receive(CHANNELS.dragOut, page, APP_FRAME, 'report')
    await vi.waitFor(() => expect(page.drags).toEqual([{ file: join(folder, 'report.html'), icon: { iconOf: join(folder, 'report.html') } }]))
  })

  it.each([['a path', '/etc/passwd'], ['an id that was never given', 'other'], ['a file that is gone', 'gone'], ['no text', { file: '/etc/passwd' }], ['nothing', undefined]])('does nothing for %s', async (_title, dragId) => {
    const { ipc, page } = open()
    ipc.receive(CHANNELS.dragOut, page, APP_FRAME, dragId)
    await settled()
    expect(page.drags).toEqual([])
  })

  it.each(UNTRUSTED_FRAMES)('does nothing for %s', async (_title, frame) => {
    const { ipc, page } = open()
    ipc.receive(CHANNELS.dragOut, page, frame as FakeFrame | null, 'report')
    await settled()
    expect(page.drags).toEqual([])
  })

  it('leaves alone a page that is gone meanwhile', async () => {
    const { ipc, page } = open()
    ipc.receive(CHANNELS.dragOut, page, APP_FRAME, 'report')
    page.destroy()
    await settled()
    expect(page.drags).toEqual([])
  })
})

describe('the preload', () => {
  it('gives the page exactly its list of functions and nothing of Electron', () => {
    const bridge = createBridge(new EventEmitter() as never, { getPathForFile: () => '' })
    expect(Object.keys(bridge).sort()).toEqual(['addFiles', 'connect', 'disconnect', 'dragOut', 'send'])
    expect(Object.values(bridge).every((entry) => typeof entry === 'function')).toBe(true)
  })

  it('strips the event, so that the sender never reaches the page', () => {
    const ipc = Object.assign(new EventEmitter(), { send: () => undefined, invoke: async () => [] })
    const receive = vi.fn()
    createBridge(ipc as never, { getPathForFile: () => '' }).connect(receive, () => undefined)
    ipc.emit(CHANNELS.toPage, { sender: 'electron internals' }, { kind: 'hello', contract: 1 })
    expect(receive.mock.calls).toEqual([[{ kind: 'hello', contract: 1 }]])
  })

  it('sends paths to main and returns only ids and names', async () => {
    const sent: unknown[] = []
    const ipc = { invoke: async (_channel: string, paths: unknown) => (sent.push(paths), [{ fileId: '1', name: 'a.txt' }]) }
    const files = [{ path: '/home/x/a.txt' }, { path: '' }]
    const bridge = createBridge(ipc as never, { getPathForFile: (file) => (file as unknown as { path: string }).path })
    expect(await bridge.addFiles(files)).toEqual([{ fileId: '1', name: 'a.txt' }])
    expect(sent).toEqual([['/home/x/a.txt']])
  })
})

describe('the sources', () => {
  const SOURCES = resolve(import.meta.dirname, '../../src')
  const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
    ['loadFile', /\.loadFile\(/], ['shell.openExternal', /openExternal\(/], ['a disabled sandbox', /sandbox:\s*false|no-sandbox/], ['webSecurity', /webSecurity/],
    ['sendSync', /sendSync/], ['eval', /\beval\(|new Function\(/], ['innerHTML', /\.innerHTML\s*=|v-html/], ['the remote module', /@electron\/remote|enableRemoteModule/],
    ['bypassCSP', /bypassCSP/], ['an inline policy exception', /script-src[^;]*unsafe/], ['any page but its own', /loadURL\((?!APP_URL\))/],
    ['insecure content', /allowRunningInsecureContent/], ['experimental features', /experimentalFeatures/], ['Blink features', /enableBlinkFeatures/],
    ['switches of Chromium', /commandLine\s*\.\s*append/], ['web views', /<webview|allowpopups|webviewTag:\s*true/i], ['Node in a page', /nodeIntegration\w*:\s*true|contextIsolation:\s*false/],
    ['the shell of the desktop', /\bshell\b[^}\n]*\}\s*from 'electron'/], ['file addresses', /['"`]file:\/\//]
  ]
  let sources: readonly (readonly [file: string, text: string])[]
  beforeAll(async () => {
    const files = (await readdir(SOURCES, { recursive: true })).filter((name) => /\.(ts|vue|html)$/.test(name))
    sources = await Promise.all(files.map(async (file) => [file, await readFile(join(SOURCES, file), 'utf8')] as const))
    expect(sources.length).toBeGreaterThan(50)
  })

  it.each(FORBIDDEN)('never use %s', (_title, pattern) => {
    expect(sources.filter(([, text]) => pattern.test(text)).map(([file, text]) => `${file}: ${String(text.match(pattern))}`)).toEqual([])
  })
})
