/** Gives objects a key under which worker threads keep their copy: the same object, the same key. */
export class KeptKeys {
  readonly #keys = new WeakMap<object, string>()
  #last = 0

  /** Key of the object; a new one at the first call. */
  of(value: object): string {
    const known = this.#keys.get(value)
    if (known !== undefined) return known
    this.#last += 1
    const key = String(this.#last)
    this.#keys.set(value, key)
    return key
  }
}
