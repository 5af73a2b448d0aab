/** What the reclaimer and the fault path need of an LRU; `classic-lru.ts` and `mglru.ts` implement it. */
import type { SimTask, Work } from '../cpu/task'
import type { ScanControl } from './scan-control'

export interface Lru {
  /** A new or refaulted page enters; `active`: workingset refault. Not for isolated pages. */
  add(page: number, active: boolean): void
  /** Leaves for good (freed while on the LRU). */
  remove(page: number): void
  /** The write of an asynchronously written page ended with PG_reclaim set: to the tail (folio_rotate_reclaimable). */
  rotate(page: number): void
  /** One round over the node at sc.priority (shrink_node). Yields CPU time. */
  shrinkNode(sc: ScanControl, task: SimTask): Work
  /** Background ageing before a round (kswapd_age_node). Returns its cost in ns. */
  age(sc: ScanControl): number
  /** snapshot_refaults(): called at the end of a reclaim run. */
  snapshotRefaults(): void
  /** The rmap walk of an isolated page found its accessed bit set (lru_gen_look_around). Returns CPU time in ns. Absent: the classic reference check. */
  lookAround?(page: number): number
  /** A task accessed a mapped page. */
  noteAccess?(page: number): void
  /** Own shadow entries in place of the non-resident age (lru_gen_eviction, lru_gen_refault); both or none. */
  noteEviction?(page: number): void
  noteRefault?(page: number): void
  readonly inactiveAnon: number
  readonly activeAnon: number
}
