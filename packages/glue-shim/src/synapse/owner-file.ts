import { StoreError, type Store, type StoreOptions } from '@bridge-downstream/core'

/** Where Synapse looks who may use a bucket's prefix: a line for each user or team. */
export const OWNER_FILE = 'owner.txt'

/**
 * Let a user of Synapse be an owner; those who are stay.
 *
 * @param store of the storage location's root.
 * @returns whether anything was changed.
 */
export async function addOwner(store: Store, ownerId: string, { signal }: StoreOptions): Promise<boolean> {
  const before = await store.get(OWNER_FILE, { signal }).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === 'not-found') return undefined
    throw error
  })
  const owners = before
    ? new TextDecoder()
        .decode(await before.bytes())
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
    : []
  if (owners.some((line) => line.trim() === ownerId)) return false
  await store.put(OWNER_FILE, new TextEncoder().encode(`${[...owners, ownerId].join('\n')}\n`), {
    condition: before ? { etag: before.etag } : 'absent',
    contentType: 'text/plain',
    signal,
  })
  return true
}
