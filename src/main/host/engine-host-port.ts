/** The port of this process to the one that started it: Electron's utility process or `child_process.fork`. */
import type { EngineHostPort, FromEngineHost, ToEngineHost } from './engine-link-protocol'

/** What Electron adds to `process` in a utility process (typed here so that nothing but the shell imports Electron). */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', receive: (event: { data: unknown }) => void): void
}

/** The port to the parent, or null when there is no parent that listens. */
export function openEngineHostPort(): EngineHostPort | null {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort }
  if (parentPort !== undefined) {
    return {
      postMessage: (message) => parentPort.postMessage(message),
      onMessage: (receive) => parentPort.on('message', ({ data }) => receive(data as ToEngineHost))
    }
  }
  if (process.send === undefined) return null
  return {
    postMessage: (message: FromEngineHost) => process.send?.(message),
    onMessage: (receive) => {
      process.on('message', (message) => receive(message as ToEngineHost))
      process.on('disconnect', () => process.exit(0))
    }
  }
}
