/** Opens a capture: reads all its files, detects their formats, and merges them into one trace on one clock. */
import { createHash } from 'node:crypto'
import { basename, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { TraceBuilder } from '../../engine/trace/trace-builder'
import type { Trace, TraceSource } from '../../engine/trace/trace'
import type { ColumnMapping } from '../../shared/column-mapping'
import type { TaskProgress } from '../../shared/contract'
import type { Device } from '../../shared/device'
import type { AppError } from '../../shared/errors'
import type { FileOffsets } from '../../shared/file-offsets'
import { fail, ok, type Result } from '../../shared/result'
import { lacksTime, mappedTable, questionAbout } from './csv/column-mapping'
import { vmstatWide } from './csv/vmstat-wide'
import type { Importer, InputHead } from './importer'
import { deviceContradiction, FileAlignment, unknownOffset } from './file-alignment'
import { listInputs, reasonOf, unreadable, type CaptureInput, type InputFile, type InputList } from './input/capture-input'
import { OpenedInput, tooLarge, type ReadLimits } from './input/opened-input'
import { withoutStreamedZip } from './input/streamed-zip'
import { unknownFormat } from './input/unknown-format'
import { isZip, listZip, type ZipContents } from './input/zip-entries'
import { findImporter, IMPORTERS } from './registry'

export type { CaptureInput } from './input/capture-input'

/** Progress of an import; phases are `reading` (bytes) and `sorting` (events). */
export type ImportProgress = Omit<TaskProgress, 'callId'>

export interface OpenOptions {
  readonly onProgress?: (progress: ImportProgress) => void
  readonly signal?: AbortSignal
  /** Decompressed bytes allowed per file. Default 8 GiB. */
  readonly maxBytesPerFile?: number
  /** What the columns of tables mean whose header nobody knows; the answers to `INPUT_COLUMNS_UNKNOWN`. */
  readonly columns?: readonly ColumnMapping[]
  /** What to add to the times of files, by their display names, instead of what would align them by themselves. */
  readonly offsets?: FileOffsets
  /** Name of the capture; default: that of the folder or first file. */
  readonly name?: string
}

const DEFAULT_MAX_BYTES = 8 * 1024 ** 3

/** A file whose format is known. */
interface Recognised {
  readonly input: OpenedInput
  readonly importer: Importer
}

/**
 * Imports `inputs` as one capture. Fails with the first error that makes the result useless; everything odd that does not is a
 * warning of the trace. The same inputs always give the same trace.
 */
export async function openCapture(inputs: readonly CaptureInput[], options: OpenOptions = {}): Promise<Result<Trace, AppError>> {
  const listed = await listInputs(inputs)
  if (!listed.ok) return listed
  const run = new CaptureImport(listed.value, options)
  try {
    return await run.import(options.name ?? nameOf(inputs))
  } finally {
    await run.close()
  }
}

function nameOf(inputs: readonly CaptureInput[]): string {
  const [first] = inputs
  if (first === undefined) return ''
  return first.kind === 'path' ? basename(resolve(first.path)) : first.name
}

class CaptureImport {
  private list: InputList
  private readonly archives: ZipContents[] = []
  private readonly options: OpenOptions
  private readonly limits: ReadLimits
  private readonly builder = new TraceBuilder()
  private readonly sources: TraceSource[] = []
  private readonly opened: OpenedInput[] = []
  private readonly formatsRead = new Set<string>()
  /** Format and first bytes of the files so far. */
  private readonly fingerprints = new Map<string, string>()
  private device: Device | null = null
  private readonly alignment: FileAlignment
  /** The importer that knows the user's columns. One object: files are read importer by importer. */
  private readonly mapped: Importer | null
  private doneBytes = 0
  private emptyError: AppError | null = null

  constructor(list: InputList, options: OpenOptions) {
    this.list = list
    this.options = options
    this.alignment = new FileAlignment(this.builder, options.offsets ?? {})
    this.mapped = options.columns === undefined || options.columns.length === 0 ? null : mappedTable(options.columns)
    this.limits = { maxBytes: options.maxBytesPerFile ?? DEFAULT_MAX_BYTES, signal: options.signal }
  }

  async import(name: string): Promise<Result<Trace, AppError>> {
    const archiveError = await this.expandArchives()
    if (archiveError !== null) return fail(archiveError)
    const wrongOffset = unknownOffset(this.options.offsets ?? {}, this.list.files.map(({ name: file }) => file))
    if (wrongOffset !== null) return fail(wrongOffset)
    for (const entry of this.list.skipped) this.builder.warn('FILE_SKIPPED', `${entry.name} is skipped. ${entry.reason}`, { file: entry.name })
    const recognised = await this.recogniseAll()
    if (!recognised.ok) return recognised
    for (const importer of this.mapped === null ? IMPORTERS : [...IMPORTERS, this.mapped]) {
      for (const file of recognised.value.filter((entry) => entry.importer === importer)) {
        const error = await this.read(file)
        if (error !== null) return fail(error)
      }
    }
    if (this.builder.isEmpty) return fail(this.emptyError ?? nothingFound(name))
    this.report('sorting', this.builder.eventCount, this.builder.eventCount, 'events')
    await setImmediate()
    if (this.isCancelled) return fail(cancelled())
    const sources = this.sources.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    this.checkDevice()
    return ok(this.builder.finish({ name, sources, device: this.device, clock: null }))
  }

  /** Releases all files. */
  async close(): Promise<void> {
    for (const input of this.opened) await input.close().catch(() => undefined)
    for (const archive of this.archives) archive.close()
  }

  /** Puts the files of zip archives in the place of the archives. */
  private async expandArchives(): Promise<AppError | null> {
    const files: InputFile[] = []
    const skipped = [...this.list.skipped]
    for (const listed of this.list.files) {
      const opened = await this.openStream(listed)
      if (!opened.ok) return opened.error
      const file = opened.value
      if (file.source === null || !(await startsLikeZip(file))) {
        files.push(file)
        continue
      }
      const contents = await listZip(file, this.limits.maxBytes)
      if (!contents.ok && !file.isFromFolder) return contents.error
      if (!contents.ok) skipped.push({ name: file.name, reason: contents.error.message })
      else {
        this.archives.push(contents.value)
        files.push(...contents.value.files)
        skipped.push(...contents.value.skipped)
      }
    }
    this.list = { files, skipped }
    return null
  }

  /** An archive in a stream is read whole; everything else stays as it is. */
  private async openStream(file: InputFile): Promise<Result<InputFile, AppError>> {
    if (file.isRepeatable) return ok(file)
    try {
      return await withoutStreamedZip(file, this.options.signal)
    } catch (error) {
      return fail(this.isCancelled ? cancelled() : unreadable(file.name, reasonOf(error)))
    }
  }

  private async recogniseAll(): Promise<Result<Recognised[], AppError>> {
    const recognised: Recognised[] = []
    for (const file of this.list.files) {
      if (this.isCancelled) return fail(cancelled())
      const result = await this.recognise(file)
      if (result.ok && result.value !== null) recognised.push(result.value)
      else if (result.ok) continue
      else if (!file.isFromFolder || result.error.code === 'CANCELLED') return result
      else {
        const { message, found, advice } = result.error
        this.emptyError ??= result.error
        this.builder.warn('FILE_SKIPPED', `${file.name} is skipped: ${message}${advice === undefined ? '' : ` ${advice}`}`, { file: file.name }, found)
      }
    }
    return ok(recognised)
  }

  /** Null: a copy of a file that is already in the list. */
  private async recognise(file: InputFile): Promise<Result<Recognised | null, AppError>> {
    const probe = new OpenedInput(file, this.limits)
    this.opened.push(probe)
    try {
      const head = await probe.head()
      if (head.bytes.length === 0) return fail(probe.summary.isTooLarge ? tooLarge(file.name, this.limits) : emptyInput(file.name, probe))
      // An archive inside another one: its files may be stored as they are, and look like a trace with rubbish around.
      const importer = isZip(head.bytes) ? null : this.importerFor(head)
      if (importer === null) return fail(questionAbout(head) ?? unknownFormat(head))
      const question = importer === vmstatWide && lacksTime(head) ? questionAbout(head) : null
      if (question !== null && question.columns?.timeCandidates.length !== 0) return fail(question)
      if (this.isCopy(file.name, importer, head)) return ok(null)
      if (!file.isRepeatable) return ok({ input: probe, importer })
      await probe.close()
      return ok({ input: new OpenedInput(file, this.limits), importer })
    } catch (error) {
      return fail(this.isCancelled ? cancelled() : unreadable(file.name, reasonOf(error)))
    }
  }

  private importerFor(head: InputHead): Importer | null {
    const known = findImporter(head)
    if (this.mapped === null || (known !== null && known !== vmstatWide)) return known
    return this.mapped.detect(head) > 0 ? this.mapped : known
  }

  /** `trace.txt` next to `trace.txt.gz`: the same format with the same first 64 KiB is the same recording. */
  private isCopy(name: string, importer: Importer, head: InputHead): boolean {
    const fingerprint = `${importer.id} ${createHash('sha256').update(head.bytes).digest('hex')}`
    const original = this.fingerprints.get(fingerprint)
    if (original === undefined) this.fingerprints.set(fingerprint, name)
    else this.builder.warn('FILE_SKIPPED', `${name} is skipped: it is a copy of ${original}.`, { file: name })
    return original !== undefined
  }

  private async read({ input, importer }: Recognised): Promise<AppError | null> {
    this.opened.push(input)
    const file = input.file.name
    const clocks = this.alignment.begin()
    const session = importer.start({ builder: this.builder, file, formatsRead: this.formatsRead, clocks, setDevice: (device) => this.setDevice(device, file) })
    try {
      for await (const chunk of input.chunks()) {
        const error = session.push(chunk)
        if (error !== null) return error
        this.report('reading', this.doneBytes + input.summary.bytes, this.totalBytes, 'bytes', file)
        await setImmediate()
        if (this.isCancelled) return cancelled()
      }
    } catch (error) {
      return this.isCancelled ? cancelled() : unreadable(file, reasonOf(error))
    }
    if (input.summary.isTooLarge) return tooLarge(file, this.limits)
    const { bytes, sha256, defect } = input.summary
    this.doneBytes += bytes
    const error = session.end(defect !== null)
    this.formatsRead.add(importer.id)
    this.sources.push({ name: file, format: importer.id, bytes, sha256, lines: session.lines, ...this.alignment.end(file, clocks) })
    if (defect !== null) return this.acceptTruncated(file, session.lines, defect, error)
    return error === null ? null : this.acceptEmpty(error)
  }

  /** The first description counts. */
  private setDevice(device: Device, file: string): void {
    if (this.device !== null) this.builder.warn('DEVICE_TWICE', 'A second device description is left out: only one device can have been recorded.', { file })
    this.device ??= device
  }

  private checkDevice(): void {
    const contradiction = this.device === null ? null : deviceContradiction(this.device, this.builder.recordedDevice)
    if (contradiction !== null) this.builder.warn('DEVICE_DIFFERS', contradiction)
  }

  /** A broken-off file is worth keeping if something was read from it. */
  private acceptTruncated(file: string, line: number, defect: 'truncated' | 'corrupt', error: AppError | null): AppError | null {
    if (error !== null) return brokenOff(file, line)
    const words = defect === 'truncated' ? 'breaks off' : 'is damaged'
    this.builder.warn('INPUT_TRUNCATED', `The compressed input ${words}: what comes after is missing.`, { file, line })
    return null
  }

  /** One file without events does not spoil a capture of several. */
  private acceptEmpty(error: AppError): AppError | null {
    if (error.code !== 'INPUT_NO_EVENTS' || this.list.files.length === 1) return error
    this.emptyError ??= error
    this.builder.warn('FILE_WITHOUT_EVENTS', error.message, { ...(error.file === undefined ? {} : { file: error.file }) }, error.found)
    return null
  }

  private get isCancelled(): boolean {
    return this.options.signal?.aborted === true
  }

  private get totalBytes(): number {
    return this.list.files.reduce((sum, file) => sum + (file.size ?? 0), 0)
  }

  private report(phase: string, done: number, total: number, unit: ImportProgress['unit'], detail?: string): void {
    const events = this.builder.eventCount
    this.options.onProgress?.({ phase, done, total: Math.max(done, total), unit, events, ...(detail === undefined ? {} : { detail }) })
  }
}

/** A file that cannot be read is told about when its turn comes. */
async function startsLikeZip(file: InputFile): Promise<boolean> {
  try {
    for await (const chunk of file.read()) return isZip(chunk)
  } catch {
    return false
  }
  return false
}

function cancelled(): AppError {
  return { code: 'CANCELLED', message: 'The import was cancelled.' }
}

function nothingFound(name: string): AppError {
  return { code: 'INPUT_NO_EVENTS', message: 'The capture holds no events and no counters.', file: name, advice: 'Name at least one recording.' }
}

function emptyInput(file: string, input: OpenedInput): AppError {
  if (input.summary.defect !== null) {
    return brokenOff(file, 1)
  }
  return { code: 'INPUT_EMPTY', message: 'The input is empty.', file, expected: 'a recording', advice: 'Check that the recording was written and copied completely.' }
}

function brokenOff(file: string, line: number): AppError {
  return {
    code: 'INPUT_TRUNCATED', message: 'The compressed input breaks off before anything could be read.', file, line,
    expected: 'a whole compressed file', advice: 'Copy the file from the device again.'
  }
}
