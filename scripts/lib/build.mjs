/** Builds `out/` when a source file changed since the last build. Several processes may ask at once: one builds, the others wait. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Root of the repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
/** Files that scripts leave between runs. */
export const CACHE = join(ROOT, 'node_modules/.cache/reclaimscope')

const STAMP = join(ROOT, 'out/.stamp')
const LOCK = join(CACHE, 'build.lock')
/** Texts and pictures that the window carries. */
const INPUT_FOLDERS = ['resources/guide', 'resources/licences']
const INPUT_FILES = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'tsconfig.renderer.json']
const OUTPUTS = ['out/main/index.js', 'out/main/cli.js', 'out/main/worker.js', 'out/main/serve.js', 'out/preload/index.cjs', 'out/renderer/index.html']
const LOCK_POLL_MS = 200

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

/** Digest over path, size and modification time of everything that goes into the build. */
export function inputDigest() {
  const files = [...listFiles(join(ROOT, 'src')).filter((file) => !file.endsWith('.md')), ...INPUT_FOLDERS.map((name) => join(ROOT, name)).filter(existsSync).flatMap(listFiles), ...INPUT_FILES.map((name) => join(ROOT, name))].filter(existsSync).sort()
  const hash = createHash('sha256')
  for (const file of files) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${relative(ROOT, file)}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** Whether `out/` is the build of the present sources. */
export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputDigest() && OUTPUTS.every((file) => existsSync(join(ROOT, file)))
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Takes the lock; returns false when another live process holds it. */
function tryLock() {
  mkdirSync(CACHE, { recursive: true })
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const pid = Number(existsSync(LOCK) ? readFileSync(LOCK, 'utf8') : 0)
    // A lock whose owner has gone (or that was never filled) is swept away; the next turn takes it.
    if (!(pid > 0) || !isAlive(pid)) rmSync(LOCK, { force: true })
    return false
  }
}

/** Runs the bundler; returns its exit code and what it printed. */
function runBundler() {
  const bin = join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js')
  const child = spawn(process.execPath, [bin, 'build', '--logLevel', 'warn'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', (code) => done({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }))
  })
}

async function build() {
  // Taken before the build: a file saved meanwhile makes the stamp stale, as it should.
  const digest = inputDigest()
  const { code, output } = await runBundler()
  if (code !== 0) throw new Error(`the build failed:\n${output.trimEnd()}`)
  writeFileSync(STAMP, digest)
}

/**
 * Builds if needed.
 * @param {{ onBuild?: () => void }} options `onBuild` is called when a build starts
 * @throws {Error} with the bundler's output when the build fails
 */
export async function ensureBuilt({ onBuild } = {}) {
  if (!existsSync(join(ROOT, 'node_modules/electron-vite'))) throw new Error('the packages are not installed; run: npm ci')
  while (!isBuilt()) {
    if (!tryLock()) {
      await sleep(LOCK_POLL_MS)
      continue
    }
    try {
      if (isBuilt()) return
      onBuild?.()
      return await build()
    } finally {
      rmSync(LOCK, { force: true })
    }
  }
}
