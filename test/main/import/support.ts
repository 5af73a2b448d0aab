/** Runs one importer, or a whole capture, on text in memory. */
import type { Trace } from '../../../src/engine/trace/trace'
import { TraceBuilder } from '../../../src/engine/trace/trace-builder'
import type { Device } from '../../../src/shared/device'
import type { AppError } from '../../../src/shared/errors'
import { FileClocks } from '../../../src/main/import/file-clocks'
import type { Importer, InputHead } from '../../../src/main/import/importer'
import { openCapture, type OpenOptions } from '../../../src/main/import/open-capture'

export interface ImportOutcome {
  readonly trace: Trace
  readonly error: AppError | null
  readonly lines: number
}

/** Imports `text` with one importer, in chunks of `chunkBytes`. The chunk memory is overwritten after each push, as readers do. */
export function importWith(importer: Importer, text: string | Uint8Array, chunkBytes = 1 << 20): ImportOutcome {
  const builder = new TraceBuilder()
  let device: Device | null = null
  const session = importer.start({ builder, file: 'input', formatsRead: new Set(), clocks: new FileClocks(), setDevice: (found) => (device = found) })
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  let error: AppError | null = null
  for (let start = 0; start < bytes.length && error === null; start += chunkBytes) {
    const chunk = Buffer.from(bytes.subarray(start, start + chunkBytes))
    error = session.push(chunk)
    chunk.fill(0x2a)
  }
  error ??= session.end(false)
  return { trace: builder.finish({ name: 'input', sources: [], device, clock: null }), error, lines: session.lines }
}

export function headOf(text: string | Uint8Array, name = 'input'): InputHead {
  const bytes = Buffer.from(text as string).subarray(0, 65_536)
  return { bytes, text: bytes.toString('latin1'), name }
}

/** Opens named texts as one capture and expects success. */
export async function openTexts(files: Readonly<Record<string, string | Uint8Array>>, options: OpenOptions = {}): Promise<Trace> {
  const result = await openCapture(Object.entries(files).map(([name, text]) => ({ kind: 'bytes', name, bytes: Buffer.from(text as string) })), options)
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}

/** Opens named texts as one capture and expects an error. */
export async function failTexts(files: Readonly<Record<string, string | Uint8Array>>, options: OpenOptions = {}): Promise<AppError> {
  const result = await openCapture(Object.entries(files).map(([name, text]) => ({ kind: 'bytes', name, bytes: Buffer.from(text as string) })), options)
  if (result.ok) throw new Error('the capture was opened')
  return result.error
}

export function warningCodes(trace: Trace): string[] {
  return trace.warnings.map(({ code }) => code)
}

/** Values of one counter. */
export function counterValues(trace: Trace, name: string, cpu = -1): number[] {
  return [...(trace.counters.find((track) => track.name === name && track.cpu === cpu)?.value ?? [])]
}
