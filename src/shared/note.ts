/** A note on a moment or a span of a capture. */
import * as v from 'valibot'

export const MAX_NOTES = 200
export const MAX_NOTE_LENGTH = 500

export const noteSchema = v.object({
  id: v.number(),
  /** Nanoseconds on the trace clock, as all times of the capture. */
  startNs: v.pipe(v.number(), v.finite()),
  /** Same as the start for a moment. */
  endNs: v.pipe(v.number(), v.finite()),
  text: v.pipe(v.string(), v.maxLength(MAX_NOTE_LENGTH))
})
export type Note = v.InferOutput<typeof noteSchema>

export const notesSchema = v.pipe(v.array(noteSchema), v.maxLength(MAX_NOTES))
