import { OptionError, StoreError } from '../errors.js'
import { readJsonObject } from '../json/read-json-object.js'
import type { ObjectInfo, Store, StoreOptions } from '../store/store.js'
import { mapConcurrently } from './map-concurrently.js'
import { putSucceeds } from './put-succeeds.js'
import { receiptDigest, type Receipt } from './receipt.js'

/** Where stands what is being written of records. */
export const BEGUN = 'begun/'

const NAME = new RegExp(`^${BEGUN}[0-9a-f]+\\.json$`)
const MAX_ATTEMPTS = 100
const AT_ONCE = 16

/**
 * A record whose objects are being written, or were when the run died: it is there before the first of them, and goes after the receipt. By it
 * others know what is half written.
 */
export interface BegunRecord extends Pick<Receipt, 'version' | 'archive' | 'sourceVersion' | 'recordId'> {
  readonly metadataDigests: Readonly<Record<string, string>>
  /** Keys of all objects that there may be of it: those to come, and those that earlier versions and attempts have left. */
  readonly objects: readonly string[]
}

interface StoredRecord {
  readonly etag: string
  /** Undefined if it is damaged. */
  readonly begun: BegunRecord | undefined
}

/** Key of what is being written of a record. */
export function begunKey(recordId: string): string {
  return `${BEGUN}${receiptDigest(recordId)}.json`
}

/**
 * Say that objects of a record are about to be written. What an earlier attempt has said is kept with it, so that what that one has left can
 * be removed; another run that does the same at the same time says the same.
 *
 * @returns what stands there now, and whether nobody had begun before.
 * @throws StoreError `record-busy`, retryable, if others keep beginning with the record.
 */
export async function beginRecord(
  store: Store,
  mine: BegunRecord,
  options: StoreOptions,
): Promise<{ readonly begun: BegunRecord; readonly isFirst: boolean }> {
  const key = begunKey(mine.recordId)
  const put = (begun: BegunRecord, condition: 'absent' | { readonly etag: string }): Promise<ObjectInfo> =>
    store.put(key, new TextEncoder().encode(`${JSON.stringify(begun)}\n`), { ...options, condition, contentType: 'application/json' })
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    if (await putSucceeds(put(mine, 'absent'))) return { begun: mine, isFirst: true }
    const found = await readStored(store, key, options)
    if (!found) continue
    const objects = new Set([...mine.objects, ...(found.begun?.objects ?? [])])
    const begun = { ...mine, objects: [...objects] }
    const isSame = found.begun && isOfSameArchive(found.begun, mine) && found.begun.objects.length === objects.size
    if (isSame || (await putSucceeds(put(begun, { etag: found.etag })))) return { begun, isFirst: false }
  }
  throw new StoreError(`Other runs began with the record ${MAX_ATTEMPTS} times`, { code: 'record-busy', key, retryable: true })
}

/** Nothing of a record is half written any more. */
export async function endRecord(store: Store, recordId: string, options: StoreOptions): Promise<void> {
  await store.delete(begunKey(recordId), options)
}

/**
 * What is being written of one record.
 *
 * @throws OptionError `damaged-intent`.
 */
export async function readBegun(store: Store, recordId: string, options: StoreOptions): Promise<BegunRecord | undefined> {
  return readWhole(store, begunKey(recordId), options)
}

/**
 * What is being written of any record: mostly nothing.
 *
 * @throws OptionError `damaged-intent`.
 */
export async function listBegun(store: Store, options: StoreOptions): Promise<BegunRecord[]> {
  const keys: string[] = []
  for await (const { key } of store.list(BEGUN, options)) if (NAME.test(key)) keys.push(key)
  const found = await mapConcurrently(keys, AT_ONCE, (key) => readWhole(store, key, options))
  return found.filter((begun) => begun !== undefined)
}

async function readWhole(store: Store, key: string, options: StoreOptions): Promise<BegunRecord | undefined> {
  const found = await readStored(store, key, options)
  if (!found || found.begun) return found?.begun
  throw new OptionError('It cannot be read what is half written of a record', {
    code: 'damaged-intent',
    key,
    hint: 'Delete it, and unpack the archives again.',
  })
}

async function readStored(store: Store, key: string, options: StoreOptions): Promise<StoredRecord | undefined> {
  try {
    const object = await store.get(key, options)
    return { etag: object.etag, begun: parse(new TextDecoder().decode(await object.bytes())) }
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not-found') return undefined
    throw error
  }
}

function parse(text: string): BegunRecord | undefined {
  const parsed = readJsonObject(text)
  const { version, archive, sourceVersion, recordId, metadataDigests, objects } = parsed ?? {}
  const isBegun =
    version === 1 &&
    [archive, sourceVersion, recordId].every((field) => typeof field === 'string') &&
    typeof metadataDigests === 'object' &&
    metadataDigests !== null &&
    Array.isArray(objects) &&
    objects.every((key) => typeof key === 'string')
  return isBegun ? (parsed as unknown as BegunRecord) : undefined
}

function isOfSameArchive(one: BegunRecord, other: BegunRecord): boolean {
  return one.archive === other.archive && one.sourceVersion === other.sourceVersion
}
