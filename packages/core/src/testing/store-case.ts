import type { Store } from '../store/store.js'

/** One thing that every Store does. */
export interface StoreCase {
  /** A sentence about the store; unique. */
  readonly name: string
  /**
   * @param store An empty store, for this case alone.
   * @throws Error that says what the store did instead.
   */
  run(store: Store): Promise<void>
}
