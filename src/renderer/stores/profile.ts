/** What the window remembers on this machine: versioned JSON under a key, checked by a schema; what cannot be read is set aside, not lost. */
import * as v from 'valibot'
import { shallowRef, type ShallowRef } from 'vue'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'

/** The browser profile's storage; replaced in tests. Reading gives null for what is not there, writing may be refused. */
export interface ProfileStorage {
  readonly read: (key: string) => string | null
  readonly write: (key: string, value: string) => void
}

export interface StoredOptions<T> {
  readonly storage: ProfileStorage
  readonly key: string
  /** Data of another version are set aside. */
  readonly version: number
  readonly schema: v.GenericSchema<unknown, T>
  readonly fallback: T
  /** Told when saved data could not be read, with the key they are kept under now. */
  readonly onSetAside: (key: string) => void
}

export interface Stored<T> {
  readonly value: Readonly<ShallowRef<T>>
  readonly set: (value: T) => void
}

/** A remembered value: the saved one, or the fallback. */
export function createStored<T>(options: StoredOptions<T>): Stored<T> {
  const { storage, key, version } = options
  const value = shallowRef(load(options)) as ShallowRef<T>
  return {
    value,
    set: (next) => {
      value.value = next
      storage.write(key, JSON.stringify({ version, value: next }))
    }
  }
}

function load<T>({ storage, key, version, schema, fallback, onSetAside }: StoredOptions<T>): T {
  const text = storage.read(key)
  if (text === null) return fallback
  const parsed = v.safeParse(v.object({ version: v.literal(version), value: schema }), parseJson(text))
  if (parsed.success) return parsed.output.value
  const asideKey = `${key}.set-aside`
  storage.write(asideKey, text)
  onSetAside(asideKey)
  return fallback
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What the host keeps, loaded before the window is made. A value that cannot be saved lasts for the session. */
export async function hostProfile(backEnd: Pick<BackEnd, 'call'>): Promise<ProfileStorage> {
  const loaded = await attempt(backEnd.call('profile.load', {}))
  const values = new Map(loaded.ok ? Object.entries(loaded.value) : [])
  return {
    read: (key) => values.get(key) ?? null,
    write: (key, value) => {
      values.set(key, value)
      void attempt(backEnd.call('profile.save', { key, value }))
    }
  }
}

/** The real browser's storage. It may be refused or full; what is set then lasts for the session. */
export function browserProfile(storage: () => Storage): ProfileStorage {
  return {
    read: (key) => quietly(() => storage().getItem(key)),
    write: (key, value) => void quietly(() => storage().setItem(key, value))
  }
}

function quietly<T>(action: () => T): T | null {
  try {
    return action()
  } catch {
    return null
  }
}
