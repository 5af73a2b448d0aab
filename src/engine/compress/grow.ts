/** A longer copy of an array of integers; new entries are -1 ("none"). */
export function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length).fill(-1, array.length)
  copy.set(array)
  return copy
}
