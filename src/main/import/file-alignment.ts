/** Brings the files of a capture to one clock, the one of the first file with times, and reports where they contradict each other. */
import { NO_TIME, secondsOf } from '../../engine/trace/exact-time'
import type { TraceSource } from '../../engine/trace/trace'
import type { RecordedDevice, TraceBuilder } from '../../engine/trace/trace-builder'
import type { Device } from '../../shared/device'
import type { AppError } from '../../shared/errors'
import type { FileOffsets } from '../../shared/file-offsets'
import { formatDuration } from '../../shared/format'
import { align, FileClocks, wallClockGapS, type Alignment } from './file-clocks'

/** Files of one boot have wall clocks that differ by corrections only. */
const MAX_WALL_GAP_S = 10
const MAX_FILES_NAMED = 3
const NS_PER_S = 1e9

/** Where a file lies on the capture's clock. */
export type FilePlace = Pick<TraceSource, 'span' | 'clock' | 'alignedBy' | 'offsetS'>

export class FileAlignment {
  private readonly builder: TraceBuilder
  private readonly offsets: FileOffsets
  private reference: { readonly clocks: FileClocks; readonly file: string; readonly span: readonly [number, number] } | null = null
  /** Files whose scheduling is kept. */
  private readonly schedFiles: string[] = []
  private onlineCpus: { readonly file: string; readonly count: number } | null = null

  constructor(builder: TraceBuilder, offsets: FileOffsets) {
    this.builder = builder
    this.offsets = offsets
  }

  begin(): FileClocks {
    this.builder.beginFile()
    return new FileClocks()
  }

  /** Moves the times of the file that was read to the capture's clock. */
  end(file: string, clocks: FileClocks): FilePlace {
    const { builder } = this
    clocks.readMarks(builder)
    const told = Object.hasOwn(this.offsets, file) ? this.offsets[file] : undefined
    const { offset, by } = told === undefined ? this.alignmentOf(file, clocks) : { offset: told, by: 'told' }
    const repeated = builder.endFile(offset)
    const { counters, contradicting, schedRows, events } = repeated
    if (counters.length > 0) builder.warn('COUNTER_REPEATED', `A counter is in ${file} and in a file read before it, over the same time: there taken from that one.`, { file }, counters[0], counters.length)
    if (contradicting.length > 0) builder.warn('COUNTER_CONTRADICTS', `A counter of ${file} has other values than in a file read before it at the same time: left out. Another boot or device, another unit, or a wrong offset.`, { file }, contradicting[0], contradicting.length)
    if (events > 0) builder.warn('EVENTS_REPEATED', `Events of ${file} are in a file read before it too, of the same thread at the same time: each counts once.`, { file }, undefined, events)
    const span = builder.fileSpan
    this.checkSpan(file, clocks, by, span)
    this.checkSched(file, schedRows)
    this.checkCpus(file)
    if (span !== null) this.reference ??= { clocks, file, span }
    if (by === 'told') builder.warn('OFFSET_TOLD', `${secondsOf(offset)} s were added to the times of ${file}, as told.`, { file })
    return { span: span === null ? null : { startNs: span[0], endNs: span[1] }, clock: clocks.name, alignedBy: by, offsetS: secondsOf(offset) }
  }

  private alignmentOf(file: string, clocks: FileClocks): Alignment {
    const { reference, builder } = this
    if (reference === null) return { offset: NO_TIME, by: 'first' }
    const alignment = align(reference.clocks, clocks)
    if (alignment?.by === 'same') {
      const gapS = wallClockGapS(reference.clocks, clocks) ?? 0
      if (gapS > MAX_WALL_GAP_S) {
        builder.warn('CLOCKS_DISAGREE', `${file} and ${reference.file} name the same clock, but their wall clocks lie ${formatDuration(gapS)} apart: another boot or another device.`, { file })
      }
    }
    return alignment ?? { offset: NO_TIME, by: 'nothing' }
  }

  /** Warns where nothing of a file falls into the recording, or where its times are taken as they are although they are on another clock. */
  private checkSpan(file: string, clocks: FileClocks, by: string, span: readonly [number, number] | null): void {
    const { reference, builder } = this
    if (reference === null || span === null) return
    const foreign = by === 'nothing' && clocks.name !== null ? ` It is on the ${clocks.name} clock, and nothing relates that to the clock of ${reference.file}.` : ''
    if (span[0] > reference.span[1] || span[1] < reference.span[0]) {
      const isBefore = span[1] < reference.span[0]
      const gapS = (isBefore ? reference.span[0] - span[1] : span[0] - reference.span[1]) / NS_PER_S
      builder.warn('CLOCK_MISMATCH', `Nothing of ${file} falls into the time of ${reference.file}: it ${isBefore ? 'ends' : 'begins'} ${formatDuration(gapS)} ${isBefore ? 'before' : 'after'} it.${foreign} Tell its offset, or leave it out.`, { file })
    } else if (foreign !== '') builder.warn('CLOCK_NOT_ALIGNED', `The times of ${file} are taken as they are.${foreign} Tell its offset.`, { file })
  }

  private checkSched(file: string, repeatedRows: number): void {
    if (repeatedRows > 0) {
      const others = this.schedFiles.join(', ')
      this.builder.warn('RECORDINGS_BOTH_SCHED', `${file} records scheduling of the same CPUs over the same time as ${others}: there it is left out, and that of the file read first counts.`, { file }, undefined, repeatedRows)
    }
    if (this.builder.hasSchedOfFile && this.schedFiles.length < MAX_FILES_NAMED) this.schedFiles.push(file)
  }

  private checkCpus(file: string): void {
    const count = this.builder.onlineCpusOfFile
    if (count === null) return
    if (this.onlineCpus !== null && this.onlineCpus.count !== count) {
      this.builder.warn('CPU_COUNT_DIFFERS', `${file} says that ${count} CPUs were online, ${this.onlineCpus.file} ${this.onlineCpus.count}: probably different devices.`, { file })
    }
    this.onlineCpus ??= { file, count }
  }
}

/** An offset for a file that is not there. */
export function unknownOffset(offsets: FileOffsets, names: readonly string[]): AppError | null {
  const unknown = Object.keys(offsets).find((name) => !names.includes(name))
  if (unknown === undefined) return null
  return { code: 'USAGE', message: 'An offset is told for a file that is not in the capture.', found: unknown, expected: names.slice(0, 20).join(', ') }
}

/** Where a device description contradicts the recording; null when it does not. */
export function deviceContradiction(device: Device, recorded: RecordedDevice): string | null {
  const { kernel, cpuCount } = recorded
  if (device.kernel !== undefined && kernel !== null && !kernel.startsWith(device.kernel) && !device.kernel.startsWith(kernel)) {
    return `The device description names kernel ${device.kernel}, the recording ${kernel}: probably different devices.`
  }
  if (device.cpus === undefined || device.cpus.length === 0 || cpuCount <= device.cpus.length) return null
  return `The device description has ${device.cpus.length} CPUs, the recording at least ${cpuCount}: probably different devices.`
}
