/** The transport behind every wire: it keeps who listens and whether it is open; messages are handed in and out by functions. */
import type { Message, Transport } from '../protocol'

export class RelayTransport implements Transport {
  readonly #out: (message: Message) => void
  readonly #onLocalClose: (reason: string) => void
  readonly #receivers = new Set<(message: Message) => void>()
  readonly #closers = new Set<(reason: string) => void>()
  #closed: string | null = null

  /**
   * @param out takes messages to the other side
   * @param onLocalClose called when this side closes
   */
  constructor(out: (message: Message) => void, onLocalClose: (reason: string) => void) {
    this.#out = out
    this.#onLocalClose = onLocalClose
  }

  send(message: Message): void {
    if (this.#closed === null) this.#out(message)
  }

  onMessage(receive: (message: Message) => void): () => void {
    this.#receivers.add(receive)
    return () => this.#receivers.delete(receive)
  }

  onClose(closed: (reason: string) => void): () => void {
    if (this.#closed !== null) closed(this.#closed)
    else this.#closers.add(closed)
    return () => this.#closers.delete(closed)
  }

  close(): void {
    if (this.#closed !== null) return
    this.#onLocalClose('the connection was closed')
    this.shut('the connection was closed')
  }

  /** A message from the other side. */
  deliver(message: Message): void {
    if (this.#closed === null) for (const receive of [...this.#receivers]) receive(message)
  }

  /** The other side is gone. */
  shut(reason: string): void {
    if (this.#closed !== null) return
    this.#closed = reason
    for (const closed of [...this.#closers]) closed(reason)
    this.#closers.clear()
  }
}
