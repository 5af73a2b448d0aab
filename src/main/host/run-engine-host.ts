/**
 * The engine host: the whole back end in a process of its own, so that a crash or a full heap leaves the window alive.
 * It takes any port, so that it runs the same under Electron, as a plain Node process and in tests.
 */
import { randomUUID } from 'node:crypto'
import { fail, ok } from '../../shared/result'
import { pdfFailed, pdfFromHtml } from '../pdf/pdf-from-html'
import { createBackEnd, type EngineWork } from '../services/back-end'
import { saveToPath, streamToPath } from '../services/save-to-path'
import type { ReportFile, Shell, StreamedFile } from '../services/shell'
import type { EngineHostPort, ShellAnswer, ShellRequest } from './engine-link-protocol'
import { RelayTransport } from '../../shared/rpc/relay-transport'

export interface EngineHostParts {
  readonly work: EngineWork
  readonly samplePath: string
  /** As for the back end. */
  readonly dataFolder?: string
  /** Told of exceptions in handlers. */
  readonly onFault?: (method: string, thrown: unknown) => void
}

/** The desktop's dialogs lie in the main process: asked by message, answered by message. */
class RemoteShell implements Shell {
  readonly host = 'electron'
  readonly #port: EngineHostPort
  readonly #waiting = new Map<number, (paths: ShellAnswer) => void>()
  #lastRequest = 0

  constructor(port: EngineHostPort) {
    this.#port = port
  }

  pickFiles(): Promise<readonly string[]> {
    return this.#ask({ ask: 'pick-files' })
  }

  async saveReport(report: ReportFile): ReturnType<Shell['saveReport']> {
    const [path] = await this.#ask({ ask: 'save-path', proposedName: report.name })
    const saved = await saveToPath(report, path ?? null)
    if (!saved.ok || saved.value.kind !== 'saved' || path === undefined) return saved
    const dragId = randomUUID()
    // Told before the page learns of the file.
    this.#port.postMessage({ kind: 'saved', dragId, path })
    return ok({ ...saved.value, dragId })
  }

  printPdf(html: string): ReturnType<Shell['printPdf']> {
    return pdfFromHtml(html, async ({ htmlPath, pdfPath }) => {
      const printed = await this.#ask({ ask: 'print-pdf', htmlPath, pdfPath })
      return printed.length > 0 ? ok(null) : fail(pdfFailed('no answer of the printing window'))
    })
  }

  async saveStream(file: StreamedFile, path: string | null): ReturnType<Shell['saveStream']> {
    const [chosen] = path === null ? await this.#ask({ ask: 'save-path', proposedName: file.name }) : [path]
    return streamToPath(file, chosen ?? null)
  }

  answer(request: number, paths: ShellAnswer): void {
    this.#waiting.get(request)?.(paths)
    this.#waiting.delete(request)
  }

  #ask(question: ShellRequest): Promise<ShellAnswer> {
    this.#lastRequest += 1
    const request = this.#lastRequest
    return new Promise((answered) => {
      this.#waiting.set(request, answered)
      this.#port.postMessage({ kind: 'shell', request, question })
    })
  }
}

/** Serves the back end over the port until the process ends. */
export function runEngineHost(port: EngineHostPort, parts: EngineHostParts): void {
  const shell = new RemoteShell(port)
  const backEnd = createBackEnd({ shell, ...parts, tellDesktop: (path) => port.postMessage({ kind: 'recent', path }) })
  const connections = new Map<number, RelayTransport>()
  const connect = (connection: number): void => {
    const transport = new RelayTransport(
      (message) => port.postMessage({ kind: 'message', connection, message }),
      (reason) => {
        connections.delete(connection)
        port.postMessage({ kind: 'closed', connection, reason })
      }
    )
    connections.set(connection, transport)
    backEnd.server.connect(transport)
  }
  const disconnect = (connection: number): void => {
    connections.get(connection)?.shut('the page has gone')
    connections.delete(connection)
  }
  port.onMessage((message) => {
    if (message.kind === 'connect') connect(message.connection)
    else if (message.kind === 'disconnect') disconnect(message.connection)
    else if (message.kind === 'message') connections.get(message.connection)?.deliver(message.message)
    else if (message.kind === 'offer') backEnd.offer(message.paths)
    else if (message.kind === 'add-files') port.postMessage({ kind: 'files', request: message.request, files: message.paths.map((path) => backEnd.files.add(path)) })
    else if (message.kind === 'end') void backEnd.close().finally(() => port.postMessage({ kind: 'ended' }))
    else shell.answer(message.request, message.paths)
  })
}
