/** Two transports joined in memory: for tests and for a client and a server in one process. Behaves as a wire: asynchronous, ordered, copying. */
import type { Message, Transport } from '../protocol'

class MemoryEnd implements Transport {
  peer: MemoryEnd | null = null
  readonly #receivers = new Set<(message: Message) => void>()
  readonly #closers = new Set<(reason: string) => void>()
  #closed: string | null = null

  send(message: Message): void {
    if (this.#closed !== null) return
    const copy = structuredClone(message)
    queueMicrotask(() => this.peer?.deliver(copy))
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
    this.shut('the connection was closed')
    this.peer?.shut('the other side closed the connection')
  }

  deliver(message: Message): void {
    if (this.#closed === null) for (const receive of [...this.#receivers]) receive(message)
  }

  shut(reason: string): void {
    if (this.#closed !== null) return
    this.#closed = reason
    for (const closed of [...this.#closers]) closed(reason)
  }
}

/** A joined pair; closing either end closes both. */
export function createMemoryPair(): { readonly client: Transport; readonly server: Transport } {
  const client = new MemoryEnd()
  const server = new MemoryEnd()
  client.peer = server
  server.peer = client
  return { client, server }
}
