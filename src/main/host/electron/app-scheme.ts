/** The app's own scheme: the page and its files come from the renderer folder and from nowhere else. Never `file:`, never the network. */
import type { CustomScheme, Protocol } from 'electron'
import { SECURITY_HEADERS } from '../content-security-policy'
import { readPageFile } from '../page-files'

export const APP_SCHEME = 'app'
const APP_HOST = 'reclaimscope'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`
export const APP_URL = `${APP_ORIGIN}/index.html`

/** Privileges of the scheme, to be registered before the app is ready. */
export const APP_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: APP_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true }
}

/** Whether a URL belongs to the app's page. Compared part by part, never by prefix. */
export function isAppUrl(text: string): boolean {
  try {
    const url = new URL(text)
    return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.password === ''
  } catch {
    return false
  }
}

/** Path of a request as written, still encoded: `URL` would resolve `..` on its own. */
function pathOf(url: string): string {
  const path = url.slice(APP_ORIGIN.length)
  return path.replace(/[?#].*$/, '')
}

/** Answers a request of the scheme: a file of the page with its headers, or 404. */
export async function answerAppRequest(rendererFolder: string, request: Pick<Request, 'url' | 'method'>): Promise<Response> {
  const file = request.method === 'GET' && isAppUrl(request.url) ? await readPageFile(rendererFolder, pathOf(request.url)) : null
  return file === null ? new Response('not found\n', { status: 404, headers: SECURITY_HEADERS }) : new Response(file.body, { status: 200, headers: file.headers })
}

/** Puts the scheme to work; call when the app is ready. */
export function handleAppScheme(protocol: Pick<Protocol, 'handle'>, rendererFolder: string): void {
  protocol.handle(APP_SCHEME, (request) => answerAppRequest(rendererFolder, request))
}
