import type { Store, StoreOptions } from '../store/store.js'
import { listBegun, type BegunRecord } from './begun-record.js'
import { mapConcurrently } from './map-concurrently.js'
import { nameReceipt } from './receipt.js'
import { readReceipt } from './receipts.js'

const RECEIPTS_AT_ONCE = 16

/**
 * Keys of the objects that are there of records which are half written: a record is in Parquet whole or not at all. Once its receipt is there,
 * what that names is whole.
 *
 * @param prefix of the keys that are asked for.
 */
export async function halfWritten(store: Store, prefix: string, options: StoreOptions): Promise<ReadonlySet<string>> {
  const begun = (await listBegun(store, options)).filter(({ objects }) => objects.some((key) => key.startsWith(prefix)))
  const keys = await mapConcurrently(begun, RECEIPTS_AT_ONCE, async (record) => {
    const whole = new Set(await receiptedObjects(store, record, options))
    return record.objects.filter((key) => key.startsWith(prefix) && !whole.has(key))
  })
  return new Set(keys.flat())
}

async function receiptedObjects(store: Store, begun: BegunRecord, options: StoreOptions): Promise<readonly string[]> {
  const { key } = nameReceipt({ ...begun, outcome: 'taken' })
  return (await store.head(key, options)) ? (await readReceipt(store, key, options)).objects : []
}
