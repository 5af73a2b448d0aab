/** Messages of the call protocol. One small protocol on every transport: Electron IPC, loopback HTTP, message port, in-memory pair. */
import type { AppError } from './errors'

export type Message =
  | { readonly kind: 'hello'; readonly contract: number }
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: AppError }
  | { readonly kind: 'event'; readonly name: string; readonly payload: unknown }

/** A bidirectional, ordered message pipe. */
export interface Transport {
  send(message: Message): void
  /** Registers the receiver; returns its removal. */
  onMessage(receive: (message: Message) => void): () => void
  /** Called once when the other side is gone; every pending and later call must then be rejected. */
  onClose(closed: (reason: string) => void): () => void
  close(): void
}
