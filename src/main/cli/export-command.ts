import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Trace } from '../../engine/trace/trace'
import type { AppError } from '../../shared/errors'
import { deviceText } from '../export/trace-archive'
import { traceTables } from '../export/trace-tables'
import { writeAtomic } from '../report/write-atomic'
import { CAPTURE_HELP, CAPTURE_OPTIONS, openNamedCapture } from './capture-inputs'
import type { Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { parseArguments, usageError } from './parse-arguments'
import { refuse } from './refuse'

const DEVICE_FILE = 'device.json'
/** Every file that an export may write. */
const FILES = ['sched.csv', 'events.csv', 'counters.csv', DEVICE_FILE]

/** `export`: the normalised trace as tables. */
export const EXPORT: Command = {
  name: 'export',
  summary: 'write a capture as CSV tables that it can be opened from again',
  usage: 'export CAPTURE… --csv DIR [--overwrite] [--columns FILE] [--offset NAME=S]',
  help: `Writes sched.csv, events.csv, counters.csv and device.json, those that the capture fills, in the columns of trace_processor's exports.

  --csv DIR        the folder, made when missing
  --overwrite      replace such files where the folder holds them already; those that the capture does not fill are deleted
${CAPTURE_HELP}`,
  async run(argv, parts) {
    const { io } = parts
    const parsed = parseArguments(argv, { csv: { type: 'string' }, overwrite: { type: 'boolean' }, ...CAPTURE_OPTIONS })
    if (!parsed.ok) return refuse(parsed.error, io)
    const { values, positionals } = parsed.value
    if (values.csv === undefined) return refuse(usageError('No folder is named.', 'Name one with --csv.'), io)
    const taken = await prepareFolder(values.csv, values.overwrite === true)
    if (taken !== null) return refuse(taken, io)
    const trace = await openNamedCapture(positionals, values, parts)
    if (!trace.ok) return refuse(trace.error, io)
    const error = await writeTables(trace.value, values.csv)
    return error === null ? EXIT_DONE : refuse(error, io)
  }
}

/** Makes the folder; refused when an export, or a capture, lies there that nobody said to replace. */
async function prepareFolder(folder: string, mayOverwrite: boolean): Promise<AppError | null> {
  try {
    await mkdir(folder, { recursive: true })
    const taken = (await readdir(folder)).filter((name) => FILES.includes(name))
    if (mayOverwrite || taken.length === 0) return null
    return { code: 'WRITE_FAILED', file: folder, message: 'The folder holds tables already.', found: taken.join(', '), expected: `a folder without ${FILES.join(', ')}`, advice: 'Name another one with --csv, or replace them with --overwrite.' }
  } catch (cause) {
    return writeFailed(folder, cause)
  }
}

/** Streams: a table may be larger than memory has room for twice. What an earlier export left goes last, or the folder would be of two captures. */
async function writeTables(trace: Trace, folder: string): Promise<AppError | null> {
  const tables = [...traceTables(trace), ...(trace.device === null ? [] : [{ name: DEVICE_FILE, pieces: () => [deviceText(trace)] }])]
  for (const { name, pieces } of tables) {
    const written = await writeAtomic(join(folder, name), inBytes(pieces()))
    if (!written.ok) return written.error
  }
  try {
    for (const name of FILES.filter((file) => !tables.some((table) => table.name === file))) await rm(join(folder, name), { force: true })
    return null
  } catch (cause) {
    return writeFailed(folder, cause)
  }
}

function writeFailed(file: string, cause: unknown): AppError {
  return { code: 'WRITE_FAILED', file, message: `The tables cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, advice: 'Choose another place and try again.' }
}

async function* inBytes(pieces: Iterable<string>): AsyncIterable<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece)
}
