import type { Store } from '@bridge-downstream/core'

export type StoreMethod = 'get' | 'head' | 'put' | 'list' | 'delete'

/** One call, as `method key`; a get of a range as `get key range`. */
export interface WatchedStore {
  readonly store: Store
  readonly calls: readonly string[]
}

/**
 * A store whose calls are written down, and of which one may fail.
 *
 * @param failAt the call that fails, from 0: a put fails when its body has been read, so that everything but the object itself was done.
 */
export function watchStore(inner: Store, failAt = -1): WatchedStore {
  const calls: string[] = []
  const next = (call: string): boolean => calls.push(call) - 1 === failAt
  const fault = (): Error => new Error(`call ${failAt} of the store failed`)
  const store: Store = {
    url: inner.url,
    async get(key, options) {
      if (next(`get ${key}${options?.range ? ' range' : ''}`)) throw fault()
      return inner.get(key, options)
    },
    async head(key, options) {
      if (next(`head ${key}`)) throw fault()
      return inner.head(key, options)
    },
    async put(key, body, options) {
      if (!next(`put ${key}`)) return inner.put(key, body, options)
      if (!(body instanceof Uint8Array)) for await (const chunk of body) void chunk
      throw fault()
    },
    async delete(key, options) {
      if (next(`delete ${key}`)) throw fault()
      return inner.delete(key, options)
    },
    async *list(prefix, options) {
      if (next(`list ${prefix ?? ''}`)) throw fault()
      yield* inner.list(prefix, options)
    },
  }
  return { store, calls }
}

/** Everything a store holds: ETags (which are of the bytes) and user metadata by key. */
export async function contentOf(store: Store, prefix = ''): Promise<Record<string, string>> {
  const content: Record<string, string> = {}
  for await (const { key, etag } of store.list(prefix)) {
    const head = await store.head(key)
    content[key] = `${etag} ${JSON.stringify(head!.metadata)}`
  }
  return content
}

/** The same objects in a store of their own. */
export async function copyStore(from: Store, to: Store): Promise<Store> {
  for await (const { key } of from.list()) {
    const object = await from.get(key)
    await to.put(key, await object.bytes(), { metadata: object.metadata, contentType: object.contentType })
  }
  return to
}
