/**
 * The books of a zsmalloc pool (mm/zsmalloc.c): which zspages exist, how full they are, where every object lives.
 * No contents. All state in typed arrays that grow; every operation but `compact` is O(1) (except for growth).
 *
 * Which slot of a zspage an object takes does not matter for the books, so a zspage keeps a list of its objects instead of
 * numbered slots.
 */
import { grown } from './grow'
import { zsmallocClasses, type ZsmallocClasses, type ZsmallocKind } from './zsmalloc-classes'

const NONE = -1
/** Fullness groups with lists: 0..GROUPS-1, fullest last. Full and empty zspages are on no list. */
const GROUPS = 10
const INITIAL_OBJECTS = 4096

/** A pool of compressed objects. */
export class Zsmalloc {
  readonly classes: ZsmallocClasses
  private pages = 0
  private bytes = 0
  private objects = 0
  private compactedPages = 0
  private moved = 0

  // Objects, by handle.
  private zspageOf = new Int32Array(INITIAL_OBJECTS).fill(NONE)
  private bytesOf = new Int32Array(INITIAL_OBJECTS)
  private nextObject = new Int32Array(INITIAL_OBJECTS).fill(NONE)
  private previousObject = new Int32Array(INITIAL_OBJECTS).fill(NONE)
  private handleCount = 0
  private freeHandle = NONE

  // Zspages, by index.
  private classOf = new Uint8Array(INITIAL_OBJECTS)
  private groupOf = new Int8Array(INITIAL_OBJECTS)
  private inUse = new Int32Array(INITIAL_OBJECTS)
  private firstObject = new Int32Array(INITIAL_OBJECTS).fill(NONE)
  private nextZspage = new Int32Array(INITIAL_OBJECTS).fill(NONE)
  private previousZspage = new Int32Array(INITIAL_OBJECTS).fill(NONE)
  private zspageCount = 0
  private freeZspage = NONE

  // Classes.
  private readonly heads: Int32Array
  /** Bit per group that has zspages, so that the fullest is found at once. */
  private readonly occupied: Int32Array
  private readonly classZspages: Int32Array
  private readonly classObjects: Int32Array

  /** @param options page size in bytes; kernel generation, default that of current kernels (see `zsmallocKindOf`) */
  constructor(options: { readonly pageSizeBytes: number; readonly kind?: ZsmallocKind }) {
    this.classes = zsmallocClasses(options.pageSizeBytes, options.kind ?? 'tenths-8')
    this.heads = new Int32Array(this.classes.count * GROUPS).fill(NONE)
    this.occupied = new Int32Array(this.classes.count)
    this.classZspages = new Int32Array(this.classes.count)
    this.classObjects = new Int32Array(this.classes.count)
  }

  /** Pages the pool owns (`zs_get_total_pages`). */
  get poolPages(): number {
    return this.pages
  }

  /** Sum of the requested sizes of live objects, bytes. */
  get objectBytes(): number {
    return this.bytes
  }

  /** Live objects. */
  get objectCount(): number {
    return this.objects
  }

  /** Pages freed by `compact` so far (mm_stat `pages_compacted`). */
  get pagesCompacted(): number {
    return this.compactedPages
  }

  /** Objects moved by `compact` so far: each one is a copy of its bytes. */
  get movedObjects(): number {
    return this.moved
  }

  /** Page frames that `alloc(sizeBytes)` would take now: 0 when a partly filled zspage has room, else the chain length. */
  pagesNeededFor(sizeBytes: number): number {
    const classIndex = this.classes.classOfBytes[sizeBytes] ?? 0
    return this.occupied[classIndex] !== 0 ? 0 : (this.classes.pagesPerZspage[classIndex] ?? 1)
  }

  /**
   * Stores an object (`zs_malloc`): into the fullest partly filled zspage (`find_get_zspage`), else into a new one. The caller
   * has taken `pagesNeededFor(sizeBytes)` page frames.
   * @param sizeBytes 1..pageSize
   * @returns handle, >= 0; valid until freed, unchanged by `compact`
   */
  alloc(sizeBytes: number): number {
    if (!(sizeBytes >= 1 && sizeBytes <= this.classes.pageSize)) throw new RangeError(`object of ${sizeBytes} bytes`)
    const classIndex = this.classes.classOfBytes[sizeBytes] ?? 0
    const fullest = this.fullestPartial(classIndex)
    const zspage = fullest === NONE ? this.newZspage(classIndex) : fullest
    const handle = this.newHandle()
    this.bytesOf[handle] = sizeBytes
    this.attach(handle, zspage)
    this.regroup(zspage)
    this.bytes += sizeBytes
    this.objects++
    this.classObjects[classIndex] = (this.classObjects[classIndex] ?? 0) + 1
    return handle
  }

