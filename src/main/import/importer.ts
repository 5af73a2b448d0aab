/** What an importer is. To add a format: write one file that exports an `Importer` and add it to the list in `registry.ts`. */
import type { TraceBuilder } from '../../engine/trace/trace-builder'
import type { Device } from '../../shared/device'
import type { AppError } from '../../shared/errors'
import type { FileClocks } from './file-clocks'

/** The first bytes of an input, decompressed. */
export interface InputHead {
  readonly bytes: Uint8Array
  /** The same bytes, one character each (latin1): enough to recognise any text format. */
  readonly text: string
  /** Display name. Detection goes by content; a name may only break ties. */
  readonly name: string
}

/** Where an importer puts what it finds. */
export interface ImportTarget {
  readonly builder: TraceBuilder
  /** Display name of the input, for messages. */
  readonly file: string
  /** Ids of the importers that have read a file of this capture already. */
  readonly formatsRead: ReadonlySet<string>
  /** What the input says about its clock. */
  readonly clocks: FileClocks
  setDevice(device: Device): void
}

/** One input being read. Chunks arrive in order; a chunk's memory is reused after `push` returns. */
export interface ImportSession {
  /** Lines read so far. */
  readonly lines: number
  /** Takes the next bytes; an error ends the import of this input. */
  push(chunk: Uint8Array): AppError | null
  /** No more bytes. `isTruncated`: the input broke off, so a last line without line end must not be trusted. */
  end(isTruncated: boolean): AppError | null
}

/** Formats that hold the events of a whole recording: tables of the same events beside them are copies. */
const TRACE_FORMATS = ['perfetto', 'ftrace-text', 'systrace-html', 'ftrace-lines'] as const

/** Whether a whole recording was read already for this capture. */
export function hasTrace(target: ImportTarget): boolean {
  return TRACE_FORMATS.some((format) => target.formatsRead.has(format))
}

export interface Importer {
  readonly id: string
  /** How sure the importer is that this is its format: 0 (not mine) to 1. Cheap, looks only at the head, never throws. */
  detect(head: InputHead): number
  start(target: ImportTarget): ImportSession
}
