import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ADB_ON_PATH } from '../record/adb'
import { recordDevice } from '../record/record-device'
import type { CliParts, Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { INSPECT } from './inspect-command'
import { parseArguments, parseWhole, usageError } from './parse-arguments'
import { refuse } from './refuse'
import { SERVE } from './serve-command'

const OPTIONS = { serial: { type: 'string' }, seconds: { type: 'string' }, out: { type: 'string' }, config: { type: 'string' }, adb: { type: 'string' }, serve: { type: 'boolean' } } as const
const MAX_SECONDS = 3600

/** `record`: a capture from a connected Android device. */
export const RECORD: Command = {
  name: 'record',
  summary: 'record a capture on a connected Android device (needs adb)',
  usage: 'record [--serial S] [--seconds N] [--out FOLDER] [--config FILE] [--adb PATH] [--serve]',
  help: `Runs the Perfetto configuration of resources/record on the device, pulls the trace and prints what is in it.

  --serial S      the device, as 'adb devices' names it; needed when several are connected
  --seconds N     how long (default: as the configuration says, 30)
  --out FOLDER    folder of the capture (default: reclaim-SERIAL)
  --config FILE   another Perfetto configuration (text)
  --adb PATH      adb, where it is not on the PATH
  --serve         open the capture in the app, in a browser on this machine`,
  async run(argv, parts) {
    const { io } = parts
    const parsed = parseArguments(argv, OPTIONS)
    if (!parsed.ok) return refuse(parsed.error, io)
    const { values, positionals } = parsed.value
    if (positionals.length > 0) return refuse(usageError('record takes options only.', "See 'reclaimscope record --help'."), io)
    const seconds = parseWhole(values.seconds, '--seconds', 0, 1, MAX_SECONDS)
    if (!seconds.ok) return refuse(seconds.error, io)
    const config = await readText(values.config ?? join(parts.recordFolder, 'reclaim.cfg'))
    if (config === null) return refuse({ code: 'INPUT_NOT_FOUND', message: 'The Perfetto configuration cannot be read.', ...(values.config === undefined ? {} : { file: values.config }) }, io)
    const recorded = await recordDevice({
      adb: values.adb === undefined ? ADB_ON_PATH : { command: values.adb, args: [] }, serial: values.serial, config, seconds: values.seconds === undefined ? null : seconds.value,
      describeScript: (await readText(join(parts.recordFolder, 'describe-device.sh'))) ?? '', folder: values.out ?? null,
      signal: stopSignal(parts), onStep: (text) => io.stderr.write(`${text}\n`)
    })
    if (!recorded.ok) return refuse(recorded.error, io)
    io.stderr.write(`Recorded: ${recorded.value}\n`)
    const inspected = await INSPECT.run([recorded.value], parts)
    return inspected === EXIT_DONE && values.serve === true ? SERVE.run([recorded.value], parts) : inspected
  }
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null)
}

function stopSignal({ io }: CliParts): AbortSignal {
  const controller = new AbortController()
  void io.stopped().then(() => controller.abort())
  return controller.signal
}
