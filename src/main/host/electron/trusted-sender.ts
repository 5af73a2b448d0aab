import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron'
import { isAppUrl } from './app-scheme'

type SenderEvent = Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame'>

/**
 * Whether an IPC message comes from the main frame of the app's own page. A frame that is gone already, has a parent, or shows
 * another address is not trusted.
 */
export function isTrustedSender({ senderFrame }: SenderEvent): boolean {
  return senderFrame !== null && senderFrame !== undefined && senderFrame.parent === null && isAppUrl(senderFrame.url)
}
