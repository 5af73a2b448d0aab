import { toAppError } from '../../shared/rpc/call-failure'
import type { Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { parseArguments, parseWhole } from './parse-arguments'
import { refuse } from './refuse'

const MAX_PORT = 65_535

/** `serve`: the app for a browser on this machine. */
export const SERVE: Command = {
  name: 'serve',
  summary: 'serve the app to a browser on this machine',
  usage: 'serve [CAPTURE…] [--port N]',
  help: `Prints the address, with its access key, and runs until interrupted. Only this machine can connect.

  --port N   port on 127.0.0.1 (default: a free one)`,
  async run(argv, { io }) {
    const parsed = parseArguments(argv, { port: { type: 'string' } })
    if (!parsed.ok) return refuse(parsed.error, io)
    const port = parseWhole(parsed.value.values.port, '--port', 0, 0, MAX_PORT)
    if (!port.ok) return refuse(port.error, io)
    try {
      // Loaded on demand: the other commands start without the web host.
      const { serveWeb } = await import('../host/web/serve')
      const host = await serveWeb({ port: port.value, openFiles: parsed.value.positionals })
      io.stdout.write(`${host.url}\n`)
      await io.stopped()
      await host.close()
      return EXIT_DONE
    } catch (thrown) {
      return refuse(toAppError(thrown), io)
    }
  }
}
