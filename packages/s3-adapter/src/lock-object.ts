import type { Store, StoreOptions } from '@bridge-downstream/core'
import { StoreError } from '@bridge-downstream/core/store'

/** What the object says by which a store is locked. */
export interface LockContent {
  /** Of `createOwnedName`. */
  readonly owner: string
  /** When the work began, as the holder's clock had it: for people. */
  readonly since: string
}

let renewals = 0

/** @returns its ETag; undefined if the condition does not hold. */
export async function writeLock(
  store: Store,
  key: string,
  content: LockContent,
  condition: 'absent' | { readonly etag: string },
  options: StoreOptions = {},
): Promise<string | undefined> {
  // Other bytes each time, so that the ETag changes.
  const text = JSON.stringify({ version: 1, ...content, renewals: renewals++ })
  try {
    return (await store.put(key, new TextEncoder().encode(text), { condition, contentType: 'application/json', ...options })).etag
  } catch (error) {
    if (error instanceof StoreError && error.code === 'precondition-failed') return undefined
    throw error
  }
}

export async function readLock(
  store: Store,
  key: string,
  options: StoreOptions = {},
): Promise<(LockContent & { readonly etag: string }) | undefined> {
  try {
    const object = await store.get(key, options)
    return { ...parseLock(new TextDecoder().decode(await object.bytes())), etag: object.etag }
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not-found') return undefined
    throw error
  }
}

/** Whatever lies there is a lock; one that says nothing of its owner is nobody's once it is old. */
function parseLock(text: string): LockContent {
  const owner = /"owner":"([\w-]+)"/.exec(text)?.[1] ?? ''
  const since = /"since":"([\d:.TZ-]+)"/.exec(text)?.[1] ?? ''
  return { owner, since }
}
