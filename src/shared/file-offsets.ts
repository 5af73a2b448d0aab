/** What is to be added to the times of files whose clock is another, by the names under which the capture shows them. */
import * as v from 'valibot'

const seconds = v.pipe(v.number(), v.integer(), v.minValue(-1e11), v.maxValue(1e11))

export const fileOffsetsSchema = v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(1000)), v.object({ seconds, nanoseconds: v.pipe(v.number(), v.integer(), v.minValue(-999_999_999), v.maxValue(999_999_999)) }))

export type FileOffsets = v.InferOutput<typeof fileOffsetsSchema>
