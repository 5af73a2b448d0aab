/** Transport over the Electron preload's bridge. */
import type { Transport } from '../../shared/protocol'
import type { ElectronBridge } from '../../shared/rpc/electron-bridge'
import { RelayTransport } from '../../shared/rpc/relay-transport'

/** Connects through the bridge that the preload put on `window`. */
export function connectElectron(bridge: ElectronBridge): Transport {
  const transport = new RelayTransport((message) => bridge.send(message), () => bridge.disconnect())
  bridge.connect((message) => transport.deliver(message), (reason) => transport.shut(reason))
  return transport
}
