/** Transport over the Electron preload's bridge. */
import type { Message, Transport } from '../../shared/protocol'
import type { ElectronBridge } from '../../shared/rpc/electron-bridge'

class ElectronTransport implements Transport {
  readonly #bridge: ElectronBridge
  readonly #receivers = new Set<(message: Message) => void>()
  readonly #closers = new Set<(reason: string) => void>()
  #closed: string | null = null

  constructor(bridge: ElectronBridge) {
    this.#bridge = bridge
    bridge.connect(
      (message) => {
        if (this.#closed === null) for (const receive of [...this.#receivers]) receive(message)
      },
      (reason) => this.#shut(reason)
    )
  }

  send(message: Message): void {
    if (this.#closed === null) this.#bridge.send(message)
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
    this.#bridge.disconnect()
    this.#shut('the connection was closed')
  }

  #shut(reason: string): void {
    if (this.#closed !== null) return
    this.#closed = reason
    for (const closed of [...this.#closers]) closed(reason)
    this.#closers.clear()
  }
}

/** Connects through the bridge that the preload put on `window`. */
export function connectElectron(bridge: ElectronBridge): Transport {
  return new ElectronTransport(bridge)
}
