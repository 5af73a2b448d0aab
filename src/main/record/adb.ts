/** Runs the Android debug bridge. Never through a shell: arguments reach `adb` as they are, on every system. */
import { spawn } from 'node:child_process'
import { excerpt, type AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'

/** How adb is started; `args` come before those of each call. */
export interface AdbProgram {
  readonly command: string
  readonly args: readonly string[]
}

export const ADB_ON_PATH: AdbProgram = { command: 'adb', args: [] }
const MAX_OUTPUT = 1_000_000

export interface AdbCall {
  readonly signal: AbortSignal
  /** What the call reads from its standard input. */
  readonly input?: string
}

export interface AdbOutcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `adb ARGS…` to its end. Fails with `ADB_NOT_FOUND`, or `CANCELLED` when the signal ended it. */
export function runAdb(program: AdbProgram, args: readonly string[], { signal, input }: AdbCall): Promise<Result<AdbOutcome, AppError>> {
  if (signal.aborted) return Promise.resolve(fail(cancelled()))
  return new Promise((resolve) => {
    const child = spawn(program.command, [...program.args, ...args], { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
    const texts = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => { texts[name] = (texts[name] + text).slice(-MAX_OUTPUT) })
    }
    const stop = (): void => void child.kill()
    signal.addEventListener('abort', stop, { once: true })
    child.on('error', (error) => resolve(fail(notStarted(program, error))))
    child.on('close', (exitCode) => {
      signal.removeEventListener('abort', stop)
      resolve(signal.aborted ? fail(cancelled()) : ok({ exitCode: exitCode ?? -1, ...texts }))
    })
    // A call that ends without reading is no fault of ours.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
  })
}

/**
 * The device to record: the one named, or the only one.
 *
 * @returns its serial number; `DEVICE_NOT_FOUND`, `DEVICE_AMBIGUOUS`, or `DEVICE_DENIED` for one that has not allowed debugging
 */
export async function findDevice(program: AdbProgram, serial: string | undefined, call: AdbCall): Promise<Result<string, AppError>> {
  const listed = await runAdb(program, ['devices'], call)
  if (!listed.ok) return listed
  if (listed.value.exitCode !== 0) return fail(adbError('adb cannot list the devices.', listed.value))
  const devices = readDevices(listed.value.stdout)
  const names = devices.map((device) => `${device.serial} (${device.state})`).join(', ')
  const wanted = serial === undefined ? devices.filter(({ state }) => state === 'device') : devices.filter((device) => device.serial === serial)
  const [device] = wanted.length === 0 && serial === undefined ? devices : wanted
  if (device === undefined) {
    return fail({ code: 'DEVICE_NOT_FOUND', message: serial === undefined ? 'No device is connected.' : 'The device is not connected.', found: names === '' ? 'no device' : excerpt(names), ...(serial === undefined ? {} : { expected: excerpt(serial) }), advice: "Connect it, allow USB debugging, and check 'adb devices'." })
  }
  if (wanted.length > 1) return fail({ code: 'DEVICE_AMBIGUOUS', message: 'Several devices are connected.', found: excerpt(names), advice: 'Name one with --serial.' })
  return device.state === 'device' ? ok(device.serial) : fail(notReady(device))
}

interface ListedDevice {
  readonly serial: string
  readonly state: string
}

/** Lines `SERIAL<tab>STATE` after the heading; a state may be of several words. */
function readDevices(text: string): ListedDevice[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^(\S+)\t([^\t]+?)\s*$/.exec(line)
    return match === null ? [] : [{ serial: match[1] ?? '', state: match[2] ?? '' }]
  })
}

function notReady({ serial, state }: ListedDevice): AppError {
  const isDenied = /unauthorized|no permissions/.test(state)
  return {
    code: isDenied ? 'DEVICE_DENIED' : 'DEVICE_NOT_FOUND', message: `The device ${excerpt(serial, 60)} cannot be used.`, found: excerpt(state), expected: 'device',
    advice: isDenied ? 'Allow USB debugging on its screen; on Linux, check the udev rules.' : 'Wait until it has started, or connect it again.'
  }
}

const DENIED = /permission denied|not permitted|operation not allowed|avc: *denied|insufficient permissions|only root can/i
const DISK_FULL = /no space left|disk full|ENOSPC|not enough space/i

/** A failed call of adb as a coded failure, by what it printed. */
export function adbError(message: string, { exitCode, stdout, stderr }: AdbOutcome): AppError {
  const words = `${stderr}\n${stdout}`.trim()
  const found = excerpt(words === '' ? `exit code ${exitCode}` : words.split(/\r?\n/).slice(-3).join(' '), 200)
  if (DISK_FULL.test(words)) return { code: 'DISK_FULL', message, found, advice: 'Free some space and record again.' }
  if (DENIED.test(words)) return { code: 'DEVICE_DENIED', message, found, advice: 'Record on a userdebug build or as root; see resources/record/README.md.' }
  return { code: 'RECORD_FAILED', message, found, advice: 'See resources/record/README.md.' }
}

function notStarted({ command }: AdbProgram, error: Error): AppError {
  const isMissing = 'code' in error && error.code === 'ENOENT'
  return {
    code: 'ADB_NOT_FOUND', message: isMissing ? 'adb is not on the PATH.' : 'adb cannot be started.', found: excerpt(isMissing ? command : error.message), expected: "Android's platform tools",
    advice: 'Install them and put their folder on the PATH, or record by hand as resources/record/README.md says.'
  }
}

function cancelled(): AppError {
  return { code: 'CANCELLED', message: 'The recording was cancelled.' }
}
