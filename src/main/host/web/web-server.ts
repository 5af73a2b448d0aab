/** The HTTP side of the web host: checks every request, then routes it. Knows the router only as something to connect a session to. */
import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { AppError } from '../../../shared/errors'
import { MAX_UP_FRAME_BYTES, SESSION_HEADER, WEB_PATHS } from '../../../shared/rpc/web-protocol'
import type { AppServer } from '../../../shared/rpc/app-server'
import type { FileRegistry } from '../../services/file-registry'
import { SECURITY_HEADERS } from '../content-security-policy'
import { readPageFile } from '../page-files'
import { hasToken, isOwnHost, isOwnOrigin } from './guards'
import { StreamSession } from './stream-session'
import type { Uploads } from './uploads'
import type { WebShell } from './web-shell'

export interface WebServerParts {
  readonly token: string
  readonly rendererFolder: string
  readonly server: AppServer
  readonly files: FileRegistry
  readonly uploads: Uploads
  readonly shell: WebShell
}

const MAX_SESSIONS = 32
const API_PREFIX = '/api/'

type Route = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void

/** Handles every request of the web host. */
export function createRequestListener(parts: WebServerParts): RequestListener {
  const sessions = new Map<string, StreamSession>()
  const api: Readonly<Record<string, Route>> = {
    [`GET ${WEB_PATHS.stream}`]: (_request, response) => openStream(parts, sessions, response),
    [`POST ${WEB_PATHS.send}`]: (request, response) => takeMessages(sessions, request, response),
    [`POST ${WEB_PATHS.upload}`]: (request, response, url) => takeUpload(parts, request, response, url)
  }
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOwnHost(request.headers) || !isOwnOrigin(request.headers)) return refuse(response, 403, 'wrong host or origin')
    const url = parseUrl(request.url)
    if (url === null) return refuse(response, 400, 'bad address')
    if (url.pathname.startsWith(API_PREFIX)) {
      if (!hasToken(request.headers, parts.token)) return refuse(response, 403, 'wrong key')
      const handle = api[`${request.method ?? ''} ${url.pathname}`]
      return handle === undefined ? refuse(response, 404, 'no such call') : handle(request, response, url)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'only GET')
    return url.pathname.startsWith(WEB_PATHS.download) ? giveDownload(parts, response, url) : givePageFile(parts, response, url)
  }
  return (request, response) => {
    route(request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'internal fault')
      else response.destroy()
    })
  }
}

function parseUrl(target: string | undefined): URL | null {
  // Only paths: a proxy-style absolute address is none of ours. URL would resolve `..` silently, so encoded forms stay for `toPageFile`.
  if (target === undefined || !target.startsWith('/') || target.startsWith('//')) return null
  try {
    return new URL(target, 'http://localhost')
  } catch {
    return null
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(`${status} ${reason}\n`)
}

function openStream({ server }: WebServerParts, sessions: Map<string, StreamSession>, response: ServerResponse): void {
  if (sessions.size >= MAX_SESSIONS) return refuse(response, 429, 'too many open pages')
  const id = randomUUID()
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'application/octet-stream', [SESSION_HEADER]: id })
  response.flushHeaders()
  const session = new StreamSession(response)
  sessions.set(id, session)
  session.transport.onClose(() => sessions.delete(id))
  server.connect(session.transport)
}

async function takeMessages(sessions: Map<string, StreamSession>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.headers[SESSION_HEADER]
  const session = typeof id === 'string' ? sessions.get(id) : undefined
  if (session === undefined) return refuse(response, 410, 'this page is not connected any more')
  const body = await readBody(request, MAX_UP_FRAME_BYTES)
  if (body === null) return refuse(response, 413, 'message too long')
  if (!session.receive(body)) return refuse(response, 400, 'no message')
  response.writeHead(204, SECURITY_HEADERS)
  response.end()
}

/** The whole body, or null when it is longer than allowed. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function takeUpload({ uploads, files }: WebServerParts, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const stored = await uploads.store(request, url.searchParams.get('name') ?? 'file')
  if (stored.ok) return answerJson(response, 200, files.add(stored.value.path, stored.value.name))
  answerJson(response, stored.error.code === 'INPUT_TOO_LARGE' ? 413 : 500, { error: stored.error })
}

function answerJson(response: ServerResponse, status: number, body: { fileId: string; name: string } | { error: AppError }): void {
  if (response.destroyed) return
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}

async function giveDownload({ shell }: WebServerParts, response: ServerResponse, url: URL): Promise<void> {
  const download = shell.findDownload(url.pathname)
  if (download === null) return refuse(response, 404, 'no such report')
  const { content } = download
  const file = typeof content === 'object' && 'path' in content ? await open(content.path) : null
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': download.mediaType,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(download.name)}`,
    // A report is read from disk, never as a page of this host.
    'content-security-policy': "default-src 'none'; sandbox"
  })
  if (file !== null) return pipeline(file.createReadStream(), response)
  response.end(content)
}

async function givePageFile({ rendererFolder }: WebServerParts, response: ServerResponse, url: URL): Promise<void> {
  const file = await readPageFile(rendererFolder, url.pathname)
  if (file === null) return refuse(response, 404, 'no such file')
  response.writeHead(200, file.headers)
  response.end(file.body)
}
