/** Captures opened lately. Those of this session can be opened again at once; of earlier ones the name is kept. */
import * as v from 'valibot'
import { computed, shallowReactive } from 'vue'
import type { CaptureSummary } from '../../shared/contract'
import { createStored, type ProfileStorage } from './profile'

const MAX_RECENT = 8

const recentSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(300)),
  device: v.nullable(v.pipe(v.string(), v.maxLength(500))),
  files: v.number(),
  bytes: v.number(),
  lengthS: v.number(),
  cpuCount: v.number()
})
type SavedRecent = v.InferOutput<typeof recentSchema>

export interface Recent extends SavedRecent {
  /** Files that the host still knows; null when they have to be chosen again. */
  readonly fileIds: readonly string[] | null
}

export type RecentStore = ReturnType<typeof createRecentStore>

/** The latest first; opening a capture again moves it to the front. The bundled sample has its own button and is not listed. */
export function createRecentStore(storage: ProfileStorage, onSetAside: (key: string) => void) {
  const stored = createStored<SavedRecent[]>({ storage, key: 'reclaimscope.recent', version: 1, schema: v.pipe(v.array(recentSchema), v.maxLength(MAX_RECENT)), fallback: [], onSetAside })
  /** By name and size; ids die with the host, so they are not saved. */
  const known = shallowReactive(new Map<string, readonly string[]>())
  const items = computed<readonly Recent[]>(() => stored.value.value.map((recent) => ({ ...recent, fileIds: known.get(keyOf(recent)) ?? null })))

  function note(capture: CaptureSummary, fileIds: readonly string[]): void {
    const { identity } = capture
    const recent: SavedRecent = {
      name: identity.name.slice(0, 300), device: capture.deviceName?.slice(0, 500) ?? null, files: identity.files.length,
      bytes: identity.files.reduce((sum, file) => sum + file.bytes, 0), lengthS: (capture.endNs - capture.startNs) / 1e9, cpuCount: capture.cpuCount
    }
    known.set(keyOf(recent), fileIds)
    stored.set([recent, ...stored.value.value.filter((other) => keyOf(other) !== keyOf(recent))].slice(0, MAX_RECENT))
  }

  return { items, note, clear: () => stored.set([]) }
}

function keyOf({ name, bytes }: Pick<SavedRecent, 'name' | 'bytes'>): string {
  return `${name}\n${bytes}`
}
