/** Moves the columns of plain data into shared memory, so that handing the data to another thread copies only names and numbers. */

type ColumnType = new (buffer: SharedArrayBuffer) => { set(source: ArrayLike<number>): void }

/** Arrays shorter than this cost less to copy than a shared block of their own. */
const MIN_SHARED_BYTES = 1024

function shareColumn(column: ArrayBufferView): unknown {
  if (column.buffer instanceof SharedArrayBuffer || column.byteLength < MIN_SHARED_BYTES) return column
  const type = column.constructor as ColumnType
  const shared = new type(new SharedArrayBuffer(column.byteLength))
  shared.set(column as unknown as ArrayLike<number>)
  return shared
}

/** A copy of plain data whose typed arrays lie in shared memory. Everything else is kept as it is. */
export function toSharedColumns<T>(data: T): T {
  if (typeof data !== 'object' || data === null) return data
  if (ArrayBuffer.isView(data)) return shareColumn(data) as T
  if (Array.isArray(data)) {
    // String tables are long and hold no columns.
    return typeof data[0] === 'string' || typeof data[0] === 'number' ? data : (data.map((item: unknown) => toSharedColumns(item)) as T)
  }
  return Object.fromEntries(Object.entries(data).map(([key, child]) => [key, toSharedColumns(child as unknown)])) as T
}
