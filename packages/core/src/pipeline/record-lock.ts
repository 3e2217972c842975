import { StoreError } from '../errors.js'
import { readJsonObject } from '../json/read-json-object.js'
import type { ObjectInfo, Store, StoreOptions } from '../store/store.js'
import { putSucceeds } from './put-succeeds.js'
import { receiptDigest } from './receipt.js'

/** Where records are locked while one of their archives is being taken. */
export const LOCKS = 'locks/'

/** No worker takes longer for one archive; a Lambda function ends after 15 minutes. */
const LEASE_MS = 20 * 60_000

/** Who wants a record. */
export interface RecordClaimant {
  readonly recordId: string
  readonly archive: string
  readonly sourceVersion: string
}

interface Lock {
  readonly version: 1
  /** Digest of archive and version. */
  readonly holder: string
  /** Milliseconds since the Unix epoch; afterwards the holder has died. */
  readonly untilMs: number
}

/**
 * Do something with a record while nobody does anything with another archive of it. Two workers with the same version of one archive do not
 * wait for each other: they write the same bytes.
 *
 * @throws StoreError `record-busy`, retryable, while another archive of the record, or another version of this one, is being taken.
 */
export async function withRecordLock<T>(
  store: Store,
  claimant: RecordClaimant,
  work: () => Promise<T>,
  options: StoreOptions = {},
): Promise<T> {
  const key = `${LOCKS}${receiptDigest(claimant.recordId)}.json`
  await lock(store, key, receiptDigest(`${claimant.archive}\n${claimant.sourceVersion}`), options)
  const result = await work().catch(async (error: unknown) => {
    // What failed first counts; a lock that stays ends by itself.
    await store.delete(key).catch(() => undefined)
    throw error
  })
  // Without the caller's signal: the work is done, also if it is aborted now.
  await store.delete(key)
  return result
}

async function lock(store: Store, key: string, holder: string, { signal }: StoreOptions): Promise<void> {
  const put = (condition: 'absent' | { readonly etag: string }): Promise<ObjectInfo> => {
    const mine: Lock = { version: 1, holder, untilMs: Date.now() + LEASE_MS }
    return store.put(key, new TextEncoder().encode(JSON.stringify(mine)), { condition, contentType: 'application/json', signal })
  }
  if (await putSucceeds(put('absent'))) return
  const found = await readLock(store, key, { signal })
  if (found?.holder === holder) return
  const isFree = found === undefined || found.untilMs < Date.now()
  if (isFree && (await putSucceeds(put(found === undefined ? 'absent' : { etag: found.etag })))) return
  throw new StoreError('Another archive of the record is being taken', {
    code: 'record-busy',
    key,
    hint: 'Try again when that is done.',
    retryable: true,
  })
}

async function readLock(store: Store, key: string, options: StoreOptions): Promise<(Lock & { readonly etag: string }) | undefined> {
  try {
    const object = await store.get(key, options)
    const { holder, untilMs } = readJsonObject(new TextDecoder().decode(await object.bytes())) ?? {}
    const isLock = typeof holder === 'string' && typeof untilMs === 'number'
    return { version: 1, holder: isLock ? holder : '', untilMs: isLock ? untilMs : 0, etag: object.etag }
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not-found') return undefined
    throw error
  }
}
