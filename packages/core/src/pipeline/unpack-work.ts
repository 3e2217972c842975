import type { Store, StoreOptions } from '../store/store.js'
import { Receipts } from './receipts.js'
import type { UnpackSource } from './unpack-runner.js'

/**
 * Of archives, those that an unpack would have to read: new ones and those that have changed. Nothing is read but the keys of receipts.
 *
 * @param sources in any order, which is kept.
 */
export async function* unpackWork<T extends Pick<UnpackSource, 'name' | 'version'>>(
  sources: AsyncIterable<T> | Iterable<T>,
  store: Store,
  options: StoreOptions = {},
): AsyncGenerator<T, void, undefined> {
  const receipts = await Receipts.open(store, options)
  for await (const source of sources) {
    if (!receipts.isDone(source.name, source.version)) yield source
  }
}
