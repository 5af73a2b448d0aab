/**
 * Size classes of zsmalloc (mm/zsmalloc.c `zs_create_pool`): which object sizes share zspages of how many pages.
 * Pure arithmetic; made once per page size and kernel generation.
 */

/**
 * Kernel generation and longest zspage chain.
 * `quarters-4`: up to 6.2 (ZS_MAX_ZSPAGE_ORDER 2), two fullness groups split at three quarters.
 * `tenths-N`: 6.4 and later, CONFIG_ZSMALLOC_CHAIN_SIZE N (default 8), fullness groups of ten per cent.
 */
export type ZsmallocKind = 'quarters-4' | 'tenths-4' | 'tenths-8' | 'tenths-16'

/** Longest chain of pages in a zspage. */
export const MAX_CHAIN_PAGES = { 'quarters-4': 4, 'tenths-4': 4, 'tenths-8': 8, 'tenths-16': 16 } as const satisfies Record<ZsmallocKind, number>

/** ZS_HANDLE_SIZE: every object that shares a zspage carries its handle. */
const HANDLE_BYTES = 8
/** ZS_MIN_ALLOC_SIZE. */
const MIN_OBJECT_BYTES = 32
/** CLASS_BITS 8: 16-byte steps for 4 KiB pages. */
const STEPS_PER_PAGE = 256

/** Classes in a fixed order from the smallest; arrays are parallel. Immutable. */
export interface ZsmallocClasses {
  readonly kind: ZsmallocKind
  readonly pageSize: number
  readonly count: number
  /** Slot size, bytes. */
  readonly slotBytes: Int32Array
  readonly pagesPerZspage: Int32Array
  readonly objectsPerZspage: Int32Array
  /** Class of a request: index with `requestBytes` 1..pageSize (`get_size_class_index` and merging, handle included). */
  readonly classOfBytes: Uint8Array
  /** Requests from here on end in a class of one page per object (`zs_huge_class_size`). */
  readonly hugeClassBytes: number
}

/** `get_pages_per_zspage()` up to 6.2: highest share of used bytes in whole per cent, shortest chain first. */
function chainByUsedPercent(slotBytes: number, pageSize: number, maxPages: number): number {
  let best = 1
  let bestPercent = 0
  for (let pages = 1; pages <= maxPages; pages++) {
    const zspageBytes = pages * pageSize
    const usedPercent = Math.floor(((zspageBytes - (zspageBytes % slotBytes)) * 100) / zspageBytes)
    if (usedPercent > bestPercent) {
      bestPercent = usedPercent
      best = pages
    }
  }
  return best
}

/** `calculate_zspage_chain_size()` from 6.3: least waste in bytes, shortest chain first, powers of two alone. */
function chainByLeastWaste(slotBytes: number, pageSize: number, maxPages: number): number {
  if ((slotBytes & (slotBytes - 1)) === 0) return 1
  let best = 1
  let leastWaste = Infinity
  for (let pages = 1; pages <= maxPages; pages++) {
    const waste = (pages * pageSize) % slotBytes
    if (waste < leastWaste) {
      leastWaste = waste
      best = pages
    }
  }
  return best
}

interface RawClass {
  readonly slotBytes: number
  readonly pages: number
  readonly objects: number
}

function rawClasses(pageSize: number, kind: ZsmallocKind): RawClass[] {
  const step = pageSize / STEPS_PER_PAGE
  const count = Math.ceil((pageSize - MIN_OBJECT_BYTES) / step) + 1
  const chain = kind === 'quarters-4' ? chainByUsedPercent : chainByLeastWaste
  return Array.from({ length: count }, (_, i) => {
    const slotBytes = Math.min(MIN_OBJECT_BYTES + i * step, pageSize)
    const pages = chain(slotBytes, pageSize, MAX_CHAIN_PAGES[kind])
    return { slotBytes, pages, objects: Math.floor((pages * pageSize) / slotBytes) }
  })
}

const known = new Map<string, ZsmallocClasses>()

/** The classes of a pool; cached, as they depend on nothing but the two arguments. */
export function zsmallocClasses(pageSize: number, kind: ZsmallocKind): ZsmallocClasses {
  const key = `${kind}/${pageSize}`
  const cached = known.get(key)
  if (cached !== undefined) return cached
  const made = makeClasses(pageSize, kind)
  known.set(key, made)
  return made
}

function makeClasses(pageSize: number, kind: ZsmallocKind): ZsmallocClasses {
  const raw = rawClasses(pageSize, kind)
  // From the biggest down, a class joins the one above when both make the same zspages (`can_merge`).
  const kept: RawClass[] = []
  const keptIndexOf = new Int32Array(raw.length)
  let hugeSlotBytes = 0
  for (let i = raw.length - 1; i >= 0; i--) {
    const current = raw[i]
    const above = kept.at(-1)
    if (current === undefined) continue
    if (hugeSlotBytes === 0 && current.pages !== 1 && current.objects !== 1) hugeSlotBytes = current.slotBytes
    if (above === undefined || above.pages !== current.pages || above.objects !== current.objects) kept.push(current)
    keptIndexOf[i] = kept.length - 1
  }
  kept.reverse()
  const step = pageSize / STEPS_PER_PAGE
  const classOfBytes = Uint8Array.from({ length: pageSize + 1 }, (_, requestBytes) => {
    const index = Math.max(0, Math.ceil((requestBytes + HANDLE_BYTES - MIN_OBJECT_BYTES) / step))
    return kept.length - 1 - (keptIndexOf[Math.min(index, raw.length - 1)] ?? 0)
  })
  return {
    kind,
    pageSize,
    count: kept.length,
    slotBytes: Int32Array.from(kept, (item) => item.slotBytes),
    pagesPerZspage: Int32Array.from(kept, (item) => item.pages),
    objectsPerZspage: Int32Array.from(kept, (item) => item.objects),
    classOfBytes,
    // The handle is added before the class is looked up: a request this much smaller ends there as well.
    hugeClassBytes: hugeSlotBytes - (HANDLE_BYTES - 1)
  }
}

/** Which generation a kernel release string has, e.g. `6.1.192`; 6.3 and later, and unknown ones, have tenths with chains of 8. */
export function zsmallocKindOf(kernelRelease: string | null): ZsmallocKind {
  const match = kernelRelease === null ? null : /^(\d{1,4})\.(\d{1,4})/.exec(kernelRelease)
  if (match === null) return 'tenths-8'
  const [major, minor] = [Number(match[1]), Number(match[2])]
  return major < 6 || (major === 6 && minor < 3) ? 'quarters-4' : 'tenths-8'
}
