/**
 * What distinguishes the posted kcompressd patches, as data and small page-state transitions. Adding a variant: one more
 * object here and its name in `kcompressdSchema.variant`.
 */
import type { Memory } from '../reclaim/memory'
import * as P from '../reclaim/page-store'
import { endWriteback } from './swap-out'

export interface KcompressdVariant {
  /** Page state while queued. */
  readonly onQueue: (memory: Memory, page: number) => void
  /** The worker begins with the page. */
  readonly onWriteStart: (memory: Memory, page: number, rotate: boolean) => void
  /** The write ended, well or not; afterwards nobody holds the page. */
  readonly onWriteEnd: (memory: Memory, page: number, ok: boolean) => void
}

/**
 * zram level (March 2025): writeback has started and the page is unlocked before the bio is queued, PG_reclaim stays, so the
 * end of the write rotates the page. PSWPOUT is counted when the bio is made.
 */
const zramLevel: KcompressdVariant = {
  onQueue(memory, page) {
    memory.pages.set(page, P.WRITEBACK)
    memory.recorder.counters.pswpout++
  },
  onWriteStart() {},
  onWriteEnd: endWriteback
}

/**
 * mm level (April 2025): the page is queued before `__swap_writepage()`: locked, clean, not under writeback; `pageout()` has
 * cleared PG_reclaim. On kernels with `rw_page` (before 6.3) the page stays locked until after the end of writeback, so
 * `folio_rotate_reclaimable()` refuses it even when PG_reclaim is set again; later kernels unlock it before the write.
 */
function mmLevel(lockedUntilWritten: boolean): KcompressdVariant {
  return {
    onQueue(memory, page) {
      memory.pages.set(page, P.LOCKED)
    },
    onWriteStart(memory, page, rotate) {
      memory.recorder.counters.pswpout++
      memory.pages.set(page, P.WRITEBACK)
      if (!lockedUntilWritten) memory.unlock(page)
      if (!rotate || lockedUntilWritten) return memory.pages.clear(page, P.RECLAIM)
      memory.pages.set(page, P.RECLAIM)
    },
    onWriteEnd(memory, page, ok) {
      endWriteback(memory, page, ok)
      memory.unlock(page)
    }
  }
}

/** Made once: functions that are new in every run would be compiled in every run. */
const mmBefore63 = mmLevel(true)
const mmSince63 = mmLevel(false)

/** mm level before zswap: nothing is under writeback while it is compressed; the page is unlocked once zswap has it. */
const mmZswap: KcompressdVariant = {
  onQueue(memory, page) {
    memory.pages.set(page, P.LOCKED)
  },
  onWriteStart() {},
  onWriteEnd(memory, page) {
    memory.unlock(page)
  }
}

/** The variant's behaviour on a kernel with or without `rw_page`. */
export function kcompressdVariant(name: 'zram' | 'mm', kernelHasRwPage: boolean, backend: 'zram' | 'zswap' = 'zram'): KcompressdVariant {
  if (backend === 'zswap') return mmZswap
  if (name === 'zram') return zramLevel
  return kernelHasRwPage ? mmBefore63 : mmSince63
}
