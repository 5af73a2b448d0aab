/** A complete fake of what the app uses of Electron: IPC between a main side and a page, windows, sessions, dialogs, the preload's world. */
import { EventEmitter } from 'node:events'

export interface FakeFrame {
  readonly url: string
  readonly parent: FakeFrame | null
}

export const APP_FRAME: FakeFrame = { url: 'app://reclaimscope/index.html', parent: null }

type Handler = (event: { readonly sender: FakeContents; readonly senderFrame: FakeFrame | null }, ...args: unknown[]) => unknown

/** `webContents` of a page; what main sends to it comes out of `page`. */
export class FakeContents extends EventEmitter {
  readonly page = new EventEmitter()
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null
  printFails = false
  private destroyed = false

  constructor(readonly id: number) {
    super()
  }

  send(channel: string, payload: unknown): void {
    if (this.destroyed) throw new Error('Object has been destroyed')
    const copy = structuredClone(payload)
    setImmediate(() => this.page.emit(channel, { sender: 'electron internals' }, copy))
  }

  readonly drags: unknown[] = []

  startDrag(item: unknown): void {
    this.drags.push(item)
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  destroy(): void {
    this.destroyed = true
    this.emit('destroyed')
  }

  async printToPDF(options: Readonly<Record<string, unknown>>): Promise<Buffer> {
    if (this.printFails) throw new Error('Failed to generate PDF')
    return Buffer.from(`%PDF-fake ${JSON.stringify(options)}`)
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler
  }
}

/** `ipcMain`, with a way for tests to play the page. */
export class FakeIpcMain {
  readonly listeners = new Map<string, Set<Handler>>()
  readonly handlers = new Map<string, Handler>()

  on(channel: string, listener: Handler): this {
    const listeners = this.listeners.get(channel) ?? new Set()
    this.listeners.set(channel, listeners.add(listener))
    return this
  }

  off(channel: string, listener: Handler): this {
    this.listeners.get(channel)?.delete(listener)
    return this
  }

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`second handler for ${channel}`)
    this.handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }

  /** A message from a page's frame. */
  receive(channel: string, sender: FakeContents, senderFrame: FakeFrame | null, payload: unknown): void {
    for (const listener of this.listeners.get(channel) ?? []) listener({ sender, senderFrame }, structuredClone(payload))
  }

  async invoke(channel: string, sender: FakeContents, senderFrame: FakeFrame | null, payload: unknown): Promise<unknown> {
    const handler = this.handlers.get(channel)
    if (handler === undefined) throw new Error(`no handler for ${channel}`)
    return structuredClone(await handler({ sender, senderFrame }, structuredClone(payload)))
  }
}

/** `ipcRenderer` of one page, joined to a fake `ipcMain`. */
export class FakeIpcRenderer {
  constructor(
    private readonly main: FakeIpcMain,
    private readonly contents: FakeContents,
    private readonly frame: FakeFrame | null = APP_FRAME
  ) {}

  on(channel: string, listener: (event: unknown, payload: unknown) => void): this {
    this.contents.page.on(channel, listener)
    return this
  }

  removeAllListeners(channel: string): this {
    this.contents.page.removeAllListeners(channel)
    return this
  }

  send(channel: string, payload?: unknown): void {
    const copy = structuredClone(payload)
    setImmediate(() => this.main.receive(channel, this.contents, this.frame, copy))
  }

  invoke(channel: string, payload: unknown): Promise<unknown> {
    return this.main.invoke(channel, this.contents, this.frame, payload)
  }
}

/** `session`: remembers the handlers that were set. */
export class FakeSession {
  request: ((contents: unknown, permission: string, answer: (granted: boolean) => void, details: { requestingUrl: string; isMainFrame: boolean }) => void) | null = null
  check: ((contents: unknown, permission: string, origin: string, details: { isMainFrame: boolean }) => boolean) | null = null
  device: (() => boolean) | null = null
  readonly handlers = new Map<string, () => Response>()
  readonly protocol = { handle: (scheme: string, answer: () => Response) => void this.handlers.set(scheme, answer), unhandle: (scheme: string) => void this.handlers.delete(scheme) }

