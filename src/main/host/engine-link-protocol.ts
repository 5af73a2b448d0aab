/** What the desktop's main process and its engine host say to each other. `connection` counts the pages that were joined. */
import type { Message } from '../../shared/protocol'
import type { OfferedFile } from '../../shared/rpc/electron-bridge'

/** The desktop's dialogs and its printing, asked for by the engine host. */
export type ShellRequest =
  | { readonly ask: 'pick-files' }
  | { readonly ask: 'save-path'; readonly proposedName: string }
  | { readonly ask: 'print-pdf'; readonly htmlPath: string; readonly pdfPath: string }
/** Chosen or written paths; empty when cancelled or failed. */
export type ShellAnswer = readonly string[]

export type ToEngineHost =
  | { readonly kind: 'connect'; readonly connection: number }
  | { readonly kind: 'disconnect'; readonly connection: number }
  | { readonly kind: 'message'; readonly connection: number; readonly message: Message }
  | { readonly kind: 'offer'; readonly paths: readonly string[] }
  | { readonly kind: 'add-files'; readonly request: number; readonly paths: readonly string[] }
  | { readonly kind: 'shell-answer'; readonly request: number; readonly paths: ShellAnswer }
  /** The app ends: what was unpacked is to be removed. Answered by `ended`. */
  | { readonly kind: 'end' }

export type FromEngineHost =
  | { readonly kind: 'message'; readonly connection: number; readonly message: Message }
  | { readonly kind: 'closed'; readonly connection: number; readonly reason: string }
  | { readonly kind: 'files'; readonly request: number; readonly files: readonly OfferedFile[] }
  | { readonly kind: 'shell'; readonly request: number; readonly question: ShellRequest }
  /** A report was written; the page can drag it out by this id. */
  | { readonly kind: 'saved'; readonly dragId: string; readonly path: string }
  /** For the desktop's own list of recent documents; null = forget all. */
  | { readonly kind: 'recent'; readonly path: string | null }
  | { readonly kind: 'ended' }

/** The engine host's end of the link: Electron's parent port, a forked Node process, or a test. */
export interface EngineHostPort {
  postMessage(message: FromEngineHost): void
  onMessage(receive: (message: ToEngineHost) => void): void
}
