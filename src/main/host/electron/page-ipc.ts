/** IPC with the page: every message passes the sender check, then a shape check, before it reaches the engine host. */
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, NativeImage, WebContents } from 'electron'
import * as v from 'valibot'
import { CHANNELS, type OfferedFile } from '../../../shared/rpc/electron-bridge'
import { parseMessage } from '../../../shared/rpc/message-schema'
import type { RelayTransport } from '../../../shared/rpc/relay-transport'
import { dragOut } from './drag-out'
import type { EngineLink } from './engine-link'
import { isTrustedSender } from './trusted-sender'

const MAX_PATHS = 1000
const MAX_PATH_LENGTH = 32_768

/** Paths from the preload: absolute or not is the file system's business; length and number are bounded. */
const pathsSchema = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_PATH_LENGTH))), v.maxLength(MAX_PATHS))

/** Registers the channels; returns their removal. `iconOf` gives the desktop's picture of a file. */
export function registerPageIpc(ipcMain: Pick<IpcMain, 'on' | 'off' | 'handle' | 'removeHandler'>, link: EngineLink, iconOf: (path: string) => Promise<NativeImage>): () => void {
  const pages = new Map<number, RelayTransport>()

  const leave = (pageId: number): void => {
    pages.get(pageId)?.close()
    pages.delete(pageId)
  }
  const connect = (event: IpcMainEvent): void => {
    if (isTrustedSender(event)) joinPage(event.sender, link, pages, leave)
  }
  const disconnect = (event: IpcMainEvent): void => {
    if (isTrustedSender(event)) leave(event.sender.id)
  }
  const toBackEnd = (event: IpcMainEvent, data: unknown): void => {
    const message = isTrustedSender(event) ? parseMessage(data) : null
    if (message !== null) pages.get(event.sender.id)?.send(message)
  }
  const addFiles = async (event: IpcMainInvokeEvent, data: unknown): Promise<readonly OfferedFile[]> => {
    if (!isTrustedSender(event)) throw new Error('not allowed')
    return link.addFiles(v.parse(pathsSchema, data))
  }
  const drag = (event: IpcMainEvent, dragId: unknown): void => {
    // A drag that cannot be gone on with just ends.
    if (isTrustedSender(event)) void dragOut(event.sender, dragId, { pathOf: (id) => link.pathOfSaved(id), iconOf }).catch(() => undefined)
  }

  ipcMain.on(CHANNELS.connect, connect)
  ipcMain.on(CHANNELS.disconnect, disconnect)
  ipcMain.on(CHANNELS.toBackEnd, toBackEnd)
  ipcMain.on(CHANNELS.dragOut, drag)
  ipcMain.handle(CHANNELS.addFiles, addFiles)
  return () => {
    ipcMain.off(CHANNELS.connect, connect)
    ipcMain.off(CHANNELS.disconnect, disconnect)
    ipcMain.off(CHANNELS.toBackEnd, toBackEnd)
    ipcMain.off(CHANNELS.dragOut, drag)
    ipcMain.removeHandler(CHANNELS.addFiles)
  }
}

/** Joins a page to the engine host. A page that joins again was reloaded: its old connection ends. */
function joinPage(contents: WebContents, link: EngineLink, pages: Map<number, RelayTransport>, leave: (pageId: number) => void): void {
  const pageId = contents.id
  leave(pageId)
  const transport = link.connect()
  pages.set(pageId, transport)
  const tell = (channel: string, payload: unknown): void => {
    if (!contents.isDestroyed()) contents.send(channel, payload)
  }
  transport.onMessage((message) => tell(CHANNELS.toPage, message))
  transport.onClose((reason) => {
    // After a reload the page's new connection is another one; its end is not the new one's.
    if (pages.get(pageId) !== transport) return
    pages.delete(pageId)
    tell(CHANNELS.closed, reason)
  })
  contents.once('destroyed', () => {
    if (pages.get(pageId) === transport) leave(pageId)
  })
}
