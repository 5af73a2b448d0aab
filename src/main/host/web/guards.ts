/** Who may talk to the web host: pure checks of a request's headers. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { TOKEN_HEADER } from '../../../shared/rpc/web-protocol'

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Addresses that the web host may listen on. */
export function isLoopbackAddress(address: string): boolean {
  return address === '127.0.0.1' || address === '::1' || address === 'localhost'
}

/**
 * Whether the request was addressed to this machine by name. A foreign name that resolves to 127.0.0.1 (DNS rebinding) is refused.
 * The port is free: behind an SSH tunnel the browser names another one.
 */
export function isOwnHost(headers: IncomingHttpHeaders): boolean {
  const name = headers.host?.replace(/:\d{1,5}$/, '')
  return name !== undefined && LOOPBACK_NAMES.has(name.toLowerCase())
}

/** Whether a browser that says where the request comes from says "from your own page". Programs other than browsers say nothing. */
export function isOwnOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${headers.host ?? ''}`) return false
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none'
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Whether the request carries the key. Takes the same time whatever it carries. */
export function hasToken(headers: IncomingHttpHeaders, token: string): boolean {
  const given = headers[TOKEN_HEADER]
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(token))
}
