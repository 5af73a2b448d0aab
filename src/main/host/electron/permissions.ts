import type { Session } from 'electron'
import { isAppUrl } from './app-scheme'

/** Writing text and pictures to the clipboard, for the Copy buttons. Never reading it. */
const GRANTED = 'clipboard-sanitized-write'

/**
 * Denies every permission but the one above, and that one to all but the app's own page: when a page asks (request handler) and when it looks
 * (check handler). Electron's default grants.
 */
export function denyPermissions(session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>): void {
  const isGranted = (permission: string, url: string, isMainFrame: boolean): boolean => permission === GRANTED && isMainFrame && isAppUrl(url)
  session.setPermissionRequestHandler((_contents, permission, answer, details) => answer(isGranted(permission, details.requestingUrl, details.isMainFrame)))
  session.setPermissionCheckHandler((_contents, permission, origin, details) => isGranted(permission, origin, details.isMainFrame))
  session.setDevicePermissionHandler(() => false)
}
