/** The bridge's functions over Electron's IPC. The page gets these and nothing of Electron. */
import type { IpcRenderer, WebUtils } from 'electron'
import type { Message } from '../shared/protocol'
import { CHANNELS, type ElectronBridge, type OfferedFile } from '../shared/rpc/electron-bridge'

type Ipc = Pick<IpcRenderer, 'on' | 'removeAllListeners' | 'send' | 'invoke'>

/** Makes the bridge. Events of Electron are stripped before the page sees a message; paths stay on this side. */
export function createBridge(ipc: Ipc, webUtils: Pick<WebUtils, 'getPathForFile'>): ElectronBridge {
  const forget = (): void => {
    ipc.removeAllListeners(CHANNELS.toPage)
    ipc.removeAllListeners(CHANNELS.closed)
  }
  return {
    connect: (receive, closed) => {
      forget()
      ipc.on(CHANNELS.toPage, (_event, message: Message) => receive(message))
      ipc.on(CHANNELS.closed, (_event, reason: string) => closed(reason))
      ipc.send(CHANNELS.connect)
    },
    send: (message) => ipc.send(CHANNELS.toBackEnd, message),
    disconnect: () => {
      forget()
      ipc.send(CHANNELS.disconnect)
    },
    addFiles: async (files) => {
      // A file that was made by script has no path and is left out.
      const paths = files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== '')
      return (await ipc.invoke(CHANNELS.addFiles, paths)) as readonly OfferedFile[]
    },
    dragOut: (dragId) => ipc.send(CHANNELS.dragOut, dragId)
  }
}
