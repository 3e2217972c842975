import { readJsonObject } from '../json/read-json-object.js'
import type { Store, StoreOptions } from '../store/store.js'

/** Whose an object of a JSON dataset, or an original in quarantine, is. */
export interface ObjectOwner {
  /** Undefined if it does not say it. */
  readonly recordId: string | undefined
  /** The user metadata of the archive. */
  readonly metadata: Readonly<Record<string, string>>
}

const RECORD_ID = 'recordid'
const LINE_END = 0x0a

/**
 * Whose an object of a JSON dataset is, as it says itself: by the user metadata that it was written with, else by what is injected into its
 * documents.
 *
 * @returns undefined if there is no such object any more.
 */
export async function ownerOf(store: Store, key: string, options: StoreOptions): Promise<ObjectOwner | undefined> {
  const head = await store.head(key, options)
  if (!head) return undefined
  const { metadata } = head
  return { recordId: metadata[RECORD_ID] ?? (await injectedRecordId(store, key, options)), metadata }
}

/** All documents of an object are of one record, so the first tells. */
async function injectedRecordId(store: Store, key: string, options: StoreOptions): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let line = ''
  for await (const chunk of (await store.get(key, options)).body) {
    const end = chunk.indexOf(LINE_END)
    line += decoder.decode(end < 0 ? chunk : chunk.subarray(0, end), { stream: end < 0 })
    if (end >= 0) break
  }
  const id = readJsonObject(line)?.[RECORD_ID]
  return typeof id === 'string' ? id : undefined
}
