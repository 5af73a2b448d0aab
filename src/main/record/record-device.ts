/** Records a capture folder on a device: `trace.pftrace` by the Perfetto configuration, and `device.json`. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { adbError, findDevice, runAdb, type AdbCall, type AdbProgram } from './adb'

const TRACE = 'trace.pftrace'
const DEVICE = 'device.json'
/** Where shell may let Perfetto write on every Android since 10. */
const REMOTE_FOLDER = '/data/misc/perfetto-traces'
/** Counters after this line need a newer Perfetto than phones may have; an older one refuses the whole configuration. */
const NEWER = /# These need Perfetto[^\n]*\n(?:\s*vmstat_counters:[^\n]*\n)+/

export interface RecordOptions {
  readonly adb: AdbProgram
  readonly serial: string | undefined
  /** Text of the Perfetto configuration. */
  readonly config: string
  /** Replaces the duration of the configuration. */
  readonly seconds: number | null
  /** Shell script that prints `device.json`. */
  readonly describeScript: string
  /** Folder of the capture, made when missing; null: `reclaim-SERIAL` in the working folder. */
  readonly folder: string | null
  readonly signal: AbortSignal
  /** Told of every step and of what is left out. */
  readonly onStep: (text: string) => void
}

/** Records; gives the folder. On failure no half-written file stays, neither here nor on the device. */
export async function recordDevice(options: RecordOptions): Promise<Result<string, AppError>> {
  const found = await findDevice(options.adb, options.serial, options)
  if (!found.ok) return found
  const folder = options.folder ?? `reclaim-${found.value.replace(/[^\w.-]+/g, '-')}`
  const made = await makeFolder(folder)
  if (made !== null) return fail(made)
  const remote = `${REMOTE_FOLDER}/reclaimscope-${process.pid}.pftrace`
  const device = new Device(options, found.value)
  try {
    const recorded = await device.record(remote)
    const error = recorded ?? (await device.pull(remote, join(folder, TRACE)))
    if (error !== null) return fail(error)
    await describe(device, options, join(folder, DEVICE))
    return ok(folder)
  } finally {
    await device.remove(remote)
  }
}

/** A device that is ready. */
class Device {
  private readonly options: RecordOptions
  private readonly serial: string

  constructor(options: RecordOptions, serial: string) {
    this.options = options
    this.serial = serial
  }

  run(args: readonly string[], call: AdbCall): ReturnType<typeof runAdb> {
    return runAdb(this.options.adb, ['-s', this.serial, ...args], call)
  }

  /** Runs Perfetto; once more without the newest counters when it does not know them. */
  async record(remote: string): Promise<AppError | null> {
    const { config, seconds, signal, onStep } = this.options
    const text = seconds === null ? config : config.replace(/^duration_ms:.*$/m, `duration_ms: ${Math.round(seconds * 1000)}`)
    onStep(`Recording on ${this.serial} for ${durationS(text)} s.`)
    const args = ['shell', 'perfetto', '--txt', '-c', '-', '-o', remote]
    const first = await this.run(args, { signal, input: text })
    if (!first.ok) return first.error
    if (first.value.exitCode === 0) return null
    const isTooOld = /VMSTAT_\w+/.test(first.value.stderr + first.value.stdout) && NEWER.test(text)
    if (!isTooOld) return adbError('Perfetto could not record.', first.value)
    onStep('The Perfetto of the device is older than 42: recording without pgsteal_anon and what else it does not know.')
    const second = await this.run(args, { signal, input: text.replace(NEWER, '') })
    if (!second.ok) return second.error
    return second.value.exitCode === 0 ? null : adbError('Perfetto could not record.', second.value)
  }

  /** Copies to a temporary name first: a trace of that name is a whole one. */
  async pull(remote: string, target: string): Promise<AppError | null> {
    const partial = `${target}.part`
    try {
      const pulled = await this.run(['pull', remote, partial], this.options)
      if (!pulled.ok) return pulled.error
      if (pulled.value.exitCode !== 0) return adbError('The trace could not be copied from the device.', pulled.value)
      const { size } = await stat(partial)
      if (size === 0) return { code: 'RECORD_FAILED', message: 'The recording is empty.', advice: 'Check with adb logcat what Perfetto says.' }
      await rename(partial, target)
      return null
    } catch (cause) {
      return writeError(target, cause)
    } finally {
      await rm(partial, { force: true }).catch(() => undefined)
    }
  }

  /** Also after a cancelled recording: the device must not fill up. */
  async remove(remote: string): Promise<void> {
    await this.run(['shell', 'rm', '-f', remote], { signal: new AbortController().signal })
  }
}

/** The description is a help, not a must: without it the recording still counts. */
async function describe(device: Device, { describeScript, signal, onStep }: RecordOptions, target: string): Promise<void> {
  const described = await device.run(['shell', 'sh'], { signal, input: describeScript })
  const text = described.ok && described.value.exitCode === 0 ? described.value.stdout.replaceAll('\r\n', '\n') : ''
  if (isJson(text)) await writeFile(target, text).catch(() => onStep('device.json could not be written.'))
  else onStep('The device could not be described: watermarks and memory size will be inferred.')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Null when the folder is there and holds no recording. */
async function makeFolder(folder: string): Promise<AppError | null> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    return writeError(folder, cause)
  }
  const isTaken = await stat(join(folder, TRACE)).then(() => true, () => false)
  return isTaken ? { code: 'WRITE_FAILED', file: folder, message: 'The folder holds a recording already.', advice: 'Name another one with --out.' } : null
}

function writeError(file: string, cause: unknown): AppError {
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
  return { code: isFull ? 'DISK_FULL' : 'WRITE_FAILED', file, message: `Cannot write here: ${cause instanceof Error ? cause.message : String(cause)}.`, advice: 'Choose another place with --out.' }
}

function durationS(config: string): number {
  return Number(/^duration_ms: *(\d+)/m.exec(config)?.[1] ?? 0) / 1000
}
