/** Where notes are, in words, and where a new one belongs. */
import type { CaptureSummary } from '../../shared/contract'
import type { Note } from '../../shared/note'
import type { ViewStore } from '../stores/view'
import type { TimeSpan } from '../stores/zoom'
import { positionText } from './axis-text'

/** `3.21 s`, or `3.21 s to 4.00 s`, from the start of the capture. */
export function noteWhere(capture: CaptureSummary, note: Pick<Note, 'startNs' | 'endNs'>): string {
  const lengthS = (capture.endNs - capture.startNs) / 1e9
  const at = (timeNs: number): string => positionText((timeNs - capture.startNs) / 1e9, Math.min(lengthS, 90))
  return note.endNs > note.startNs ? `${at(note.startNs)} to ${at(note.endNs)}` : at(note.startNs)
}

/** A pinned cursor is a moment; otherwise the note is on what is visible. */
export function noteSpanOf(view: ViewStore, capture: CaptureSummary): TimeSpan {
  const cursorNs = view.cursorNs.value
  return view.isPinned.value && cursorNs !== null ? { startNs: cursorNs, endNs: cursorNs } : view.spanOf(capture)
}
