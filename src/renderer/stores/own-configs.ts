/** The user's own configurations: kept on this machine, every change of them can be undone. */
import * as v from 'valibot'
import { computed, shallowRef } from 'vue'
import { configurationSchema, type Configuration } from '../../shared/config'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { createStored, type ProfileStorage } from './profile'
import { t } from '../text/text'

/** Beyond this number a list of cards is no help. */
const MAX_OWN = 50
const MAX_STEPS = 200
export const STYLE_COUNT = 7

const ownSchema = v.object({
  config: configurationSchema,
  /** Which of the palette's colours it keeps. */
  style: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(STYLE_COUNT - 1))
})
export type OwnConfig = v.InferOutput<typeof ownSchema>

export type OwnConfigStore = ReturnType<typeof createOwnConfigStore>

/** `isTaken` knows the ids that are not the user's: those of presets. */
export function createOwnConfigStore(storage: ProfileStorage, isTaken: (id: string) => boolean, onSetAside: (key: string) => void) {
  const stored = createStored<readonly OwnConfig[]>({
    storage, key: 'reclaimscope.configurations', version: 1, schema: v.pipe(v.array(ownSchema), v.maxLength(MAX_OWN), v.readonly()), fallback: [], onSetAside
  })
  const items = stored.value
  const past = shallowRef<readonly (readonly OwnConfig[])[]>([])
  const future = shallowRef<readonly (readonly OwnConfig[])[]>([])
  const find = (id: string): OwnConfig | undefined => items.value.find((item) => item.config.id === id)
  const isUsed = (id: string): boolean => isTaken(id) || find(id) !== undefined

  function change(next: readonly OwnConfig[]): void {
    past.value = [...past.value, items.value].slice(-MAX_STEPS)
    future.value = []
    stored.set(next)
  }

  /** Takes over a configuration under a free id like its own; returns that id. */
  function add(config: Configuration): Result<string, AppError> {
    if (items.value.length >= MAX_OWN) return fail({ code: 'CONFIG_INVALID', message: t('tasks.tooManyConfigurations', { count: MAX_OWN }), advice: t('tasks.deleteOne') })
    const id = freeId(config.id, isUsed)
    change([...items.value, { config: { ...config, id }, style: leastUsedStyle(items.value) }])
    return ok(id)
  }

  /** Puts a changed configuration in the place of `id`; its own id may differ when it is free. */
  function replace(id: string, config: Configuration): Result<null, string> {
    if (config.id !== id && isUsed(config.id)) return fail(t('tasks.idTaken', { id: config.id }))
    change(items.value.map((item) => (item.config.id === id ? { ...item, config } : item)))
    return ok(null)
  }

  /** Takes over configurations from elsewhere under their own ids, in the place of those that have them: one change, to be undone as one. */
  function merge(others: readonly OwnConfig[]): void {
    const foreign = others.filter(({ config }) => !isTaken(config.id)).map((other) => ({ ...other, style: other.style % STYLE_COUNT }))
    const ids = new Set(foreign.map(({ config }) => config.id))
    const next = [...items.value.filter((item) => !ids.has(item.config.id)), ...foreign].slice(-MAX_OWN)
    if (JSON.stringify(next) !== JSON.stringify(items.value)) change(next)
  }

  function remove(id: string): void {
    if (find(id) !== undefined) change(items.value.filter((item) => item.config.id !== id))
  }

  function step(from: typeof past, to: typeof past): void {
    const next = from.value.at(-1)
    if (next === undefined) return
    from.value = from.value.slice(0, -1)
    to.value = [...to.value, items.value]
    stored.set(next)
  }

  return {
    items, find, add, replace, remove, merge,
    canUndo: computed(() => past.value.length > 0), canRedo: computed(() => future.value.length > 0),
    undo: () => step(past, future), redo: () => step(future, past)
  }
}

/** `mm`, then `mm-2`, `mm-3`, …; at most 64 characters, as ids are. */
function freeId(wanted: string, isUsed: (id: string) => boolean): string {
  if (!isUsed(wanted)) return wanted
  const stem = wanted.replace(/-\d+$/, '')
  for (let count = 2; ; count += 1) {
    const id = `${stem.slice(0, 63 - String(count).length)}-${count}`
    if (!isUsed(id)) return id
  }
}

/** The last colours first: the presets that own them are the rarest. */
function leastUsedStyle(items: readonly OwnConfig[]): number {
  const counts = Array.from({ length: STYLE_COUNT }, (_, style) => items.filter((item) => item.style === style).length)
  const least = Math.min(...counts)
  return counts.lastIndexOf(least)
}

/** Configurations of a JSON file: one, or a list of them. Missing fields take their defaults. */
export function parseConfigurations(file: string, text: string): Result<readonly Configuration[], AppError> {
  const advice = t('tasks.configurationFile')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (thrown) {
    return fail({ code: 'CONFIG_INVALID', file, message: t('tasks.noJson', { value: thrown instanceof Error ? thrown.message : String(thrown) }), advice })
  }
  const parsed = v.safeParse(v.union([v.pipe(v.array(configurationSchema), v.minLength(1), v.maxLength(MAX_OWN)), configurationSchema]), json)
  if (parsed.success) return ok(Array.isArray(parsed.output) ? parsed.output : [parsed.output])
  return fail({ code: 'CONFIG_INVALID', file, ...firstIssue(json), advice })
}

/** The first thing wrong, looked for in the first item that is wrong: the union's own message tells nothing. */
function firstIssue(json: unknown): Pick<AppError, 'message' | 'found' | 'expected'> {
  const items = Array.isArray(json) ? json : [json]
  for (const item of items) {
    const parsed = v.safeParse(configurationSchema, item)
    if (parsed.success) continue
    const [issue] = parsed.issues
    const place = v.getDotPath(issue)
    return { message: place === null ? t('tasks.configurationInvalid', { reason: issue.message }) : t('tasks.fieldInvalid', { place, reason: issue.message }), found: issue.received, ...(issue.expected === null ? {} : { expected: issue.expected }) }
  }
  return { message: t('tasks.noConfiguration') }
}
