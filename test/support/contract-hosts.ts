/** The same client and server joined by each of the app's wires, for the contract tests. */
import { createServer } from 'node:http'
import { EventEmitter } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createBridge } from '../../src/preload/bridge'
import { connectElectron } from '../../src/renderer/transport/electron-transport'
import { connectWeb, type WebAccess } from '../../src/renderer/transport/web-transport'
import { EngineLink, type EngineProcess } from '../../src/main/host/electron/engine-link'
import { registerPageIpc } from '../../src/main/host/electron/page-ipc'
import type { FromEngineHost, ToEngineHost } from '../../src/main/host/engine-link-protocol'
import { RelayTransport } from '../../src/shared/rpc/relay-transport'
import { Uploads } from '../../src/main/host/web/uploads'
import { createRequestListener } from '../../src/main/host/web/web-server'
import { WebShell } from '../../src/main/host/web/web-shell'
import { FileRegistry } from '../../src/main/services/file-registry'
import type { Transport } from '../../src/shared/protocol'
import type { AppServer } from '../../src/shared/rpc/app-server'
import { createMemoryPair } from '../../src/shared/rpc/memory-pair'
import { FakeContents, FakeIpcMain, FakeIpcRenderer } from './electron-mock'

export interface ContractHost {
  /** A new page's end of the wire. */
  connect(): Transport
  /** The back end dies without a word. */
  die(): Promise<void>
  close(): Promise<void>
}

/** Client and server in one process. */
export async function memoryHost(server: AppServer): Promise<ContractHost> {
  const ends: Transport[] = []
  const close = async (): Promise<void> => ends.forEach((end) => end.close())
  return {
    connect: () => {
      const pair = createMemoryPair()
      ends.push(pair.server)
      server.connect(pair.server)
      return pair.client
    },
    die: close,
    close
  }
}

export const TEST_TOKEN = 'test-token'

export interface WebContractHost extends ContractHost {
  readonly access: WebAccess
  readonly shell: WebShell
}

/** A real HTTP server on a free port of this machine. */
export async function webHost(server: AppServer, rendererFolder = '/nonexistent', uploads = new Uploads()): Promise<WebContractHost> {
  const shell = new WebShell()
  const listener = createRequestListener({ token: TEST_TOKEN, rendererFolder, server, files: new FileRegistry(), uploads, shell })
  const http = createServer(listener)
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  const access = { origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, token: TEST_TOKEN }
  const close = async (): Promise<void> => {
    http.closeAllConnections()
    await new Promise((done) => http.close(done))
    await uploads.close()
  }
  return { access, shell, connect: () => connectWeb(access), die: close, close }
}

/** An engine host process without the process: the server's connections behind the link's messages. */
class FakeEngineProcess extends EventEmitter implements EngineProcess {
  private readonly connections = new Map<number, RelayTransport>()
  private alive = true

  constructor(private readonly server: AppServer) {
    super()
  }

  postMessage(message: ToEngineHost): void {
    const copy = structuredClone(message)
    setImmediate(() => {
      if (!this.alive) return
      if (copy.kind === 'connect') this.join(copy.connection)
      else if (copy.kind === 'disconnect') this.connections.get(copy.connection)?.shut('the page has gone')
      else if (copy.kind === 'message') this.connections.get(copy.connection)?.deliver(copy.message)
    })
  }

  kill(): void {
    this.alive = false
    for (const connection of this.connections.values()) connection.shut('killed')
    this.emit('exit', 1)
  }

  private join(connection: number): void {
    const tell = (message: FromEngineHost): void => {
      const copy = structuredClone(message)
      setImmediate(() => this.alive && this.emit('message', copy))
    }
    const transport = new RelayTransport(
      (message) => tell({ kind: 'message', connection, message }),
      (reason) => tell({ kind: 'closed', connection, reason })
    )
    this.connections.set(connection, transport)
    this.server.connect(transport)
  }
}

/** The Electron adapter, preload and main, over fake IPC. */
export async function electronHost(server: AppServer): Promise<ContractHost> {
  const ipcMain = new FakeIpcMain()
  const engine = new FakeEngineProcess(server)
  const link = new EngineLink({ start: () => engine, answer: async () => [] })
  const unregister = registerPageIpc(ipcMain as never, link, async () => ({}) as never)
  let lastId = 0
  return {
    connect: () => {
      lastId += 1
      const ipcRenderer = new FakeIpcRenderer(ipcMain, new FakeContents(lastId))
      return connectElectron(createBridge(ipcRenderer as never, { getPathForFile: () => '' }))
    },
    die: async () => engine.kill(),
    close: async () => {
      unregister()
      link.stop()
    }
  }
}
