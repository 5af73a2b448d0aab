/** What the bundler made of the sources. Run after `npm run build`. */
import { fork, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FromEngineHost, ToEngineHost } from '../../src/main/host/engine-link-protocol'
import { PRODUCT_VERSION } from '../../src/shared/version'

const ROOT = resolve(import.meta.dirname, '../..')
const OUT = join(ROOT, 'out')
const read = (path: string): string => readFileSync(join(OUT, path), 'utf8')
const filesBelow = (folder: string): string[] => (readdirSync(join(OUT, folder), { recursive: true }) as string[]).filter((name) => /\.(js|cjs|html|css)$/.test(name))

/** Modules that a bundle imports. */
function importsOf(code: string): string[] {
  return [...code.matchAll(/\b(?:from\s*|import\s*\(?\s*|require\s*\(\s*)["']([^"'\n]+)["']/g)].map((match) => match[1]!)
}

describe('the build', () => {
  it.each(['main/index.js', 'main/engine-host.js', 'main/worker.js', 'main/cli.js', 'main/serve.js', 'preload/index.cjs', 'renderer/index.html'])('has %s', (file) => {
    expect(existsSync(join(OUT, file))).toBe(true)
  })

  it('has a preload of one CommonJS file that requires only electron', () => {
    expect(filesBelow('preload')).toEqual(['index.cjs'])
    expect([...new Set(importsOf(read('preload/index.cjs')))]).toEqual(['electron'])
  })

  it('keeps Electron out of everything but the shell', () => {
    for (const file of ['main/engine-host.js', 'main/worker.js', 'main/cli.js', 'main/serve.js', ...filesBelow('main/chunks').map((name) => `main/chunks/${name}`)]) {
      expect([file, importsOf(read(file)).filter((name) => name === 'electron')]).toEqual([file, []])
    }
  })

  it('needs no installed package at run time', () => {
    for (const file of filesBelow('main')) {
      const packages = importsOf(read(`main/${file}`)).filter((name) => /^[@a-z]/.test(name) && !name.startsWith('node:') && name !== 'electron')
      expect([file, packages]).toEqual([file, []])
    }
  })

  it('has a page without Node, inline scripts, inline styles or addresses elsewhere', () => {
    const html = read('renderer/index.html')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=|https?:\/\//)
    for (const file of filesBelow('renderer').filter((name) => name.endsWith('.js'))) {
      expect(importsOf(read(`renderer/${file}`)).filter((name) => name.startsWith('node:') || name === 'electron')).toEqual([])
    }
  })
})

describe('the built command line', () => {
  const cli = (...args: string[]) => spawnSync(process.execPath, [join(OUT, 'main/cli.js'), ...args], { encoding: 'utf8' })

  it('tells its version', () => {
    expect(cli('--version')).toMatchObject({ status: 0, stdout: expect.stringContaining(PRODUCT_VERSION) as string })
  })

  it('ends with 2 for a wrong use and with 3 for input it refuses', () => {
    expect(cli('no-such-command').status).toBe(2)
    expect(cli('inspect', '/no/such/file').status).toBe(3)
  })
})

describe('the built engine host', () => {
  it('answers as a plain Node process', async () => {
    const child = fork(join(OUT, 'main/engine-host.js'), [], { serialization: 'advanced' })
    const send = (message: ToEngineHost): void => void child.send(message)
    const answer = new Promise<FromEngineHost>((done) => {
      child.on('message', (data) => {
        const message = data as FromEngineHost
        if (message.kind === 'message' && message.message.kind === 'result') done(message)
      })
    })
    send({ kind: 'connect', connection: 1 })
    send({ kind: 'message', connection: 1, message: { kind: 'hello', contract: 1 } })
    send({ kind: 'message', connection: 1, message: { kind: 'call', id: 1, method: 'app.info', params: {} } })
    expect(await answer).toMatchObject({ message: { id: 1, value: { host: 'electron', productVersion: PRODUCT_VERSION } } })
    child.disconnect()
    expect(await new Promise((done) => child.on('exit', done))).toBe(0)
  })

  it('says so when it is started by hand', () => {
    expect(spawnSync(process.execPath, [join(OUT, 'main/engine-host.js')], { encoding: 'utf8' })).toMatchObject({ status: 2, stderr: 'engine-host.js is started by the app, not by hand\n' })
  })
})
