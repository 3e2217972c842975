import { openPart } from '../parquet/read-table.js'
import type { ObjectInfo, Store, StoreOptions } from '../store/store.js'
import type { Table } from '../tables/table-plan.js'
import { readVersion } from './read-version.js'
import { receiptDigest } from './receipt.js'
import type { Receipts } from './receipts.js'

const RECORD_ID = 'recordid'

/** Only the column that tells the record. */
const RECORDS: Table = {
  name: '',
  kind: 'root',
  path: '$',
  parent: null,
  columns: [{ name: RECORD_ID, type: 'string', source: { role: 'injected', field: RECORD_ID } }],
  empty: [],
  excluded: [],
}

/** Digests of the records that are forgotten. */
export function forgottenRecords(receipts: Receipts): Set<string> {
  return new Set([...receipts.all].flatMap(({ outcome, record }) => (outcome === 'forgotten' ? [record] : [])))
}

/**
 * Whether a part holds a row of one of these records.
 *
 * @param records digests, as in the keys of receipts.
 * @returns `unknown` if the file is no Parquet, or does not say of every row whose it is.
 */
export async function holdsRecords(
  store: Store,
  part: ObjectInfo,
  records: ReadonlySet<string>,
  options: StoreOptions,
): Promise<boolean | 'unknown'> {
  const version = readVersion(store, part, options)
  let fault: { readonly error: unknown } | undefined
  const slice = async (start: number, end: number = part.sizeBytes): Promise<ArrayBuffer> => {
    try {
      return end <= start ? new ArrayBuffer(0) : new Uint8Array(await version.readRange(start, end)).buffer
    } catch (error) {
      fault = { error }
      throw error
    }
  }
  try {
    const reader = await openPart({ byteLength: part.sizeBytes, slice })
    let isCertain = true
    for await (const batch of reader.rowGroups(RECORDS)) {
      const ids = new Set(batch.cells(0))
      if (ids.delete(null)) isCertain = false
      for (const id of ids) if (records.has(receiptDigest(String(id)))) return true
    }
    return isCertain ? false : 'unknown'
  } catch {
    // Whatever a damaged file makes its reader throw; a store's fault is another matter.
    if (fault) throw fault.error
    return 'unknown'
  }
}
