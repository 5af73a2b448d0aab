/** How many pages to scan per list: get_scan_count() and prepare_scan_count() (mm/vmscan.c, Linux 6.1) as pure functions. */

export interface LruState {
  readonly inactiveAnon: number
  readonly activeAnon: number
  readonly inactiveFile: number
  readonly activeFile: number
  readonly anonCost: number
  readonly fileCost: number
  readonly free: number
  readonly highWatermark: number
  readonly swappiness: number
  readonly maySwap: boolean
  readonly mayDeactivateAnon: boolean
  readonly mayDeactivateFile: boolean
  readonly priority: number
}

/** Pages to scan, in list order: inactive anon, active anon, inactive file, active file. */
export type ScanTargets = [number, number, number, number]

/** inactive_is_low(): inactive * ratio < active, ratio = int_sqrt(10 * GiB) or 1 below 1 GiB. */
export function inactiveIsLow(inactive: number, active: number, pageSizeBytes: number): boolean {
  const gib = Math.floor(((inactive + active) * pageSizeBytes) / 2 ** 30)
  const ratio = gib > 0 ? Math.floor(Math.sqrt(10 * gib)) : 1
  return inactive * ratio < active
}

/** Parts of `whole` that the two types get; integers, so that the division is the kernel's. */
interface Fractions {
  readonly anon: number
  readonly file: number
  readonly whole: number
}

/** Fractions of the two types by cost and swappiness, SCAN_FRACT (get_scan_count). */
function costFractions(state: LruState): Fractions {
  const total = state.anonCost + state.fileCost
  const anonCost = total + state.anonCost
  const fileCost = total + state.fileCost
  const sum = anonCost + fileCost
  const anon = Math.floor((state.swappiness * (sum + 1)) / (anonCost + 1))
  const file = Math.floor(((200 - state.swappiness) * (sum + 1)) / (fileCost + 1))
  return { anon, file, whole: Math.max(1, anon + file) }
}

function balance(state: LruState): Fractions {
  if (!state.maySwap) return { anon: 0, file: 1, whole: 1 }
  if (state.priority === 0 && state.swappiness > 0) return { anon: 1, file: 1, whole: 1 }
  const filePages = state.inactiveFile + state.activeFile
  const fileIsTiny = filePages + state.free <= state.highWatermark && !state.mayDeactivateAnon && state.inactiveAnon >> state.priority > 0
  if (fileIsTiny) return { anon: 1, file: 0, whole: 1 }
  const cacheTrimMode = state.inactiveFile >> state.priority > 0 && !state.mayDeactivateFile
  if (cacheTrimMode) return { anon: 0, file: 1, whole: 1 }
  return costFractions(state)
}

/** Scan targets of one node round at the given priority. */
export function scanTargets(state: LruState): ScanTargets {
  const share = balance(state)
  const target = (size: number, part: number): number => Math.floor(((size >> state.priority) * part) / share.whole)
  return [target(state.inactiveAnon, share.anon), target(state.activeAnon, share.anon), target(state.inactiveFile, share.file), target(state.activeFile, share.file)]
}
