/** Makes waiting for bytes end when the import is cancelled: a pipe or a network disk may stay silent for ever. */

/** Yields what `source` yields; throws soon after `signal` is aborted, without waiting for the source. */
export async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  let onAbort = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error('cancelled'))
  })
  // Nobody may be waiting at the moment of the abort.
  aborted.catch(() => undefined)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    for (;;) {
      if (signal?.aborted === true) throw new Error('cancelled')
      const next = await Promise.race([iterator.next(), aborted])
      if (next.done === true) return
      yield next.value
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    const closed = Promise.resolve(iterator.return?.()).catch(() => undefined)
    if (signal?.aborted !== true) await closed
  }
}
