/** Two transports joined in memory: for tests and for a client and a server in one process. Behaves as a wire: asynchronous, ordered, copying. */
import type { Message, Transport } from '../protocol'
import { RelayTransport } from './relay-transport'

/** A joined pair; closing either end closes both. */
export function createMemoryPair(): { readonly client: Transport; readonly server: Transport } {
  const client: RelayTransport = new RelayTransport((message) => post(server, message), () => server.shut(PEER_CLOSED))
  const server: RelayTransport = new RelayTransport((message) => post(client, message), () => client.shut(PEER_CLOSED))
  return { client, server }
}

const PEER_CLOSED = 'the other side closed the connection'

function post(to: RelayTransport, message: Message): void {
  const copy = structuredClone(message)
  queueMicrotask(() => to.deliver(copy))
}