  /**
   * Removes an object (`zs_free`).
   * @returns page frames given back: the zspage's pages when it was the last object, else 0
   */
  free(handle: number): number {
    const zspage = this.zspageOf[handle] ?? NONE
    if (zspage === NONE) throw new RangeError(`handle ${handle} is not live`)
    const classIndex = this.classOf[zspage] ?? 0
    const sizeBytes = this.bytesOf[handle] ?? 0
    this.detach(handle, zspage)
    this.zspageOf[handle] = NONE
    this.nextObject[handle] = this.freeHandle
    this.freeHandle = handle
    this.bytes -= sizeBytes
    this.objects--
    this.classObjects[classIndex] = (this.classObjects[classIndex] ?? 0) - 1
    return this.regroup(zspage)
  }

  /** Requested size of a live object, bytes. */
  sizeOf(handle: number): number {
    return this.bytesOf[handle] ?? 0
  }

  /** Pages that compaction could free now (`zs_can_compact` over all classes): what the pool's shrinker reports. */
  get compactablePages(): number {
    let total = 0
    for (let classIndex = 0; classIndex < this.classes.count; classIndex++) total += this.compactableIn(classIndex)
    return total
  }

  /**
   * Moves objects from the emptiest zspages into the fullest, class by class from the biggest (`zs_compact`).
   * @returns page frames given back
   */
  compact(): number {
    let freed = 0
    for (let classIndex = this.classes.count - 1; classIndex >= 0; classIndex--) freed += this.compactClass(classIndex)
    this.compactedPages += freed
    return freed
  }

  /** Books of one class, for tests and tables. */
  classBooks(classIndex: number): { readonly zspages: number; readonly objects: number; readonly pages: number } {
    const zspages = this.classZspages[classIndex] ?? 0
    return { zspages, objects: this.classObjects[classIndex] ?? 0, pages: zspages * (this.classes.pagesPerZspage[classIndex] ?? 1) }
  }

  private compactableIn(classIndex: number): number {
    const perZspage = this.classes.objectsPerZspage[classIndex] ?? 1
    const unused = (this.classZspages[classIndex] ?? 0) * perZspage - (this.classObjects[classIndex] ?? 0)
    return Math.floor(unused / perZspage) * (this.classes.pagesPerZspage[classIndex] ?? 1)
  }

  private compactClass(classIndex: number): number {
    const capacity = this.classes.objectsPerZspage[classIndex] ?? 1
    let freed = 0
    while (this.compactableIn(classIndex) > 0) {
      const source = this.emptiestPartial(classIndex)
      if (source === NONE) break
      this.unlist(source)
      while ((this.inUse[source] ?? 0) > 0) {
        const target = this.fullestPartial(classIndex)
        if (target === NONE) break
        this.unlist(target)
        while ((this.inUse[source] ?? 0) > 0 && (this.inUse[target] ?? 0) < capacity) {
          const handle = this.firstObject[source] ?? NONE
          this.detach(handle, source)
          this.attach(handle, target)
          this.moved++
        }
        this.regroup(target)
      }
      freed += this.regroup(source)
    }
    return freed
  }

  private fullestPartial(classIndex: number): number {
    const occupied = this.occupied[classIndex] ?? 0
    return occupied === 0 ? NONE : (this.heads[classIndex * GROUPS + 31 - Math.clz32(occupied)] ?? NONE)
  }

  private emptiestPartial(classIndex: number): number {
    const occupied = this.occupied[classIndex] ?? 0
    // The lowest set bit.
    return occupied === 0 ? NONE : (this.heads[classIndex * GROUPS + 31 - Math.clz32(occupied & -occupied)] ?? NONE)
  }

  /** `get_fullness_group`; only for zspages that are neither empty nor full. */
  private groupFor(inUse: number, capacity: number): number {
    if (this.classes.kind === 'quarters-4') return inUse <= Math.floor((3 * capacity) / 4) ? 0 : 1
    return Math.floor(Math.floor((100 * inUse) / capacity) / 10)
  }

  /** Puts a zspage on the list of its fullness (`fix_fullness_group`); an empty one is freed. Returns page frames given back. */
  private regroup(zspage: number): number {
    const inUse = this.inUse[zspage] ?? 0
    const capacity = this.classes.objectsPerZspage[this.classOf[zspage] ?? 0] ?? 1
    const current = this.groupOf[zspage] ?? NONE
    if (inUse === 0 || inUse === capacity) {
      if (current !== NONE) this.unlist(zspage)
      return inUse === 0 ? this.releaseZspage(zspage) : 0
    }
    const group = this.groupFor(inUse, capacity)
    if (group === current) return 0
    if (current !== NONE) this.unlist(zspage)
    this.list(zspage, group)
    return 0
  }

