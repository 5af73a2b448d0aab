#!/usr/bin/env node
/**
 * `npm start [-- FILE…]`: opens the app, with files if given. Builds first when a source changed. Where Electron cannot run it
 * says why in one line and serves the same app to a browser on this machine.
 * Options: --web (do not try Electron), --port N (of the web host; default: a free one).
 */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureBuilt, ROOT } from './lib/build.mjs'
import { obtainElectron, whyNoWindow } from './lib/electron-binary.mjs'

/** Electron that ends with an error within this time never showed a window: a library or its sandbox is missing. */
const EARLY_EXIT_MS = 5000

/** Runs Electron until it ends. Returns the exit code, or null when it failed at once. */
function runElectron(program, files) {
  const startedMs = Date.now()
  const child = spawn(program, [ROOT, '--', ...files], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise((done) => {
    child.once('error', () => done(null))
    child.once('close', (code, signal) => done(code !== 0 && signal === null && Date.now() - startedMs < EARLY_EXIT_MS ? null : (code ?? 0)))
  })
}

/** Serves the web host until Ctrl-C. */
async function serve(files, port) {
  const { serveWeb } = await import(pathToFileURL(join(ROOT, 'out/main/serve.js')).href)
  const server = await serveWeb({ port, openFiles: files })
  console.log(`Reclaimscope is at ${server.url}\nOpen this address in a browser on this machine. Ctrl-C stops it.`)
  await new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, done)
  })
  await server.close()
}

function readArguments() {
  const { values, positionals } = parseArgs({
    options: { web: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
    allowPositionals: true
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port wants a number from 0 to 65535, not '${values.port}'`)
  return { web: values.web, port, files: positionals.map((file) => resolve(process.env.INIT_CWD ?? '.', file)) }
}

/** Why the web host is served instead of Electron, or null when Electron ran. */
async function tryElectron(files) {
  const obstacle = whyNoWindow({ platform: process.platform, env: process.env, uid: process.getuid?.() ?? null })
  if (obstacle !== null) return obstacle
  const program = await obtainElectron({ onFetch: () => console.log('Fetching Electron (about 120 MB, once)…') })
  if (program === null) return 'the Electron program is not installed and could not be fetched'
  const code = await runElectron(program, files)
  if (code === null) return 'Electron could not start'
  process.exitCode = code
  return null
}

try {
  const { web, port, files } = readArguments()
  await ensureBuilt({ onBuild: () => console.log('Building…') })
  const obstacle = web ? 'as asked' : await tryElectron(files)
  if (obstacle !== null) {
    if (!web) console.log(`No window: ${obstacle}; serving the app to your browser instead.`)
    await serve(files, port)
    process.exit(0)
  }
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
