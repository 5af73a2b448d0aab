import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../../src/shared/presets'
import { PRODUCT_VERSION } from '../../../src/shared/version'
import { cli } from '../../support/cli-harness'

describe('reclaimscope', () => {
  it('prints its version and its help to stdout', async () => {
    expect((await cli(['--version'])).out).toContain(PRODUCT_VERSION)
    const help = await cli(['--help'])
    expect([help.code, help.err]).toEqual([0, ''])
    for (const name of ['inspect', 'replay', 'presets', 'schema', 'serve']) expect(help.out).toContain(`  ${name}`)
  })

  it('explains each command', async () => {
    for (const name of ['inspect', 'replay', 'presets', 'schema', 'serve']) {
      const asked = await cli([name, '--help'])
      expect([asked.code, asked.out.startsWith(`Usage: reclaimscope ${name}`)]).toEqual([0, true])
      expect((await cli(['help', name])).out).toBe(asked.out)
    }
  })

  it('refuses wrong calls with code 2 and says what is right', async () => {
    const bare = await cli([])
    expect([bare.code, bare.out]).toEqual([2, ''])
    const unknown = await cli(['dance'])
    expect([unknown.code, unknown.out]).toEqual([2, ''])
    expect(unknown.err).toContain('inspect, replay, validate, sweep, export, record, presets, schema, serve')
    for (const argv of [['inspect'], ['inspect', '--nonsense', 'x'], ['inspect', '-', '-'], ['schema'], ['schema', 'constructor'], ['presets', 'x'], ['replay', 'x', '--seeds', '0'], ['replay', 'x', '--seed', '-1'], ['replay', 'x', '--json', '-', '--html', '-'], ['serve', '--port', '99999'], ['record', 'x'], ['record', '--seconds', '0']]) {
      expect((await cli(argv)).code, argv.join(' ')).toBe(2)
    }
  })

  it('opens files in the app where a command should stand; what is no file is no command', async () => {
    const served = await cli([import.meta.filename, '--port', '99999'])
    expect([served.code, served.err]).toEqual([2, expect.stringContaining('--port')])
    expect((await cli([`${import.meta.filename}.none`])).err).toContain('no such command')
  })

  it('turns a fault into code 1, with the trace of the stack on stderr', async () => {
    const broken = await cli(['inspect', 'x'], { parts: { openCapture: () => Promise.reject(new Error('boom')) } })
    expect([broken.code, broken.out]).toEqual([1, ''])
    expect(broken.err).toContain('internal fault: Error: boom')
  })

  it('makes control characters of foreign names harmless on the terminal', async () => {
    const refused = await cli(['inspect', '/nowhere/\u001b[31mred'])
    expect(refused.code).toBe(3)
    expect(refused.err).not.toContain('\u001b')
  })
})

describe('presets', () => {
  it('lists every preset, as text and as configurations', async () => {
    const text = await cli(['presets'])
    for (const { config } of PRESETS) expect(text.out).toContain(config.id)
    expect(JSON.parse((await cli(['presets', '--json'])).out)).toEqual(PRESETS.map(({ config }) => config))
  })
})

describe('schema', () => {
  it.each(['comparison', 'config', 'device', 'metrics'])('prints the JSON Schema of %s', async (name) => {
    const { code, out } = await cli(['schema', name])
    const schema = JSON.parse(out) as { type: string; properties: object }
    expect([code, schema.type]).toEqual([0, 'object'])
    expect(Object.keys(schema.properties).length).toBeGreaterThan(3)
  })

  it('asks of a configuration only its id', async () => {
    expect((JSON.parse((await cli(['schema', 'config'])).out) as { required: string[] }).required).toEqual(['id'])
  })
})
