import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Trace } from '../../engine/trace/trace'
import type { AppError } from '../../shared/errors'
import { deviceText } from '../export/trace-archive'
import { traceTables } from '../export/trace-tables'
import { CAPTURE_HELP, CAPTURE_OPTIONS, openNamedCapture } from './capture-inputs'
import type { Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { parseArguments, usageError } from './parse-arguments'
import { refuse } from './refuse'

/** `export`: the normalised trace as tables. */
export const EXPORT: Command = {
  name: 'export',
  summary: 'write a capture as CSV tables that it can be opened from again',
  usage: 'export CAPTURE… --csv DIR [--columns FILE] [--offset NAME=S]',
  help: `Writes sched.csv, events.csv, counters.csv and device.json, those that the capture fills, in the columns of trace_processor's exports.

  --csv DIR        the folder, made when missing
${CAPTURE_HELP}`,
  async run(argv, parts) {
    const { io } = parts
    const parsed = parseArguments(argv, { csv: { type: 'string' }, ...CAPTURE_OPTIONS })
    if (!parsed.ok) return refuse(parsed.error, io)
    const { values, positionals } = parsed.value
    if (values.csv === undefined) return refuse(usageError('No folder is named.', 'Name one with --csv.'), io)
    const trace = await openNamedCapture(positionals, values, parts)
    if (!trace.ok) return refuse(trace.error, io)
    const error = await writeTables(trace.value, values.csv)
    return error === null ? EXIT_DONE : refuse(error, io)
  }
}

/** Streams: a table may be larger than memory has room for twice. */
async function writeTables(trace: Trace, folder: string): Promise<AppError | null> {
  try {
    await mkdir(folder, { recursive: true })
    for (const { name, pieces } of traceTables(trace)) await pipeline(Readable.from(pieces()), createWriteStream(join(folder, name)))
    if (trace.device !== null) await pipeline([deviceText(trace)], createWriteStream(join(folder, 'device.json')))
    return null
  } catch (cause) {
    return { code: 'WRITE_FAILED', file: folder, message: `The tables cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, advice: 'Choose another place and try again.' }
  }
}
