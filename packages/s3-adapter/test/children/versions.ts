import { makeBytes } from './make-bytes.js'

/** What the children write, so that their parent can tell whole objects: content and metadata both follow from the version. */
export function contentOf(version: number): Uint8Array {
  return makeBytes(1000 + ((version * 7919) % 300_000), version)
}

export function metadataOf(version: number): Record<string, string> {
  return { version: String(version) }
}
