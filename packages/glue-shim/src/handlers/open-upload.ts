import { StoreError, type RecordSource, type Store, type StoreOptions } from '@bridge-downstream/core'

/** An upload as a source, and its size. */
export interface OpenedUpload {
  readonly source: RecordSource
  readonly sizeBytes: number
}

/**
 * Look at an upload. It is called as the command calls it, so that both know each other's receipts.
 *
 * @throws StoreError `not-found`; later, when it is read, `upload-changed` (retryable) if it is no longer the one that was looked at.
 */
export async function openUpload(store: Store, key: string, options: StoreOptions): Promise<OpenedUpload> {
  const head = await store.head(key, options)
  const name = `${store.url.replace(/\/$/, '')}/${key}`
  if (!head)
    throw new StoreError('There is no such upload', { code: 'not-found', key, hint: 'It may have been removed since it was told of.' })
  const { metadata, etag, sizeBytes } = head
  const read = async (): Promise<Uint8Array> => {
    const object = await store.get(key, options)
    const bytes = await object.bytes()
    if (object.etag === etag) return bytes
    throw new StoreError('An upload was replaced while it was looked at', { code: 'upload-changed', key, retryable: true })
  }
  return { source: { name, version: etag, metadata, open: async () => ({ name, metadata, bytes: read }) }, sizeBytes }
}
