import type { AsyncBuffer } from 'hyparquet'
import { ArchiveError, StoreError } from '../errors.js'
import { readPartTotals, type PartTotals } from '../parquet/read-part-totals.js'
import { openPart } from '../parquet/read-table.js'
import type { ObjectInfo, Store, StoreOptions } from '../store/store.js'

/** Read at first from the end of a part: more than a footer mostly has. */
const FOOTER_BYTES = 64 * 1024
/** Two magic numbers and the footer's length. */
const SMALLEST_PART_BYTES = 12

/**
 * The footer entries of a part as it was listed, by a range read of its end.
 *
 * @returns undefined if it is no Parquet file, or was removed or replaced since.
 */
export function readFooter(store: Store, part: ObjectInfo, options: StoreOptions): Promise<ReadonlyMap<string, string> | undefined> {
  return readEnd(store, part, options, async (file) => (await openPart(file, { footerBytes: FOOTER_BYTES })).metadata)
}

/** The same with what the footer counts: rows, and nulls of each column. */
export function readFooterTotals(store: Store, part: ObjectInfo, options: StoreOptions): Promise<PartTotals | undefined> {
  return readEnd(store, part, options, (file) => readPartTotals(file, FOOTER_BYTES))
}

async function readEnd<T>(
  store: Store,
  { key, sizeBytes, etag }: ObjectInfo,
  { signal }: StoreOptions,
  read: (file: AsyncBuffer) => Promise<T>,
): Promise<T | undefined> {
  if (sizeBytes < SMALLEST_PART_BYTES) return undefined
  const slice = async (start: number, end: number = sizeBytes): Promise<ArrayBuffer> => {
    const object = await store.get(key, { range: { start, end: end - 1 }, signal })
    if (object.etag !== etag) throw new StoreError('A part was replaced while it was read', { code: 'not-found', key })
    return new Uint8Array(await object.bytes()).buffer
  }
  try {
    return await read({ byteLength: sizeBytes, slice })
  } catch (error) {
    const isGone = error instanceof StoreError && error.code === 'not-found'
    if (isGone || (error instanceof ArchiveError && error.code === 'bad-parquet')) return undefined
    throw error
  }
}
