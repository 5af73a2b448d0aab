/** `npm start` on a machine without a display: one line why, then the address; Ctrl-C ends it cleanly. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const START = resolve(import.meta.dirname, '../../scripts/start.mjs')

describe('npm start', () => {
  it.skipIf(process.platform === 'win32')('serves the app to a browser where there is no display, and stops on Ctrl-C', async () => {
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env
    // Where Electron could show a window without these, the web host is asked for by name.
    const child = spawn(process.execPath, [START, ...(process.platform === 'linux' ? [] : ['--web'])], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((done) => child.on('exit', (code) => done(code)))
    let output = ''
    const url = await new Promise<string>((done) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        const found = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(output)
        if (found !== null) done(found[0])
      })
    })
    if (process.platform === 'linux') expect(output.match(/^No window: there is no display; .*$/gm)).toHaveLength(1)
    expect((await fetch(new URL(url).origin)).status).toBe(200)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  })

  it('refuses a port that is none', async () => {
    const child = spawn(process.execPath, [START, '--port', 'x'], { stdio: ['ignore', 'ignore', 'pipe'] })
    let message = ''
    child.stderr.on('data', (chunk: Buffer) => (message += chunk.toString()))
    expect(await new Promise((done) => child.on('close', (code) => done(code)))).toBe(1)
    expect(message).toBe("--port wants a number from 0 to 65535, not 'x'\n")
  })
})
