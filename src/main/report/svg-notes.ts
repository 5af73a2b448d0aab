/** Notes on a chart: a moment as a line, a span as a shade, each with a flag that carries its number in the list of notes. */
import type { Comparison } from '../../shared/comparison'
import { escapeHtml } from './escape-html'
import { coordinate } from './svg-scale'

/** A note on the clock of the charts. */
export interface ChartNote {
  /** In the list of notes, from 1. */
  readonly number: number
  /** Seconds from the start of the charts; a moment ends where it starts. */
  readonly startS: number
  readonly endS: number
  readonly text: string
}

/** What a note is drawn into. */
export interface NoteArea {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly spanS: number
}

const FLAG = { width: 10, height: 8 } as const

/** Notes in the order of the list, which the flags number. */
export function chartNotes({ notes = [], capture }: Comparison): readonly ChartNote[] {
  const { startS: originS } = capture.window
  return notes.map(({ startS, endS, text }, index) => ({ number: index + 1, startS: startS - originS, endS: endS - originS, text }))
}

/** Marks of all notes that lie in the area or reach into it. Of flags that would cover each other the first keeps its number. */
export function noteMarks(notes: readonly ChartNote[], area: NoteArea): string {
  const visible = notes.filter(({ startS, endS }) => endS >= 0 && startS <= area.spanS).sort((a, b) => a.startS - b.startS || a.number - b.number)
  let flaggedTo = -Infinity
  const marks = visible.map((note) => {
    const x = xIn(area, note.startS)
    const hasFlag = x >= flaggedTo
    if (hasFlag) flaggedTo = x + FLAG.width
    return `<g class="note-mark"><title>${escapeHtml(note.text)}</title>${shape(note, area)}${hasFlag ? flag(note, x, area) : ''}</g>`
  })
  return marks.join('')
}

function xIn({ left, right, spanS }: NoteArea, seconds: number): number {
  return left + (right - left) * Math.min(1, Math.max(0, seconds / Math.max(spanS, 1e-12)))
}

function shape({ startS, endS }: ChartNote, area: NoteArea): string {
  const [from, to] = [xIn(area, startS), xIn(area, endS)]
  const line = (x: number): string => `<path class="note-line" d="M${coordinate(x)} ${area.top}V${area.bottom}"/>`
  if (endS <= startS) return line(from)
  return `<rect class="note-span" x="${coordinate(from)}" y="${area.top}" width="${coordinate(Math.max(1, to - from))}" height="${area.bottom - area.top}"/>${line(from)}${line(to)}`
}

/** To the right of its line; to the left where the chart ends. */
function flag({ number }: ChartNote, x: number, { top, right }: NoteArea): string {
  const left = x + FLAG.width > right ? x - FLAG.width : x
  return `<rect class="note-flag" x="${coordinate(left)}" y="${top - FLAG.height}" width="${FLAG.width}" height="${FLAG.height}"/><text class="note-number" x="${coordinate(left + FLAG.width / 2)}" y="${top - 1.7}" text-anchor="middle">${number}</text>`
}
