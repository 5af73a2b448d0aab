/**
 * Packages of the desktop app. The packer runs for real on the built app, with a stand-in for the Electron program, since the real one must be
 * fetched: it checks its configuration, collects the files, writes the archive and flips the fuses. Run after `npm run build`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import configuration from '../../electron-builder'
import { PRODUCT_VERSION } from '../../src/shared/version'

const ROOT = resolve(import.meta.dirname, '../..')
const PACKER = join(ROOT, 'node_modules/electron-builder/cli.js')
/** Marks the place of the fuses in the program; see @electron/fuses. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Electron's own setting of the fuses, in their order, before the packer changes them: 1 on, 0 off. */
const FUSES_BEFORE = '101100010'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'))
  mkdirSync(join(folder, 'electron/resources'), { recursive: true })
  mkdirSync(join(folder, 'electron/locales'))
  writeFileSync(join(folder, 'electron/electron'), Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES_BEFORE.length]), Buffer.from(FUSES_BEFORE)]), { mode: 0o755 })
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak']) writeFileSync(join(folder, 'electron', name), name)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function pack(...options: string[]): { readonly status: number | null; readonly output: string } {
  const args = [PACKER, '--linux', '--x64', '--dir', `-c.electronDist=${join(folder, 'electron')}`, `-c.directories.output=${join(folder, 'dist')}`, ...options]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

/** Files of the archive, e.g. `/out/main/index.js`. */
function archiveFiles(archive: string): string[] {
  const asar = createRequire(join(ROOT, 'node_modules/app-builder-lib/package.json'))('@electron/asar') as { listPackage(path: string, options: object): string[]; statFile(path: string, name: string): object }
  return asar.listPackage(archive, { isPack: false }).map((name) => name.replaceAll('\\', '/')).filter((name) => !('files' in asar.statFile(archive, name.slice(1))))
}

describe('a packaged app', () => {
  const app = (): string => join(folder, 'dist/linux-unpacked')
  let files: string[]
  beforeAll(() => {
    const { status, output } = pack()
    expect([status, status === 0 ? '' : output]).toEqual([0, ''])
    files = archiveFiles(join(app(), 'resources/app.asar'))
  })

  it('holds what the window needs', () => {
    for (const name of ['/package.json', '/LICENSE', '/out/main/index.js', '/out/main/engine-host.js', '/out/main/worker.js', '/out/preload/index.cjs', '/out/renderer/index.html']) expect(files).toContain(name)
  })

  it('holds every module that its entries load', () => {
    const modules = files.filter((name) => /^\/out\/main\/.*\.js$/.test(name))
    for (const module of modules) {
      const code = readFileSync(join(ROOT, module), 'utf8')
      const imported = [...code.matchAll(/\bfrom\s*["'](\.[^"']+)["']|\bimport\s*\(?\s*["'](\.[^"']+)["']/g)].map((match) => join(module, '..', match[1] ?? match[2] ?? '').replaceAll('\\', '/'))
      expect([module, imported.filter((name) => !files.includes(name))]).toEqual([module, []])
    }
  })

  it('holds nothing else: no packages, sources, source maps, command line or web host', () => {
    expect(files.filter((name) => !/^\/(package\.json|LICENSE|out\/|resources\/(sample|licences)\/)/.test(name))).toEqual([])
    expect(files.filter((name) => /node_modules|\.map$|\.ts$|\/\.|main\/(cli|serve)\.js$/.test(name))).toEqual([])
  })

  it('has the sample as real files beside the archive', () => {
    expect(readdirSync(join(app(), 'resources/app.asar.unpacked/resources/sample')).sort()).toEqual(readdirSync(join(ROOT, 'resources/sample')).sort())
  })

  it('has its fuses set: no Node mode, no Node options, no inspector, encrypted cookies, only the checked archive, no powers for file addresses', () => {
    const program = readFileSync(join(app(), 'reclaimscope'), 'latin1')
    const wire = program.slice(program.indexOf(SENTINEL) + SENTINEL.length + 2)
    const [runAsNode, cookies, nodeOptions, inspect, integrity, onlyArchive, , fileProtocol] = wire
    expect({ runAsNode, cookies, nodeOptions, inspect, integrity, onlyArchive, fileProtocol }).toEqual({ runAsNode: '0', cookies: '1', nodeOptions: '0', inspect: '0', integrity: '1', onlyArchive: '1', fileProtocol: '0' })
  })
})

describe('the configuration of the packages', () => {
  it('takes the version that the app tells', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect(version).toBe(PRODUCT_VERSION)
  })

  it('is checked by the packer, which refuses what it does not know', () => {
    const { status, output } = pack('-c.noSuchOption=1')
    expect(status).not.toBe(0)
    expect(output).toContain('noSuchOption')
  })

  it('makes disk images and archives for macOS, an installer for Windows, AppImage and deb for Linux', () => {
    const targets = (platform: 'mac' | 'win' | 'linux') => (configuration[platform]?.target as { target: string; arch: string[] }[]).flatMap(({ target, arch }) => arch.map((cpu) => `${target} ${cpu}`))
    expect(targets('mac').sort()).toEqual(['dmg arm64', 'dmg x64', 'zip arm64', 'zip x64'])
    expect(targets('win')).toContain('nsis x64')
    expect(targets('linux')).toEqual(expect.arrayContaining(['AppImage x64', 'deb x64']))
  })

  it('opens projects and Perfetto traces by a double click', () => {
    const associations = configuration.fileAssociations as { ext: string; mimeType: string }[]
    expect(associations.map(({ ext }) => ext).sort()).toEqual(['perfetto-trace', 'pftrace', 'reclaimscope'])
    expect(associations.every(({ mimeType }) => /^application\/(x-|vnd\.)[a-z-]+$/.test(mimeType))).toBe(true)
  })

  it('names files that are there', () => {
    const { mac, win, linux, directories } = configuration
    for (const path of [mac?.icon, mac?.entitlements, mac?.entitlementsInherit, win?.icon, linux?.icon, directories?.buildResources]) expect([path, existsSync(join(ROOT, String(path)))]).toEqual([path, true])
  })

  it('signs only with credentials, and asks macOS for nothing but compilation at run time', () => {
    expect(configuration.forceCodeSigning).toBe(false)
    expect(JSON.stringify(configuration)).not.toMatch(/identity|certificate|password|teamId/i)
    const entitlements = readFileSync(join(ROOT, 'resources/package/entitlements.mac.plist'), 'utf8')
    expect([...entitlements.matchAll(/<key>([^<]+)<\/key>/g)].map((match) => match[1])).toEqual(['com.apple.security.cs.allow-jit'])
  })
})