  setPermissionRequestHandler(handler: FakeSession['request']): void {
    this.request = handler
  }

  setPermissionCheckHandler(handler: FakeSession['check']): void {
    this.check = handler
  }

  setDevicePermissionHandler(handler: FakeSession['device']): void {
    this.device = handler
  }
}

/** `contextBridge`: what was exposed, by name. */
export class FakeContextBridge {
  readonly world: Record<string, Record<string, unknown>> = {}

  exposeInMainWorld(name: string, api: Record<string, unknown>): void {
    this.world[name] = api
  }
}

/** The `electron` module as the app imports it, fresh for each test that mocks it. */
export function createElectronMock() {
  const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    hasLock: true,
    sandboxEnabled: false,
    quitCount: 0,
    ready: false,
    lockData: null as unknown,
    requestSingleInstanceLock(data: unknown) {
      app.lockData = data
      return app.hasLock
    },
    enableSandbox() {
      app.sandboxEnabled = true
    },
    isReady: () => app.ready,
    whenReady: () => {
      app.ready = true
      return Promise.resolve()
    },
    quit() {
      app.quitCount += 1
    },
    getFileIcon: async (path: string) => ({ iconOf: path }),
    recentDocuments: [] as string[],
    addRecentDocument: (path: string) => void app.recentDocuments.push(path),
    clearRecentDocuments: () => void app.recentDocuments.splice(0)
  })
  const windows: FakeWindow[] = []
  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents(windows.length + 1)
    loaded: string[] = []
    shown = false
    focusCount = 0
    minimized = false

    constructor(readonly options: Record<string, unknown>) {
      super()
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }

    static getAllWindows(): FakeWindow[] {
      return windows
    }

    destroyed = false

    destroy(): void {
      this.destroyed = true
    }

    async loadURL(url: string): Promise<void> {
      this.loaded.push(url)
    }

    show(): void {
      this.shown = true
    }

    focus(): void {
      this.focusCount += 1
    }

    isMinimized(): boolean {
      return this.minimized
    }

    restore(): void {
      this.minimized = false
    }
  }
  const partitions = new Map<string, FakeSession>()
  const schemes: unknown[] = []
  const protocolHandlers = new Map<string, (request: Request) => Promise<Response>>()
  const utilityProcesses: (EventEmitter & { readonly sent: unknown[]; readonly entry: string })[] = []
  return {
    app,
    BrowserWindow: FakeWindow,
    windows,
    ipcMain: new FakeIpcMain(),
    partitions,
    session: {
      defaultSession: new FakeSession(),
      fromPartition: (name: string) => {
        partitions.set(name, partitions.get(name) ?? new FakeSession())
        return partitions.get(name)
      }
    },
    schemes,
    protocolHandlers,
    protocol: {
      registerSchemesAsPrivileged: (list: unknown[]) => schemes.push(...list),
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) => protocolHandlers.set(scheme, handler)
    },
    Menu: { template: null as unknown, buildFromTemplate: (template: unknown) => template, setApplicationMenu: () => undefined },
    dialog: {
      openResult: { canceled: true, filePaths: [] as string[] },
      saveResult: { canceled: true, filePath: '' },
      async showOpenDialog() {
        return this.openResult
      },
      async showSaveDialog() {
        return this.saveResult
      }
    },
    utilityProcesses,
    utilityProcess: {
      fork: (entry: string) => {
        const sent: unknown[] = []
        const child = Object.assign(new EventEmitter(), { entry, sent, postMessage: (message: unknown) => sent.push(message), kill: () => child.emit('exit', 0) })
        utilityProcesses.push(child)
        return child
      }
    },
    contextBridge: new FakeContextBridge(),
    webUtils: { getPathForFile: (file: { path?: string }) => file.path ?? '' }
  }
}
