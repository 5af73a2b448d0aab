import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../../src/shared/errors'
import { recordDevice, type RecordOptions } from '../../../src/main/record/record-device'
import { cli } from '../../support/cli-harness'
import { bundle, event, traceOf } from '../import/perfetto/packets'

const ROOT = resolve(import.meta.dirname, '../../..')
const FAKE = join(ROOT, 'test/fixtures/record/fake-adb.mjs')
const RECORD = join(ROOT, 'resources/record')
const CONFIG = readFileSync(join(RECORD, 'reclaim.cfg'), 'utf8')
const TRACE = traceOf(bundle(0, event(5_000_000_000n, 7, 48, (writer) => writer.writeVarintField(1, 0)), event(5_100_000_000n, 7, 49, (writer) => writer.writeVarintField(1, 0))))

let folder = ''
let steps: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reclaimscope-record-'))
  steps = []
  process.env['FAKE_ADB'] = folder
  writeFileSync(join(folder, 'trace.bin'), TRACE)
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Scenario { devices?: string[]; isOld?: boolean; perfettoError?: string; pullError?: string; hangs?: boolean }

function play(scenario: Scenario): void {
  writeFileSync(join(folder, 'scenario.json'), JSON.stringify({ devices: ['PHONE1\tdevice'], ...scenario }))
}

function record(scenario: Scenario = {}, options: Partial<RecordOptions> = {}): ReturnType<typeof recordDevice> {
  play(scenario)
  return recordDevice({
    adb: { command: process.execPath, args: [FAKE] }, serial: undefined, config: CONFIG, seconds: null, describeScript: readFileSync(join(RECORD, 'describe-device.sh'), 'utf8'),
    folder: join(folder, 'out'), signal: new AbortController().signal, onStep: (text) => steps.push(text), ...options
  })
}

async function errorOf(recording: ReturnType<typeof recordDevice>): Promise<AppError> {
  const recorded = await recording
  if (recorded.ok) throw new Error('it was recorded')
  return recorded.error
}

