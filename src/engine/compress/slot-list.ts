/** Slots from the oldest to the newest: a doubly linked list in typed arrays. A slot is on it once or not at all. */
const NONE = -1
const OFF = -2

export class SlotList {
  length = 0
  private first = NONE
  private last = NONE
  private readonly newer: Int32Array
  private readonly older: Int32Array

  constructor(slotCount: number) {
    this.newer = new Int32Array(slotCount).fill(OFF)
    this.older = new Int32Array(slotCount).fill(OFF)
  }

  /** Oldest slot, -1 when empty. */
  get oldest(): number {
    return this.first
  }

  has(slot: number): boolean {
    return this.newer[slot] !== OFF
  }

  /** Adds a slot as the newest; one that is on the list already moves there. */
  add(slot: number): void {
    this.remove(slot)
    this.older[slot] = this.last
    this.newer[slot] = NONE
    if (this.last === NONE) this.first = slot
    else this.newer[this.last] = slot
    this.last = slot
    this.length++
  }

  /** No effect when the slot is not on the list. */
  remove(slot: number): void {
    if (!this.has(slot)) return
    const newer = this.newer[slot] as number
    const older = this.older[slot] as number
    if (older === NONE) this.first = newer
    else this.newer[older] = newer
    if (newer === NONE) this.last = older
    else this.older[newer] = older
    this.newer[slot] = this.older[slot] = OFF
    this.length--
  }
}
