import { createMemoryStore, inferSchema, parseJsonDocuments, type Schema, type Store } from '@bridge-downstream/core'

/** Documents as text, one after the other. */
export function schemaOf(documents: string): Schema {
  return inferSchema(parseJsonDocuments(documents))
}

/** All files of a store as text, by key. */
export async function textsOf(store: Store): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for await (const { key } of store.list()) texts[key] = new TextDecoder().decode(await (await store.get(key)).bytes())
  return texts
}

/** All files of a registry as they stand, without the one thing in them that tells in which order schemas came. */
export async function textWithoutHistory(store: Store): Promise<string> {
  const files = Object.entries(await textsOf(store)).map(([key, text]): unknown => {
    const file = JSON.parse(text) as { readonly versions: readonly object[] }
    return [key, { ...file, versions: file.versions.map((version) => ({ ...version, history: [] })) }]
  })
  return JSON.stringify(files)
}

/** A memory store that counts what is put. */
export function createCountingStore(): { readonly store: Store; readonly puts: () => number } {
  const memory = createMemoryStore()
  let count = 0
  const put: Store['put'] = (key, body, options) => {
    count++
    return memory.put(key, body, options)
  }
  return { store: { ...memory, put }, puts: () => count }
}
