/** What a back end adds to the compressed store: which pages it takes, and what it has to know of each slot. */
export interface StorePolicy {
  /** Whether a page of this compressed size may be stored now. */
  admits(bytes: number): boolean
  /** The slot has a new object. */
  stored(slot: number): void
  /** What the slot holds is about to be freed or replaced. */
  released(slot: number): void
}
