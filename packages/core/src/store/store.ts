/** What a store tells of one object without reading it. */
export interface ObjectInfo {
  /** Key below the store's root; `/` separates folders. Any Unicode, at most 1,024 bytes of UTF-8. */
  readonly key: string
  readonly sizeBytes: number
  /** Opaque; two objects with the same ETag at the same key have the same bytes. Without quotes. */
  readonly etag: string
}

export interface ObjectHead extends ObjectInfo {
  readonly contentType: string | undefined
  /** User metadata; keys are lower case. */
  readonly metadata: Readonly<Record<string, string>>
}

export interface StoredObject extends ObjectHead {
  /** The bytes (of the range, where one was asked for). Can be read once. */
  readonly body: AsyncIterable<Uint8Array>
  /** Collects `body`. */
  bytes(): Promise<Uint8Array>
}

export interface StoreOptions {
  readonly signal?: AbortSignal | undefined
}

export interface GetOptions extends StoreOptions {
  /** First and last byte, both inclusive, from 0. Without `end`, to the object's end. */
  readonly range?: { readonly start: number; readonly end?: number | undefined } | undefined
}

export interface PutOptions extends StoreOptions {
  readonly contentType?: string | undefined
  /** User metadata. Keys are stored in lower case; values are text. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** Write only if no object has this key (`absent`), or only if its ETag is still this one. */
  readonly condition?: 'absent' | { readonly etag: string } | undefined
}

export interface ListOptions extends StoreOptions {
  /** Keys asked for at once. Default 1,000. */
  readonly pageSize?: number | undefined
}

/**
 * Object storage, as the packages need it. Implemented in memory, on a local folder and on S3; the named cases of
 * `@bridge-downstream/core/testing` say exactly how an implementation behaves.
 *
 * An object appears whole or not at all: a reader sees the old bytes or the new ones. Failures are a `StoreError` with the code
 * `not-found`, `precondition-failed`, `bad-key`, `aborted` or `unavailable`.
 */
export interface Store {
  /** Where the store is, for people. Never holds credentials. */
  readonly url: string
  /** @throws StoreError `not-found` if there is no such object, or the range starts beyond its end. */
  get(key: string, options?: GetOptions): Promise<StoredObject>
  /** What is known of an object, or undefined if there is none. */
  head(key: string, options?: StoreOptions): Promise<ObjectHead | undefined>
  /** @throws StoreError `precondition-failed` if the condition does not hold; nothing is written then. */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ObjectInfo>
  /** Succeeds also if there is no such object. */
  delete(key: string, options?: StoreOptions): Promise<void>
  /** Objects whose key begins with `prefix`, in the order of their keys' UTF-8 bytes. */
  list(prefix?: string, options?: ListOptions): AsyncIterable<ObjectInfo>
}