  private list(zspage: number, group: number): void {
    const classIndex = this.classOf[zspage] ?? 0
    const place = classIndex * GROUPS + group
    const head = this.heads[place] ?? NONE
    this.groupOf[zspage] = group
    this.occupied[classIndex] = (this.occupied[classIndex] ?? 0) | (1 << group)
    // `insert_zspage` up to 6.2 puts a zspage with fewer objects behind the head, later kernels always in front.
    const behind = head !== NONE && this.classes.kind === 'quarters-4' && (this.inUse[zspage] ?? 0) < (this.inUse[head] ?? 0)
    const previous = behind ? head : NONE
    const next = behind ? (this.nextZspage[head] ?? NONE) : head
    this.previousZspage[zspage] = previous
    this.nextZspage[zspage] = next
    if (previous === NONE) this.heads[place] = zspage
    else this.nextZspage[previous] = zspage
    if (next !== NONE) this.previousZspage[next] = zspage
  }

  private unlist(zspage: number): void {
    const classIndex = this.classOf[zspage] ?? 0
    const group = this.groupOf[zspage] ?? NONE
    const previous = this.previousZspage[zspage] ?? NONE
    const next = this.nextZspage[zspage] ?? NONE
    if (previous === NONE) {
      this.heads[classIndex * GROUPS + group] = next
      if (next === NONE) this.occupied[classIndex] = (this.occupied[classIndex] ?? 0) & ~(1 << group)
    } else this.nextZspage[previous] = next
    if (next !== NONE) this.previousZspage[next] = previous
    this.groupOf[zspage] = NONE
  }

  private attach(handle: number, zspage: number): void {
    const first = this.firstObject[zspage] ?? NONE
    this.zspageOf[handle] = zspage
    this.previousObject[handle] = NONE
    this.nextObject[handle] = first
    if (first !== NONE) this.previousObject[first] = handle
    this.firstObject[zspage] = handle
    this.inUse[zspage] = (this.inUse[zspage] ?? 0) + 1
  }

  private detach(handle: number, zspage: number): void {
    const previous = this.previousObject[handle] ?? NONE
    const next = this.nextObject[handle] ?? NONE
    if (previous === NONE) this.firstObject[zspage] = next
    else this.nextObject[previous] = next
    if (next !== NONE) this.previousObject[next] = previous
    this.inUse[zspage] = (this.inUse[zspage] ?? 0) - 1
  }

  private newZspage(classIndex: number): number {
    let zspage = this.freeZspage
    if (zspage === NONE) {
      zspage = this.zspageCount++
      if (zspage >= this.classOf.length) this.growZspages()
    } else this.freeZspage = this.nextZspage[zspage] ?? NONE
    this.classOf[zspage] = classIndex
    this.groupOf[zspage] = NONE
    this.inUse[zspage] = 0
    this.firstObject[zspage] = NONE
    this.classZspages[classIndex] = (this.classZspages[classIndex] ?? 0) + 1
    this.pages += this.classes.pagesPerZspage[classIndex] ?? 1
    return zspage
  }

  private releaseZspage(zspage: number): number {
    const classIndex = this.classOf[zspage] ?? 0
    const pages = this.classes.pagesPerZspage[classIndex] ?? 1
    this.classZspages[classIndex] = (this.classZspages[classIndex] ?? 0) - 1
    this.pages -= pages
    this.nextZspage[zspage] = this.freeZspage
    this.freeZspage = zspage
    return pages
  }

  private newHandle(): number {
    const reused = this.freeHandle
    if (reused !== NONE) {
      this.freeHandle = this.nextObject[reused] ?? NONE
      return reused
    }
    const handle = this.handleCount++
    if (handle >= this.zspageOf.length) this.growHandles()
    return handle
  }

  private growHandles(): void {
    const length = this.zspageOf.length * 2
    this.zspageOf = grown(this.zspageOf, length)
    this.bytesOf = grown(this.bytesOf, length)
    this.nextObject = grown(this.nextObject, length)
    this.previousObject = grown(this.previousObject, length)
  }

  private growZspages(): void {
    const length = this.classOf.length * 2
    this.inUse = grown(this.inUse, length)
    this.firstObject = grown(this.firstObject, length)
    this.nextZspage = grown(this.nextZspage, length)
    this.previousZspage = grown(this.previousZspage, length)
    const classOf = new Uint8Array(length)
    classOf.set(this.classOf)
    this.classOf = classOf
    const groupOf = new Int8Array(length)
    groupOf.set(this.groupOf)
    this.groupOf = groupOf
  }
}
