/** Files of the app's page: from a URL's path to a file inside the renderer folder, and nowhere else. Serves both hosts. */
import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import { SECURITY_HEADERS } from './content-security-policy'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8'
}

/**
 * The file that a URL's path names, or null when it names none: encoded separators, `..`, NUL, hidden files, unknown types.
 * @param urlPath still percent-encoded, without query
 */
export function toPageFile(rendererFolder: string, urlPath: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(urlPath)
  } catch {
    return null
  }
  if (/[\0\\:]/.test(path) || /%2f|%5c/i.test(urlPath)) return null
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.some((part) => part.startsWith('.'))) return null
  const root = resolve(rendererFolder)
  const file = resolve(root, ...(parts.length === 0 ? ['index.html'] : parts))
  if (!file.startsWith(root + sep)) return null
  return Object.hasOwn(MEDIA_TYPES, extname(file)) ? file : null
}

/** A page file with its headers, or null when there is none. Never lists a folder. */
export async function readPageFile(rendererFolder: string, urlPath: string): Promise<{ readonly body: Buffer<ArrayBuffer>; readonly headers: Record<string, string> } | null> {
  const file = toPageFile(rendererFolder, urlPath)
  if (file === null) return null
  try {
    const body = await readFile(file)
    return { body, headers: { ...SECURITY_HEADERS, 'content-type': MEDIA_TYPES[extname(join(file))] ?? 'application/octet-stream' } }
  } catch {
    return null
  }
}
