/** Finds the Electron program and fetches it where that can work. Electron's npm package carries no program and no install script. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { CACHE, ROOT } from './build.mjs'

const PACKAGE = join(ROOT, 'node_modules/electron')
const FAILED_STAMP = join(CACHE, 'electron-fetch-failed')
const PROBE_MS = 3000
const FETCH_MS = 180_000
/** A failed fetch is not tried again for so long. */
const RETRY_AFTER_MS = 3_600_000

/** Path of the Electron program, or null when it is not there. `ELECTRON_EXEC_PATH` and `ELECTRON_OVERRIDE_DIST_PATH` win. */
export function findElectron(env = process.env) {
  const pathFile = join(PACKAGE, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const candidates = [
    env.ELECTRON_EXEC_PATH,
    env.ELECTRON_OVERRIDE_DIST_PATH === undefined ? undefined : join(env.ELECTRON_OVERRIDE_DIST_PATH, name),
    join(PACKAGE, 'dist', name)
  ]
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path) && statSync(path).isFile()) ?? null
}

/**
 * Why Electron cannot show a window here, or null.
 * @param {{ platform: string, env: Record<string, string | undefined>, uid: number | null }} machine
 */
export function whyNoWindow({ platform, env, uid }) {
  if (platform !== 'linux') return null
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display'
  if (uid === 0) return 'Electron does not run as root with its sandbox on'
  return null
}

/** Whether the place that the program comes from answers at all; with a proxy that cannot be told cheaply, so it is assumed. */
function canReach(env) {
  if (env.HTTPS_PROXY || env.https_proxy || env.ELECTRON_GET_USE_PROXY) return Promise.resolve(true)
  const mirror = env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? 'https://github.com/'
  let url
  try {
    url = new URL(mirror)
  } catch {
    return Promise.resolve(false)
  }
  return new Promise((done) => {
    const socket = connect({ host: url.hostname, port: Number(url.port) || (url.protocol === 'http:' ? 80 : 443), timeout: PROBE_MS })
    const finish = (reachable) => {
      socket.destroy()
      done(reachable)
    }
    socket.once('connect', () => finish(true))
    socket.once('timeout', () => finish(false))
    socket.once('error', () => finish(false))
  })
}

function runInstaller() {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(PACKAGE, 'install.js')], { cwd: ROOT, stdio: 'ignore' })
    const timer = setTimeout(() => child.kill('SIGKILL'), FETCH_MS)
    const finish = (fetched) => {
      clearTimeout(timer)
      done(fetched)
    }
    child.once('error', () => finish(false))
    child.once('close', (code) => finish(code === 0))
  })
}

function failedLately() {
  return existsSync(FAILED_STAMP) && Date.now() - statSync(FAILED_STAMP).mtimeMs < RETRY_AFTER_MS
}

/**
 * Path of the Electron program; fetches it first when it is missing and the network answers.
 * @param {{ onFetch?: () => void }} options called when a download starts
 * @returns {Promise<string | null>} null when there is no program and none can be had
 */
export async function obtainElectron({ onFetch } = {}) {
  const present = findElectron()
  if (present !== null || !existsSync(PACKAGE)) return present
  if (failedLately()) return null
  if (await canReach(process.env)) {
    onFetch?.()
    if (await runInstaller()) return findElectron()
  }
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(FAILED_STAMP, '')
  return null
}
