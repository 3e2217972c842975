import type { PutOptions } from './store.js'

/** User metadata as every store keeps it: keys in lower case. */
export function normalizeMetadata(metadata: PutOptions['metadata']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
}
