/** Notes on moments and spans of captures, kept on this machine and found again by the contents of the capture's files. */
import * as v from 'valibot'
import { shallowRef } from 'vue'
import type { CaptureSummary } from '../../shared/contract'
import { MAX_NOTE_LENGTH, MAX_NOTES, notesSchema, type Note } from '../../shared/note'
import { createStored, type ProfileStorage } from './profile'

const MAX_CAPTURES = 100

const bookSchema = v.array(v.object({ capture: v.string(), notes: notesSchema }))
type Book = v.InferOutput<typeof bookSchema>

export type NoteStore = ReturnType<typeof createNoteStore>

/** Notes by capture, in order of time. The captures annotated longest ago are forgotten beyond a hundred. */
export function createNoteStore(storage: ProfileStorage, onSetAside: (key: string) => void) {
  const stored = createStored<Book>({ storage, key: 'reclaimscope.notes', version: 1, schema: bookSchema, fallback: [], onSetAside })
  /** The note just added, for who shows it to put the caret there. */
  const fresh = shallowRef<Note | null>(null)
  const of = (capture: CaptureSummary): readonly Note[] => stored.value.value.find((entry) => entry.capture === captureKey(capture))?.notes ?? []

  /** Those with words: one without says nothing to a colleague. */
  const written = (capture: CaptureSummary): readonly Note[] => of(capture).filter(({ text }) => text !== '')

  function write(capture: CaptureSummary, notes: readonly Note[]): void {
    const key = captureKey(capture)
    const others = stored.value.value.filter((entry) => entry.capture !== key)
    const sorted = [...notes].sort((a, b) => a.startNs - b.startNs || a.id - b.id)
    stored.set([...others, ...(sorted.length === 0 ? [] : [{ capture: key, notes: sorted }])].slice(-MAX_CAPTURES))
  }

  /** A new note without text; null when the capture has too many. */
  function add(capture: CaptureSummary, span: { readonly startNs: number; readonly endNs: number }): Note | null {
    const now = of(capture)
    if (now.length >= MAX_NOTES) return null
    const note = { id: Math.max(0, ...now.map(({ id }) => id)) + 1, startNs: span.startNs, endNs: span.endNs, text: '' }
    write(capture, [...now, note])
    fresh.value = note
    return note
  }

  function setText(capture: CaptureSummary, id: number, text: string): void {
    write(capture, of(capture).map((note) => (note.id === id ? { ...note, text: text.slice(0, MAX_NOTE_LENGTH) } : note)))
  }

  function remove(capture: CaptureSummary, id: number): void {
    write(capture, of(capture).filter((note) => note.id !== id))
  }

  /** Takes over notes from elsewhere; those that are there already stay single. */
  function merge(capture: CaptureSummary, others: readonly Note[]): void {
    const now = of(capture)
    const isKnown = (other: Note): boolean => now.some(({ startNs, endNs, text }) => startNs === other.startNs && endNs === other.endNs && text === other.text)
    const firstId = Math.max(0, ...now.map(({ id }) => id)) + 1
    const added = others.filter((other) => !isKnown(other)).map((other, index) => ({ ...other, id: firstId + index }))
    if (added.length > 0) write(capture, [...now, ...added].slice(0, MAX_NOTES))
  }

  return { fresh, of, written, add, setText, remove, merge }
}

/** The same files give the same key, wherever they lie; without digests their names and sizes have to do. */
function captureKey({ identity }: CaptureSummary): string {
  return identity.files.map(({ name, bytes, sha256 }) => sha256 ?? `${name}:${bytes}`).sort().join(' ')
}
