/** Where the files of a capture lie in time, and where they would lie with other offsets. Pure. */
import type { FileOffsets } from '../../shared/file-offsets'
import { formatDuration } from '../../shared/format'
import type { FileSummary } from '../../shared/inspection'
import { t } from '../text/text'

const OFFSET = /^([-+−]?)(\d{1,11})(?:[.,](\d{1,9}))?$/

/** Seconds as written, exact; null when it is no number. An empty text is no offset. */
export function readOffset(text: string): { readonly seconds: number; readonly nanoseconds: number } | null {
  const match = OFFSET.exec(text.trim())
  if (match === null) return null
  const sign = match[1] === '-' || match[1] === '−' ? -1 : 1
  return { seconds: sign * Number(match[2]), nanoseconds: sign * Number((match[3] ?? '').padEnd(9, '0')) }
}

/** What is to be told of the files: the offsets that differ from those in force. Null when one cannot be read. */
export function offsetsOf(files: readonly FileSummary[], texts: Readonly<Record<string, string>>): FileOffsets | null {
  const offsets: [string, { seconds: number; nanoseconds: number }][] = []
  for (const file of files) {
    const text = texts[file.name] ?? ''
    const offset = readOffset(text)
    if (offset === null) return null
    if (file.alignedBy === 'told' || Number(text.replace(',', '.').replace('−', '-')) !== file.offsetS) offsets.push([file.name, offset])
  }
  return Object.fromEntries(offsets)
}

/** How a file came to its place, in words. */
export function alignmentWords({ alignedBy, span }: FileSummary): string {
  if (span === null) return t('capture.hasNoTimes')
  if (alignedBy === 'first') return t('capture.givesClock')
  if (alignedBy === 'same') return t('capture.onTheSameClock')
  if (alignedBy === 'told') return t('capture.movedAsTold')
  return alignedBy === 'nothing' ? t('capture.timesAsTheyAre') : t('capture.movedByClock', { alignedBy })
}

/** What is wrong with an offset before it is applied; '' when nothing is. */
export function offsetComplaint(file: FileSummary, files: readonly FileSummary[], text: string): string {
  const offset = readOffset(text)
  if (offset === null) return t('capture.writeSeconds')
  const reference = files.find(({ alignedBy }) => alignedBy === 'first')
  if (file.span === null || reference?.span == null || reference === file) return ''
  const movedS = offset.seconds + offset.nanoseconds / 1e9 - file.offsetS
  const [startS, endS] = [file.span.startS + movedS, file.span.endS + movedS]
  if (startS <= reference.span.endS && endS >= reference.span.startS) return ''
  const gap = endS < reference.span.startS ? t('capture.endsValueBefore', { value: formatDuration(reference.span.startS - endS) }) : t('capture.beginsValueAfter', { value: formatDuration(startS - reference.span.endS) })
  return t('capture.outsideRecording', { gap })
}
