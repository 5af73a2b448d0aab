/** A trace as tables in one archive, for a host that offers one file to save. */
import type { Trace } from '../../engine/trace/trace'
import { DEVICE_SCHEMA_ID } from '../../shared/device'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { traceTables } from './trace-tables'
import { zipArchive } from './zip-archive'

/** All tables lie in memory until they are saved. */
const MAX_BYTES = 1024 ** 3

/** The archive; `INPUT_TOO_LARGE` where the tables would be. */
export function traceArchive(trace: Trace, maxBytes = MAX_BYTES): Result<Uint8Array, AppError> {
  const entries: { name: string; content: string | Uint8Array }[] = []
  let bytes = 0
  for (const { name, pieces } of traceTables(trace)) {
    const parts: Buffer[] = []
    for (const piece of pieces()) {
      const part = Buffer.from(piece)
      bytes += part.byteLength
      if (bytes > maxBytes) return fail({ code: 'INPUT_TOO_LARGE', message: 'The tables are too large to be saved from here.', expected: `at most ${maxBytes} bytes`, advice: "Write them with 'reclaimscope export CAPTURE --csv DIR'." })
      parts.push(part)
    }
    entries.push({ name, content: Buffer.concat(parts) })
  }
  if (trace.device !== null) entries.push({ name: 'device.json', content: deviceText(trace) })
  return ok(zipArchive(entries))
}

/** `device.json` of the trace. */
export function deviceText({ device }: Trace): string {
  return `${JSON.stringify({ ...device, schema: DEVICE_SCHEMA_ID }, null, 2)}\n`
}