const calls = (): string[][] => readFileSync(join(folder, 'calls.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as string[])
const left = (): string[] => (existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : [])

describe('recording a device', () => {
  it('runs the configuration, pulls the trace, describes the device and cleans up', async () => {
    expect(await record({}, { seconds: 5 })).toEqual({ ok: true, value: join(folder, 'out') })
    expect(left().sort()).toEqual(['device.json', 'trace.pftrace'])
    expect(readFileSync(join(folder, 'out/trace.pftrace'))).toEqual(Buffer.from(TRACE))
    expect(JSON.parse(readFileSync(join(folder, 'out/device.json'), 'utf8'))).toMatchObject({ name: 'Fake phone' })
    const config = readFileSync(join(folder, 'config.txt'), 'utf8')
    expect(config).toBe(CONFIG.replace('duration_ms: 30000', 'duration_ms: 5000'))
    expect(calls().slice(1).every(([flag, serial]) => flag === '-s' && serial === 'PHONE1')).toBe(true)
    expect(existsSync(join(folder, 'remote.pftrace'))).toBe(false)
    expect(steps).toEqual(['Recording on PHONE1 for 5 s.'])
  })

  it('leaves the newest counters out where Perfetto does not know them, and says so', async () => {
    expect((await record({ isOld: true })).ok).toBe(true)
    const config = readFileSync(join(folder, 'config.txt'), 'utf8')
    expect(config).not.toContain('PGSTEAL_ANON')
    expect(config).toContain('VMSTAT_PGSTEAL_KSWAPD')
    expect((config.match(/[{}]/g) ?? []).length).toBe((CONFIG.match(/[{}]/g) ?? []).length)
    expect(steps[1]).toMatch(/older than 42/)
  })

  it('takes the device that is named of several', async () => {
    expect((await record({ devices: ['PHONE1\tdevice', 'PHONE2\tdevice'] }, { serial: 'PHONE2' })).ok).toBe(true)
    expect(calls()[1]?.[1]).toBe('PHONE2')
  })

  it.each<[string, Scenario, Partial<RecordOptions>, Partial<AppError>]>([
    ['no device', { devices: [] }, {}, { code: 'DEVICE_NOT_FOUND', found: 'no device' }],
    ['another device than the one named', {}, { serial: 'PHONE9' }, { code: 'DEVICE_NOT_FOUND', found: 'PHONE1 (device)', expected: 'PHONE9' }],
    ['several devices', { devices: ['PHONE1\tdevice', 'PHONE2\tdevice'] }, {}, { code: 'DEVICE_AMBIGUOUS', found: 'PHONE1 (device), PHONE2 (device)' }],
    ['a device that has not allowed debugging', { devices: ['PHONE1\tunauthorized'] }, {}, { code: 'DEVICE_DENIED', found: 'unauthorized' }],
    ['a device without permissions', { devices: ['PHONE1\tno permissions (user in plugdev group; are your udev rules wrong?); see [http://x]'] }, {}, { code: 'DEVICE_DENIED' }],
    ['a device that is starting', { devices: ['PHONE1\toffline'] }, {}, { code: 'DEVICE_NOT_FOUND', found: 'offline' }],
    ['a Perfetto that may not trace', { perfettoError: 'Failed to open /sys/kernel/tracing: Permission denied' }, {}, { code: 'DEVICE_DENIED' }],
    ['a full device', { perfettoError: 'write failed: No space left on device' }, {}, { code: 'DISK_FULL' }],
    ['a full disk', { pullError: "adb: error: cannot write 'x': No space left on device" }, {}, { code: 'DISK_FULL' }],
    ['a device that went away', { pullError: 'adb: error: failed to copy: device offline' }, {}, { code: 'RECORD_FAILED' }],
    ['no adb', {}, { adb: { command: 'reclaimscope-no-such-adb', args: [] } }, { code: 'ADB_NOT_FOUND' }]
  ])('refuses %s with its code, and leaves nothing behind', async (_what, scenario, options, expected) => {
    expect(await errorOf(record(scenario, options))).toMatchObject({ ...expected, advice: expect.stringMatching(/./) as string })
    expect(left()).toEqual([])
    expect(existsSync(join(folder, 'remote.pftrace'))).toBe(false)
  })

  it('can be cancelled while it records', async () => {
    const controller = new AbortController()
    const recording = errorOf(record({ hangs: true }, { signal: controller.signal }))
    await expect.poll(() => existsSync(join(folder, 'remote.pftrace')), { timeout: 30_000 }).toBe(true)
    controller.abort()
    expect(await recording).toMatchObject({ code: 'CANCELLED' })
    expect([left(), existsSync(join(folder, 'remote.pftrace'))]).toEqual([[], false])
  })

  it('never writes over a recording', async () => {
    await record()
    expect(await errorOf(record())).toMatchObject({ code: 'WRITE_FAILED', advice: expect.stringContaining('--out') as string })
  })
})

describe.skipIf(process.platform === 'win32')('reclaimscope record', () => {
  const path = process.env['PATH']
  afterEach(() => { process.env['PATH'] = path })

  it('finds adb on the PATH and prints what was recorded', async () => {
    play({})
    copyFileSync(FAKE, join(folder, 'adb'))
    chmodSync(join(folder, 'adb'), 0o755)
    process.env['PATH'] = `${folder}${delimiter}${path ?? ''}`
    const { code, out, err } = await cli(['record', '--serial', 'PHONE1', '--out', join(folder, 'out')], { stopped: () => new Promise(() => undefined) })
    expect([code, out]).toEqual([0, expect.stringMatching(/mm_vmscan_kswapd_wake +1/)])
    expect(out).toMatch(/device +Fake phone/)
    expect(err).toContain(`Recorded: ${join(folder, 'out')}`)
  })

  it('without adb says where to get it and ends with code 3', async () => {
    process.env['PATH'] = folder
    const { code, err } = await cli(['record'], { stopped: () => new Promise(() => undefined) })
    expect([code, err]).toEqual([3, expect.stringContaining('adb is not on the PATH')])
  })
})
