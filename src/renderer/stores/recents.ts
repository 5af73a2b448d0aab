/** Captures and projects opened lately, as this machine remembers them. Asked for anew whenever the list is shown: files come and go. */
import { shallowRef } from 'vue'
import type { RecentFile } from '../../shared/contract'
import type { BackEnd, OfferedFile } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore } from './errors'
import { t } from '../text/text'

export type RecentStore = ReturnType<typeof createRecentStore>

/** The latest first. The bundled sample has its own button and is not listed. */
export function createRecentStore(backEnd: BackEnd, errors: ErrorStore) {
  const items = shallowRef<readonly RecentFile[]>([])

  /** Looks what there is now. A list that cannot be had is no reason to disturb. */
  async function load(): Promise<void> {
    const list = await attempt(backEnd.call('recent.list', {}))
    if (list.ok) items.value = list.value
  }

  /** Ids of the files behind an entry; none when they cannot be had, which is said. */
  async function find(recent: RecentFile): Promise<readonly OfferedFile[]> {
    const found = await attempt(backEnd.call('recent.find', { recentId: recent.recentId }))
    if (found.ok) return found.value.files
    errors.report(t('tasks.openName', { name: recent.name }), found.error)
    await load()
    return []
  }

  async function remove(recent: RecentFile): Promise<void> {
    await attempt(backEnd.call('recent.remove', { recentId: recent.recentId }))
    await load()
  }

  async function clear(): Promise<void> {
    await attempt(backEnd.call('recent.clear', {}))
    await load()
  }

  return { items, load, find, remove, clear }
}
