/** The web host: the same app for a browser on this machine, where Electron cannot run, on lab servers behind an SSH tunnel, and in tests. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { AppServerOptions } from '../../../shared/rpc/app-server'
import { CallFailure } from '../../../shared/rpc/call-failure'
import { createBackEnd, createEngineWork, type EngineWork } from '../../services/back-end'
import { locateInstallation } from '../installation'
import { dataFolder } from '../data-folder'
import { isLoopbackAddress } from './guards'
import { Uploads, type UploadLimits } from './uploads'
import { createRequestListener } from './web-server'
import { WebShell } from './web-shell'

export interface ServeWebOptions extends AppServerOptions {
  /** 0 or absent: a free port. */
  readonly port?: number
  /** Loopback only; default 127.0.0.1. */
  readonly host?: string
  /** Files and folders that the first page opens. */
  readonly openFiles?: readonly string[]
  /** For tests: other places and threads than those of the built app. */
  readonly parts?: { readonly rendererFolder: string; readonly samplePath: string; readonly work: EngineWork; readonly dataFolder?: string }
  readonly uploadLimits?: UploadLimits
}

export interface WebHost {
  /** Address with the key in its fragment, e.g. `http://127.0.0.1:4567/#token=…`. */
  readonly url: string
  readonly close: () => Promise<void>
}

const TOKEN_BYTES = 32

/**
 * Serves the app on this machine only.
 * @throws {CallFailure} `USAGE` when the address is not a loopback one, or the port is taken
 */
export async function serveWeb(options: ServeWebOptions = {}): Promise<WebHost> {
  const address = options.host ?? '127.0.0.1'
  if (!isLoopbackAddress(address)) {
    throw new CallFailure({ code: 'USAGE', message: 'The web host listens on this machine only.', found: address, expected: '127.0.0.1', advice: 'Use an SSH tunnel to reach it from elsewhere.' })
  }
  const { rendererFolder, samplePath, work, ...kept } = options.parts ?? builtParts()
  const shell = new WebShell()
  const uploads = new Uploads(options.uploadLimits)
  const backEnd = createBackEnd({ shell, work, samplePath, ...kept, ...(options.onFault === undefined ? {} : { onFault: options.onFault }) })
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const http = createServer(createRequestListener({ token, rendererFolder, server: backEnd.server, files: backEnd.files, uploads, shell }))
  // Uploads of large traces over a slow tunnel take their time.
  http.requestTimeout = 0
  await listen(http, options.port ?? 0, address)
  backEnd.offer((options.openFiles ?? []).map((path) => resolve(path)))
  const { port } = http.address() as AddressInfo
  return {
    url: `http://${address === '::1' ? '[::1]' : '127.0.0.1'}:${port}/#token=${token}`,
    close: async () => {
      http.closeAllConnections()
      await new Promise((done) => http.close(done))
      await Promise.all([backEnd.close(), uploads.close(), shell.close()])
    }
  }
}

function builtParts(): NonNullable<ServeWebOptions['parts']> {
  const { rendererFolder, samplePath, workerEntry } = locateInstallation()
  return { rendererFolder, samplePath, work: createEngineWork(workerEntry), dataFolder: dataFolder() }
}

function listen(http: ReturnType<typeof createServer>, port: number, address: string): Promise<void> {
  return new Promise((done, failed) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      failed(new CallFailure({ code: 'USAGE', message: error.code === 'EADDRINUSE' ? `Port ${port} is in use.` : error.message, advice: 'Choose another one with --port, or leave it out.' }))
    })
    http.listen(port, address, () => done())
  })
}
