/** What the Electron preload gives to the page, and the channels behind it. Nothing else names a channel. */
import type { Message } from '../protocol'

/** A file that the back end knows by an opaque id; `name` is for display. */
export interface OfferedFile {
  readonly fileId: string
  readonly name: string
}

/** The fixed list of functions on `window.reclaimscope`. */
export interface ElectronBridge {
  /** Joins this page to the back end. `receive` gets every message, `closed` is called once when the back end is gone. */
  readonly connect: (receive: (message: Message) => void, closed: (reason: string) => void) => void
  readonly send: (message: Message) => void
  readonly disconnect: () => void
  /** Makes dropped or chosen files known to the back end; the page never sees a path. */
  readonly addFiles: (files: readonly unknown[]) => Promise<readonly OfferedFile[]>
  /** Goes on with a drag that began in the page as one of a saved report, by the id of its export. */
  readonly dragOut: (dragId: string) => void
}

/** Name of the bridge on `window`. */
export const BRIDGE_NAME = 'reclaimscope'

export const CHANNELS = {
  connect: 'rpc:connect',
  disconnect: 'rpc:disconnect',
  toBackEnd: 'rpc:to-back-end',
  toPage: 'rpc:to-page',
  closed: 'rpc:closed',
  addFiles: 'files:add',
  dragOut: 'files:drag-out'
} as const
